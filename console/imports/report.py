"""The report of an import, line by line, as a CSV that a spreadsheet opens and cannot be made to run."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from console.imports.base import Report
from console.imports.reader import Problem
from views.exports import harmless
from views.messages import imports

HEAD = ("line", "column", "value", "problem", "remedy")


class CsvReport:
    """Writes each problem as it comes."""

    def __init__(self, file: TextIO, *, is_whole: bool = True) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\n")
        self._writer.writerow(HEAD)
        if not is_whole:
            self._writer.writerow(("", "", "", imports.UNFINISHED, imports.UNFINISHED_REMEDY))

    def add(self, problem: Problem, refused: bool) -> None:
        """One line of the report."""
        sentence = imports.problem_words(problem.problem, problem.detail)
        remedy = imports.REMEDIES[problem.remedy]
        self._writer.writerow(
            (problem.line, harmless(problem.column), harmless(problem.value), sentence, remedy)
        )


@contextmanager
def report_at(path: Path) -> Iterator[Report]:
    """A report in that file, which says that it is incomplete until the import has come to its end.

    Each line is there as soon as it is known, so that an import that is killed leaves what it had found.
    Raises `OSError` when the file cannot be written.
    """
    # Without a byte order mark: scripts read it first, and a spreadsheet asks.
    with path.open("w", encoding="utf-8", newline="", buffering=1) as out:
        can_be_replaced = path.is_file()  # no pipe, no terminal
        yield CsvReport(out, is_whole=not can_be_replaced).add
    if can_be_replaced:
        _finish(path)


def _finish(path: Path) -> None:
    """Puts the same without its second line in its place, at once."""
    whole = path.with_name(f"{path.name}.part")
    with path.open("rb") as unfinished, whole.open("wb") as out:
        out.write(unfinished.readline())
        unfinished.readline()
        shutil.copyfileobj(unfinished, out)
    os.replace(whole, path)
