"""Changes of a row that several people may hold in hand: nobody overwrites what he never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from models.kernel.errors import Stale


class Versioned(Protocol):
    """A row that counts its changes."""

    version: Any


class Correction(NamedTuple):
    """What a correction changed, by fact; empty when the row already said so."""

    before: dict[str, Any]
    after: dict[str, Any]


def correctable(changes: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Of what was asked, the facts that may be corrected; None asks for nothing."""
    return {name: value for name, value in changes.items() if name in names and value is not None}


def apply(row: Versioned, asked: Mapping[str, Any], names: Sequence[str], *, version: int) -> Correction:
    """Writes what differs into the row, whose lock the caller holds, and counts the change.

    Raises `Stale` when somebody saved since that version. Its facts: `current`, the values that they left,
    by name; `version`, theirs; `asked`, what was to be written.
    """
    if row.version != version:
        current = {name: getattr(row, name) for name in names}
        raise Stale(current=current, version=row.version, asked=dict(asked))
    before = {name: held for name, value in asked.items() if (held := getattr(row, name)) != value}
    after = {name: asked[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    if after:
        row.version += 1
    return Correction(before, after)


def expect(seen: str | None, stands: str) -> None:
    """Raises `Stale` (facts: `seen`, `stands`) when the row moved since the person looked at it.

    None expects nothing: a command, a batch, whoever never looked.
    """
    if seen is not None and seen != stands:
        raise Stale(seen=seen, stands=stands)
