"""What a shape says: a frozen structure that is read at the door and written without its defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from models.shaping.refusals import ShapeKeyRefused, ShapeUnreadable

Written = dict[str, Any]
"""A body as JSON and YAML hold it, with `retired: true` where it is."""

RETIRED = "retired"

LONGEST_KEY = 60
_KEY = re.compile(r"[a-z](?:-?[a-z0-9])*")
_PLACE = re.compile(r"`(\$?[^`]*)`")


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of all bodies: names in the order in which files show them, nothing that is not named."""


B = TypeVar("B", bound=Body)


def check_key(kind: str, key: str) -> None:
    """Raises `ShapeKeyRefused`."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise ShapeKeyRefused(kind=kind, key=key)


def read(kind: str, key: str, body: type[B], written: Mapping[str, object]) -> B:
    """The body that was written; raises `ShapeUnreadable`."""
    facts = {name: value for name, value in written.items() if name != RETIRED}
    try:
        return msgspec.convert(facts, type=body)
    except msgspec.ValidationError as problem:
        places = _PLACE.findall(str(problem))
        raise ShapeUnreadable(
            kind=kind, key=key, place=places[-1].removeprefix("$.") if places else ""
        ) from None


def is_retired(kind: str, key: str, written: Mapping[str, object]) -> bool:
    """Whether it is written as retired; raises `ShapeUnreadable` for anything but yes or no."""
    retired = written.get(RETIRED, False)
    if not isinstance(retired, bool):
        raise ShapeUnreadable(kind=kind, key=key, place=RETIRED)
    return retired


def write(body: Body, *, retired: bool = False) -> Written:
    """As `read` takes it, what is usual left out."""
    written: Written = msgspec.to_builtins(body)
    return written | ({RETIRED: True} if retired else {})
