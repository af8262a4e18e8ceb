"""What may be shaped: the kinds, a file each, and the table of them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from models.shaping.kinds.kind import ShapeKind, Wish
from models.shaping.refusals import ShapeKindUnknown

__all__ = ["KINDS", "ShapeKind", "Wish"]


def _kinds() -> dict[str, ShapeKind[Any]]:
    names = [module.name for module in iter_modules(__path__) if module.name != "kind"]
    kinds: dict[str, ShapeKind[Any]] = {
        name.replace("_", "-"): import_module(f"{__name__}.{name}").KIND for name in names
    }
    return dict(sorted(kinds.items(), key=lambda entry: entry[1].place))


KINDS = _kinds()
"""The `KIND` of each file, by the file's name, in their order."""


def find_kind(name: str, key: str = "") -> ShapeKind[Any]:
    """The kind of that name; raises `ShapeKindUnknown`."""
    if (kind := KINDS.get(name)) is None:
        raise ShapeKindUnknown(kind=name, key=key)
    return kind
