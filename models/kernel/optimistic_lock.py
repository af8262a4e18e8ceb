"""Changes of a row that several people may hold in hand: nobody overwrites what they never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.errors import Stale


class Versioned:
    """A row that two may touch: `version` counts what was decided or corrected, whoever did it."""

    version: Mapped[int] = mapped_column(default=1)

    @property
    def mark(self) -> str:
        """The version as a form carries it, to tell which one its person read."""
        return str(self.version)


def has_moved(row: Versioned, seen: str | int | None) -> bool:
    """Whether the row, whose lock the caller holds, is no longer at the version that the person saw.

    None has seen nothing: a command, a batch, whoever never looked.
    """
    return seen is not None and str(seen) != row.mark


def expect(row: Versioned, seen: str | int | None) -> None:
    """Raises `Stale` (facts: `version`, `seen`) when the row moved since the person looked at it."""
    if has_moved(row, seen):
        raise Stale(version=row.version, seen=seen)


def advance(row: Versioned) -> None:
    """Counts a change: whoever read the row before has not seen it."""
    row.version += 1


class Correction(NamedTuple):
    """What a correction changed, by fact; empty when the row already said so."""

    before: dict[str, Any]
    after: dict[str, object]


def correctable(changes: Mapping[str, object], names: Sequence[str]) -> dict[str, Any]:
    """Of the changes wanted, the facts that may be corrected; None changes nothing."""
    return {name: value for name, value in changes.items() if name in names and value is not None}


def apply(row: Versioned, changes: Mapping[str, object], names: Sequence[str], *, version: int) -> Correction:
    """Writes what differs into the row, whose lock the caller holds, and counts the change.

    Raises `Stale` when somebody saved since that version. Its facts: `current`, the values that they left,
    by name; `version`, theirs; `wanted`, what was to be written.
    """
    if has_moved(row, version):
        current = {name: getattr(row, name) for name in names}
        raise Stale(current=current, version=row.version, wanted=dict(changes))
    before = {name: held for name, value in changes.items() if (held := getattr(row, name)) != value}
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    if after:
        advance(row)
    return Correction(before, after)
