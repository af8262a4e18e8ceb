"""What lies on this machine: settings, packages, keys, files."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path

from config import Settings
from console import modes
from console.diagnosis.findings import Doubtful, Look, Wrong
from setting_values import SHORTEST_KEY

OURS = ("config", "models", "views", "console")

PACKAGES = "site-packages"


def _settings(settings: Settings) -> str:
    return f"{settings.env}, {settings.public_url}, instance {settings.instance}"


def _packages(_: Settings) -> str:
    """Their names are common ones: in a folder among others' packages, the first that is found would win."""
    home = Path(__file__).resolve().parents[2]
    if home.name == PACKAGES:
        raise Doubtful(f"they lie among other packages in {home}: give the application a folder of its own")
    strangers = PathFinder()
    among_others = [place for place in sys.path if Path(place).name == PACKAGES]
    for name in OURS:
        place = Path(import_module(name).__file__ or "").resolve()
        if not place.is_relative_to(home) or strangers.find_spec(name, among_others) is not None:
            raise Wrong(
                f"another package bears the name {name}: give the application an environment of its own"
            )
    return f"{', '.join(OURS)} come from {home}, and no other package bears their names"


def _keys(settings: Settings) -> str:
    keys = {settings.secret_key, settings.code_key, settings.audit_key}
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise Doubtful(f"one has under {SHORTEST_KEY} characters")
    if len(keys) < 3:
        raise Doubtful("the three keys should differ")
    return "three, different"


def _files(settings: Settings) -> str:
    if exposed := modes.list_exposed(settings):
        more = f" and {len(exposed) - 1} more" if len(exposed) > 1 else ""
        raise Wrong(f"others of this machine may read {exposed[0]}{more}: run `bascule init`")
    return "read by us alone"


PARTS: dict[str, Look] = {
    "settings": _settings,
    "packages": _packages,
    "keys": _keys,
    "files": _files,
}
