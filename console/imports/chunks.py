"""Lines become records some hundreds at a time, the next ones while those before them are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from console.imports.base import Report, Summary
from console.imports.reader import Cells, Line, Problem, Table, What

R = TypeVar("R")


@dataclass
class Chunk(Generic[R]):
    """Some lines, read: the records of the good ones, and what is wrong with each of the others."""

    lines: int = 0
    last: int = 0
    records: list[R] = field(default_factory=list)
    problems: list[tuple[list[Problem], bool]] = field(default_factory=list)

    def is_before(self, skip: int, summary: Summary) -> bool:
        """Whether an earlier run has done all its lines, which are counted then."""
        if summary.lines + self.lines > skip:
            return False
        summary.lines += self.lines
        return True

    def settle(self, summary: Summary, report: Report) -> int:
        """Reports what is wrong and counts the lines; returns how many problems refused none."""
        harmless = 0
        summary.lines, summary.last = summary.lines + self.lines, self.last
        for problems, refused in self.problems:
            for found in problems:
                report(found, refused)
            summary.refused += refused
            harmless += 0 if refused else len(problems)
        return harmless


@dataclass(frozen=True)
class Reading(Generic[R]):
    """How the lines of one kind of file become records.

    A record whose key stood in the file before is refused: taking both, one after the other, would change
    something at each run of the same file. `shown` is the value that the report repeats then.
    """

    cells: Callable[[Line], Cells]
    record: Callable[[Cells], R]
    key: Callable[[R], str]
    key_column: str
    shown: Callable[[R], str]
    size: int

    def chunks_of(self, table: Table) -> Iterator[Chunk[R]]:
        """Each chunk; the database, while it writes one, lets Python read the next."""
        lines, seen = iter(table), dict[str, int]()
        with ThreadPoolExecutor(1) as pool:
            ahead = pool.submit(self._next, lines, seen)
            while (chunk := ahead.result()).lines:
                ahead = pool.submit(self._next, lines, seen)
                yield chunk

    def _next(self, lines: Iterator[Line], seen: dict[str, int]) -> Chunk[R]:
        chunk: Chunk[R] = Chunk()
        for line in islice(lines, self.size):
            chunk.lines, chunk.last = chunk.lines + 1, line.number
            self._take(line, chunk, seen)
        return chunk

    def _take(self, line: Line, chunk: Chunk[R], seen: dict[str, int]) -> None:
        cells = self.cells(line)
        record = self.record(cells)
        key = self.key(record)
        if key and key in seen:
            cells.refuse(self.key_column, What.DUPLICATE, self.shown(record), detail=str(seen[key]))
        refused = any(found.refuses for found in cells.problems)
        if cells.problems:
            chunk.problems.append((cells.problems, refused))
        if not refused:
            seen[key] = line.number
            chunk.records.append(record)
