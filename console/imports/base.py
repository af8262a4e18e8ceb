"""The seam of the importers: what each declares, what it is given, how it says what became of a file."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, ClassVar, Self

from config import Settings
from console.imports.keeping import Keeper
from console.imports.reader import Column, Limits, Problem, Table, read
from models.kernel.actors import Actor

Report = Callable[[Problem, bool], object]
"""Hears each problem, and whether it refused its line."""

Progress = Callable[[int], object]
"""Hears the number of lines done."""


Waiting = Callable[[float], object]
"""Hears for how many seconds the run waits now, because a service allows no more questions."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that one importer offers: the field that it sets, and what the command line says of it."""

    name: str
    help: str


@dataclass
class Summary:
    """What became of a file, counted under the words that say it.

    `done` are the lines that were taken, by what became of them; `notes` what deserves a word besides;
    `unknown` the columns that nobody asked for.
    """

    done: dict[str, int]
    notes: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    last: int = 0
    """The number of the last of them in the file."""
    refused: int = 0
    unknown: tuple[str, ...] = ()

    @classmethod
    def of(cls, *ends: str, notes: Sequence[str] = (), unknown: tuple[str, ...] = ()) -> Self:
        """Nothing counted yet, of these ends of a line."""
        return cls(dict.fromkeys(ends, 0), dict.fromkeys(notes, 0), unknown=unknown)

    def add(self, counts: Mapping[str, int]) -> None:
        """Counts more lines, by what became of them."""
        for end, count in counts.items():
            self.done[end] += count

    def __str__(self) -> str:
        ends = ", ".join(_counted({**self.done, "refused": self.refused}))
        notes = f"; {', '.join(_counted(self.notes))}" if self.notes else ""
        return f"{self.lines} lines: {ends}{notes}."


def _counted(counts: Mapping[str, int]) -> list[str]:
    return [f"{count} {word}" for word, count in counts.items()]


@dataclass(frozen=True, kw_only=True)
class Importer(ABC):
    """One kind of file, with the choices of one run. What its class says is what `--help` says."""

    columns: ClassVar[tuple[Column, ...]]
    options: ClassVar[tuple[Option, ...]] = ()
    on_behalf: ClassVar[bool] = False
    """Whether a member of staff answers for each run."""

    dry_run: bool = False
    limits: Limits = field(default_factory=Limits)
    waiting: Waiting = field(default=lambda _: None, compare=False)
    keeper: Keeper = field(default_factory=Keeper, compare=False)

    @classmethod
    def prepared(cls, settings: Settings, **choices: Any) -> Self:
        """The importer of one run, with whatever it needs of the installation.

        `directory`: whom to ask, for those who ask.
        """
        choices.pop("directory", None)
        return cls(**choices)

    def bring_in(
        self, file: BinaryIO, *, report: Report, progress: Progress = lambda _: None, actor: Actor
    ) -> Summary:
        """Takes the good lines of an open file; a refused one does not keep the others out.

        Raises `FileRefused`, which leaves what was taken before: the same file may be brought in again, and
        ends as if it had been taken at once. Raises `NotAllowed` when the actor may not.
        """
        name = digest(file)
        table = read(file, self.columns, self.limits)
        return self.take_in(table, name, report=report, progress=progress, actor=actor)

    @abstractmethod
    def take_in(
        self, table: Table, name: str, *, report: Report, progress: Progress = lambda _: None, actor: Actor
    ) -> Summary:
        """The same of a file that was opened; `name` is its digest, by which the trail knows it."""


def digest(file: BinaryIO) -> str:
    """The name of a file in the trail, whoever renamed it."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
