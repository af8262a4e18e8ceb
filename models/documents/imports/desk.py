"""What the pages ask of whoever can read files, and what it answers; `console` has the one who can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from models.documents.imports.tables import ImportKind


@dataclass(frozen=True)
class Look:
    """A file as it was understood. `rows` are its rows, packed: the header first, then the lines.

    `header` and `sample` are safe to show; `columns` says of each cell of the header which column it probably
    is, or nothing; `shape` names the header, whatever the lines.
    """

    form: str
    separator: str
    header: Sequence[str]
    sample: Sequence[Sequence[str]]
    columns: Sequence[str]
    shape: str
    lines: int
    digest: str
    rows: bytes = field(repr=False)


@dataclass(frozen=True)
class Wanted:
    """A column that a kind of file has."""

    name: str
    required: bool


class Desk(Protocol):
    """Who can read files."""

    def look(self, file: BinaryIO, kind: ImportKind) -> Look:
        """Reads a file with little memory and time; raises a refusal that says what is wrong with it."""
        ...

    def wanted(self, kind: ImportKind) -> Sequence[Wanted]:
        """The columns of that kind of file."""
        ...
