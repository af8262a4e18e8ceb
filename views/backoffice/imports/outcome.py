"""A run as its page tells it: numbers, lines that change, lines that were refused, how its file was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from models.documents.imports import ColumnsWrong, ImportKind, ImportLine, ImportRun
from views import formats
from views.messages import fact_of, label_of, value_of_fact
from views.messages.imports.kinds import SUBJECTS
from views.messages.imports.problems import problem_words, remedy_on_page
from views.messages.imports.words import CODES_KEPT, CODES_LATER, CODES_REPLACED, SEPARATORS

UNTOLD = {"code": ("l’ancien", "celui du fichier")}
"""What is said of a fact that no page shows, before and after."""


class Number(NamedTuple):
    """One number of a run; `what` names the list that it opens, if any."""

    words: str
    lines: int
    what: str = ""


class Problem(NamedTuple):
    """What is wrong with a line."""

    column: str
    value: str
    words: str
    remedy: str


def dialect(run: ImportRun) -> str:
    """How the file was understood: its encoding or the kind of workbook, what parts its cells."""
    parted = SEPARATORS.get(run.separator, run.separator)
    return f"{run.form}, {parted}" if run.separator else f"Classeur {run.form}"


def numbers(run: ImportRun) -> list[Number]:
    """What became of its lines."""
    opens = {"updated": "changements"}
    ends = [Number(label_of("ImportEnd", end), count, opens.get(end, "")) for end, count in run.tally.items()]
    return [*ends, Number(label_of("ImportEnd", "refused"), run.refused, "refus")]


def notes(run: ImportRun) -> list[Number]:
    """What deserves a word besides."""
    return [Number(label_of("ImportNote", name), count) for name, count in run.notes.items() if count]


def codes(run: ImportRun) -> str:
    """What a dry run says of access codes: it compares none, since nobody counts what it is asked."""
    if run.kind == ImportKind.CONCESSIONS.value:
        return CODES_REPLACED if run.options.get("replace_codes") else CODES_KEPT
    return CODES_LATER if run.kind == ImportKind.MIGRATIONS.value else ""


def problems(line: ImportLine) -> list[Problem]:
    """What is to be said of a line."""
    return [
        Problem(
            label_of("ImportColumn", found.get("column", "")),
            found.get("value", ""),
            problem_words(found["problem"], found.get("detail", "")),
            remedy_on_page(found["remedy"]),
        )
        for found in line.problems
    ]


def changes(run: ImportRun, line: ImportLine) -> list[tuple[str, str, str]]:
    """Name, before and after of each fact that a line changes."""
    before, after = line.before or {}, line.after or {}
    subject = SUBJECTS.get(run.kind, "")
    return [
        (fact_of(name), *UNTOLD[name])
        if name in UNTOLD
        else (
            fact_of(name),
            value_of_fact(name, before.get(name), subject),
            value_of_fact(name, value, subject),
        )
        for name, value in after.items()
    ]


def progress(run: ImportRun) -> str:
    """How far it is, in words."""
    total = formats.plural(run.lines, "ligne")
    return total if run.ended_at is not None else f"{formats.number(run.reached)} sur {total}"


@contextmanager
def naming_columns() -> Iterator[None]:
    """A refusal that names columns says them as the page does."""
    try:
        yield
    except ColumnsWrong as wrong:
        names = (label_of("ImportColumn", name) for name in wrong.facts["columns"].split(", "))
        raise ColumnsWrong(why=wrong.facts["why"], columns=", ".join(names)) from None


def read_as(run: ImportRun) -> Sequence[tuple[str, str, list[str]]]:
    """For each cell of the header: its name, what it stands for, and what the first lines say there."""
    return [
        (
            name or "–",
            label_of("ImportColumn", column) if column else "Pas reprise",
            [row[at] for row in run.sample],
        )
        for at, (name, column) in enumerate(zip(run.header, run.columns, strict=True))
    ]
