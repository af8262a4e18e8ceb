"""The keys of an installation: long enough and apart from each other, or made once and kept for us alone."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from setting_values import (
    SHORTEST_KEY,
    SettingError,
)

FEWEST_SIGNS = 5
"""Different ones in a key: 32 that are drawn, be it among ten digits, have more."""


KEY_NAMES = ("BASCULE_SECRET_KEY", "BASCULE_CODE_KEY", "BASCULE_AUDIT_KEY")


def parse_key(name: str, values: Mapping[str, str], env: str) -> str:
    """A key that is long enough, in production there at all."""
    value = values.get(name, "")
    if env == "production" and not value:
        raise SettingError(f"{name} is missing: give it at least {SHORTEST_KEY} random characters.")
    if env == "production" and len(value) < SHORTEST_KEY:
        raise SettingError(f"{name} is too short: it needs at least {SHORTEST_KEY} characters.")
    return value


def refuse_alike(values: Mapping[str, str]) -> None:
    """Keys that are one, or of a few signs again and again, keep nothing apart from whoever guesses one."""
    keys = {name: values.get(name, "") for name in KEY_NAMES}
    for name, key in keys.items():
        if key and len(set(key)) < FEWEST_SIGNS:
            raise SettingError(f"{name} is made of {len(set(key))} signs: give it random characters.")
        twin = next((other for other in KEY_NAMES if other != name and key and keys[other] == key), None)
        if twin is not None:
            raise SettingError(f"{name} and {twin} are the same: give each key characters of its own.")


def kept_keys(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Those of the file, which is written where it is missing; raises `SettingError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, json.dumps({name: secrets.token_urlsafe(48) for name in names}, indent=1))
        kept = json.loads(path.read_text())
        if all(isinstance(kept.get(name), str) and len(kept[name]) >= SHORTEST_KEY for name in names):
            return {name: kept[name] for name in names}
    except OSError as problem:
        raise SettingError(f"BASCULE_INSTANCE cannot hold the generated keys: {problem.strerror}.") from None
    except (ValueError, AttributeError):
        pass
    raise SettingError(
        f"BASCULE_INSTANCE holds a spoiled keys.json: restore it, or name {KEY_NAMES[0]} and the others."
    )


def _write_once(path: Path, text: str) -> None:
    # Linked into place: of two processes that start together one wins, and no reader meets half a file.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
