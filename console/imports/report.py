"""The report of an import, line by line, as a CSV that a spreadsheet opens and cannot be made to run."""

from __future__ import annotations

import csv
from typing import TextIO

from console.imports.reader import Problem
from views.exports import harmless
from views.messages import imports

HEAD = ("line", "column", "value", "problem", "remedy")


class CsvReport:
    """Writes each problem as it comes; counts them."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\n")
        self._writer.writerow(HEAD)

    def add(self, problem: Problem, refused: bool) -> None:
        """One line of the report."""
        sentence = imports.problem_words(problem.problem, problem.detail)
        remedy = imports.REMEDIES[problem.remedy]
        self._writer.writerow(
            (problem.line, harmless(problem.column), harmless(problem.value), sentence, remedy)
        )
