"""Keeps what becomes of the lines of a run, with how far it is, as its importer tells it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from console.imports.base import Summary
from console.imports.keeping import Keeper
from console.imports.reader import Line, Problem
from console.imports.runs.mendable import give_back
from models.attachments import Attachment
from models.attachments.batches.rehearsal import Rehearsal
from models.documents.imports import ImportRun, ImportState, working
from models.documents.imports.working import Reached, Remark
from models.kernel.transactions import transaction

SLICE = 10.0
"""Seconds after which other work has its turn, mails among it; far less than a lease, which is kept so."""

EVERY = 1.0
"""Seconds between two moments at which a dry run, which writes nothing else, tells how far it is."""

BRIEF = 2.0
"""Seconds of waiting for a service that are waited for on the spot."""


class Pause(Exception):
    """The run goes on later, after so many seconds: others have their turn."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Ledger(Keeper):
    """One worker's part of one run."""

    tells_codes = False
    """A file from a page could hold a guess for each record: nothing counts them, so nothing answers them."""

    def __init__(self, run: ImportRun) -> None:
        self._run, self._number = run, run.id
        self._state = ImportState(run.state)
        self._columns = list(run.columns)
        self._before = Reached(run.reached, run.refused, dict(run.tally), dict(run.notes))
        self._kept = self.skip = run.reached
        self._now: Reached | None = None
        self._remarks: dict[int, Remark] = defaultdict(Remark)
        self._lines: dict[int, Line] = {}
        self._made = frozenset() if self.is_dry else working.lines_made(run)
        self._ends = self._next = 0.0
        self._last = 0
        if run.rehearsed is not None:
            self.rehearsal = _rehearsal(run.rehearsed)
        elif self.is_dry:
            self.rehearsal = Rehearsal(compares=False)

    @property
    def is_dry(self) -> bool:
        """Whether nothing is written."""
        return self._state is ImportState.REHEARSING

    def watch(self, lines: Iterator[Line]) -> Iterator[Line]:
        """The lines, with those at hand that are under way: what is refused is told as it was read."""
        for line in lines:
            self._lines[line.number] = line
            yield line

    # -- as the importer tells it

    def report(self, found: Problem, refused: bool) -> None:
        """A problem of a line, and whether it refuses it."""
        remark = self._remarks[found.line]
        remark.problems.append(facts_of(found))
        remark.refused = remark.refused or refused

    def changes(self, line: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        remark = self._remarks[line]
        remark.before, remark.after = _plain(before), _plain(after)

    def count_earlier(self, end: str) -> int:
        return self._before.tally.get(end, 0)

    def go_on(self) -> None:
        now = time.monotonic()
        if not self._ends:
            self._ends, self._next = now + SLICE, now + EVERY
        elif now > self._ends:
            self.flush()
            raise Pause

    def waits(self, seconds: float) -> None:
        """A service allows no more questions for so long."""
        if seconds > BRIEF:
            self.flush()
            raise Pause(seconds)

    def writing(self) -> AbstractContextManager[object]:
        return nullcontext() if self.is_dry else transaction()

    def made(self, line: int, attachment: Attachment, *, account_is_new: bool) -> None:
        working.note_made(self._number, line, attachment.id, account_is_new=account_is_new)

    def was_made(self, line: int) -> bool:
        return line in self._made

    def reached(self, summary: Summary) -> None:
        base = self._before
        self._last = summary.last
        self._now = Reached(
            summary.lines,
            base.refused + summary.refused,
            _sum(base.tally, summary.done),
            _sum(base.notes, summary.notes),
        )
        if not self.is_dry or time.monotonic() >= self._next:
            self.flush()

    def flush(self) -> None:
        """Keeps what was told since; raises `Halted`."""
        if self._now is None:
            return
        now, remarks = self._now, self._remarks
        for number, line in remarks.items():
            if line.refused:
                line.cells = give_back(self._lines.get(number), self._columns)
        rehearsed = _facts(self.rehearsal) if self.is_dry and self.rehearsal is not None else None
        working.keep(self._run, self._state, self._kept, now, remarks, rehearsed)
        self._kept, self._now, self._remarks = now.lines, None, defaultdict(Remark)
        self._next = time.monotonic() + EVERY
        for number in list(self._lines):  # while the next lines are read in a thread
            if number <= self._last:
                del self._lines[number]


def facts_of(found: Problem) -> dict[str, str]:
    """A problem as its run keeps it."""
    return {name: str(value) for name, value in asdict(found).items() if name != "line" and value}


def _sum(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    return {name: first.get(name, 0) + second.get(name, 0) for name in (*first, *second)}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON can hold them."""
    return {name: _value(value) for name, value in facts.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _facts(rehearsal: Rehearsal) -> dict[str, Any]:
    held = {str(number): siret for number, siret in rehearsal.held.items()}
    return {"made": sorted(rehearsal.made), "held": held}


def _rehearsal(facts: Mapping[str, Any]) -> Rehearsal:
    found = Rehearsal(compares=False)
    found.made.update(facts["made"])
    found.held.update({int(number): siret for number, siret in facts["held"].items()})
    return found
