"""The report of an import, line by line, as a CSV that a spreadsheet opens and cannot be made to run."""

from __future__ import annotations

import csv
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from console.imports.base import Report
from console.imports.reader import Problem
from views.exports import harmless
from views.messages.imports.problems import REMEDIES, problem_words
from views.messages.imports.words import UNFINISHED, UNFINISHED_REMEDY

log = logging.getLogger(__name__)

HEAD = ("line", "column", "value", "problem", "remedy")


class CsvReport:
    """Writes each problem as it comes."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\n")
        self._writer.writerow(HEAD)

    def mark_unfinished(self) -> None:
        """A line that says that others may lack."""
        self._writer.writerow(("", "", "", UNFINISHED, UNFINISHED_REMEDY))

    def add(self, problem: Problem, refused: bool) -> None:
        """One line of the report."""
        sentence = problem_words(problem.problem, problem.detail)
        remedy = REMEDIES[problem.remedy]
        self._writer.writerow(
            (problem.line, harmless(problem.column), harmless(problem.value), sentence, remedy)
        )


@contextmanager
def report_at(path: Path) -> Iterator[Report]:
    """A report in that file, which says that it is incomplete until the import has come to its end.

    Each line is there as soon as it is known, so that an import that is killed leaves what it had found. What
    cannot be replaced says so in its last line, where the import stops. Raises `OSError` when the file cannot
    be written; when only its end cannot, the report goes on saying that it is incomplete.
    """
    can_be_replaced = _can_be_replaced(path)
    # Without a byte order mark: scripts read it first, and a spreadsheet asks.
    with path.open("w", encoding="utf-8", newline="", buffering=1) as out:
        report = CsvReport(out)
        if can_be_replaced:
            report.mark_unfinished()
        try:
            yield report.add
        except BaseException:
            if not can_be_replaced:
                with suppress(OSError):
                    report.mark_unfinished()
            raise
    if can_be_replaced:
        _finish(path)


def _can_be_replaced(path: Path) -> bool:
    """Whether another file may take its place: no pipe, no terminal, no link such as `/dev/stdout`."""
    is_plain = not path.is_symlink() and (path.is_file() or not path.exists())
    return is_plain and os.access(path.parent, os.W_OK | os.X_OK)


def _finish(path: Path) -> None:
    """Puts the same without its second line in its place, at once; says why it could not."""
    whole = path.with_name(f"{path.name}.part")
    try:
        with path.open("rb") as unfinished, whole.open("wb") as out:
            out.write(unfinished.readline())
            unfinished.readline()
            shutil.copyfileobj(unfinished, out)
        os.replace(whole, path)
    except OSError as problem:  # the import is done, and its summary is still to be told
        log.warning("%s still says that it is incomplete, and is not: %s", path, problem.strerror)
        with suppress(OSError):
            whole.unlink()
