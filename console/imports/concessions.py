"""Takes a file of the old portal's accounts in: reads its lines, gives them to the models in chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from console.imports.cells import CODE_COLUMN, Cells
from console.imports.problems import Problem, What, problem
from console.imports.reader import COMMAND, Column, Limits, Line, Table, read
from models.actors import Actor
from models.concession_import import CHUNK, Record, Taken, preview, take

COLUMNS = (
    Column("reference", required=True, aliases=("référence", "ref")),
    Column("intitule", required=True, aliases=("titre",)),
    Column(CODE_COLUMN, required=True, aliases=("code d'accès", "code")),
    Column("genre"),
    Column("titulaire"),
    Column("siret"),
    Column("courriel", aliases=("email", "e-mail", "mail")),
    Column("telephone", aliases=("tel",)),
    Column("adresse"),
    Column("code_postal"),
    Column("commune", aliases=("ville",)),
    Column("reseau"),
    Column("statut"),
    Column("date_creation"),
)

CONTACTS = {What.PHONE_INVALID, What.EMAIL_INVALID}
"""What is reported and does not refuse its line: the old portal is full of contacts that were mistyped."""

LONGEST = {"holder": 250, "address": 500, "postcode": 16, "city": 120, "network": 60}
TEXTS = {
    "titulaire": "holder",
    "adresse": "address",
    "code_postal": "postcode",
    "commune": "city",
    "reseau": "network",
}


@dataclass
class Summary:
    """What became of a file."""

    lines: int = 0
    refused: int = 0
    warnings: int = 0
    taken: Taken = field(default_factory=Taken)
    unknown: tuple[str, ...] = ()


def bring_in(
    file: BinaryIO,
    *,
    dry_run: bool = False,
    pad_codes: bool = False,
    replace_codes: bool = False,
    limits: Limits = COMMAND,
    report: Callable[[Problem, bool], object],
    progress: Callable[[int], object] = lambda _: None,
    actor: Actor,
) -> Summary:
    """Takes the good lines of an open file; `report` hears each problem, and whether it refused its line.

    `progress` is told the number of lines done. Raises `FileRefused`, which leaves the chunks already taken:
    the same file may be brought in again, and ends as if it had been taken at once.
    """
    name = _digest(file)
    table = read(file, COLUMNS, limits)
    summary = Summary(unknown=table.unknown)
    records = _Records(table, pad_codes, report, summary)
    while chunk := list(islice(records, CHUNK)):
        if dry_run:
            taken = preview(chunk, replace_codes=replace_codes)
        else:
            taken = take(chunk, file=name, replace_codes=replace_codes, actor=actor)
        for kept in taken.kept:
            report(problem(kept.line, CODE_COLUMN, What.CODE_DIFFERS), False)
        summary.warnings += len(taken.kept)
        summary.taken.add(taken)
        progress(summary.lines)
    return summary


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


class _Records:
    """The good lines of a table; what is wrong with the others is reported on the way."""

    def __init__(
        self, table: Table, pad_codes: bool, report: Callable[[Problem, bool], object], summary: Summary
    ) -> None:
        self._lines = iter(table)
        self._pad_codes, self._report, self._summary = pad_codes, report, summary
        self._seen: set[str] = set()

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        while True:
            line = next(self._lines)
            self._summary.lines += 1
            if (record := self._take(line)) is not None:
                return record

    def _take(self, line: Line) -> Record | None:
        cells = Cells(line, pad_codes=self._pad_codes)
        record = read_record(cells)
        if record.reference in self._seen:
            # Taking both, one after the other, would change something at each run of the same file.
            cells.problems.append(problem(line.number, "reference", What.DUPLICATE, record.reference))
        refused = any(one.problem not in CONTACTS for one in cells.problems)
        for one in cells.problems:
            self._report(one, refused)
        self._summary.refused += refused
        self._summary.warnings += 0 if refused else len(cells.problems)
        if refused:
            return None
        self._seen.add(record.reference)
        return record


def read_record(cells: Cells) -> Record:
    """What a line tells. A column that the file lacks, or a contact that nobody can use, is left out."""
    told: dict[str, Any] = {"title": cells.text("intitule", required=True)}
    for column, name in TEXTS.items():
        if cells.has(column):
            told[name] = cells.text(column, longest=LONGEST[name])
    if (kind := cells.kind()) is not None:
        told["kind"] = kind.value
    if cells.has("siret"):
        told["siret"] = str(cells.siret() or "")
    if cells.has("date_creation"):
        told["opened_on"] = cells.date("date_creation")
    if (closed := cells.is_closed()) is not None:
        told["closed"] = closed
    for column, name, parse in (("courriel", "email", cells.email), ("telephone", "phone", cells.phone)):
        before = len(cells.problems)
        if cells.has(column):
            value = parse(column)
            if len(cells.problems) == before:
                told[name] = value
    reference = cells.text("reference", longest=60, required=True)
    return Record(cells.number, reference, cells.access_code() or "", told)
