"""Takes a file of the old portal's accounts in: reads its lines, gives them to the models in chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from console.imports.cells import CODE_COLUMN, Cells
from console.imports.problems import Problem, What, problem
from console.imports.reader import COMMAND, Column, Limits, Line, Table, read
from models.concessions.importing import CHUNK, Record, Taken, preview, take
from models.kernel.actors import Actor

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
    summary, reading = Summary(unknown=table.unknown), _Reading(table, pad_codes)
    # One chunk is read while the one before it is written: the database lets Python work meanwhile.
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(reading.next)
        while (chunk := ahead.result()).lines:
            ahead = pool.submit(reading.next)
            _tell(chunk, summary, report)
            if not chunk.records:
                taken = Taken()
            elif dry_run:
                taken = preview(chunk.records, replace_codes=replace_codes)
            else:
                taken = take(chunk.records, file=name, replace_codes=replace_codes, actor=actor)
            for kept in taken.kept:
                report(problem(kept.line, CODE_COLUMN, What.CODE_DIFFERS), False)
            summary.warnings += len(taken.kept)
            summary.taken.add(taken)
            progress(summary.lines)
    return summary


@dataclass
class _Chunk:
    """Some lines, read: the records of the good ones, and what is wrong with each of the others."""

    lines: int = 0
    records: list[Record] = field(default_factory=list)
    problems: list[tuple[list[Problem], bool]] = field(default_factory=list)


def _tell(chunk: _Chunk, summary: Summary, report: Callable[[Problem, bool], object]) -> None:
    summary.lines += chunk.lines
    for problems, refused in chunk.problems:
        for one in problems:
            report(one, refused)
        summary.refused += refused
        summary.warnings += 0 if refused else len(problems)


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


class _Reading:
    """The lines of a table, a chunk at a time."""

    def __init__(self, table: Table, pad_codes: bool) -> None:
        self._lines, self._pad_codes = iter(table), pad_codes
        self._seen: set[str] = set()

    def next(self) -> _Chunk:
        """The next chunk; one without lines is the end."""
        chunk = _Chunk()
        for line in islice(self._lines, CHUNK):
            chunk.lines += 1
            self._take(line, chunk)
        return chunk

    def _take(self, line: Line, chunk: _Chunk) -> None:
        cells = Cells(line, pad_codes=self._pad_codes)
        record = read_record(cells)
        if record.reference in self._seen:
            # Taking both, one after the other, would change something at each run of the same file.
            cells.problems.append(problem(line.number, "reference", What.DUPLICATE, record.reference))
        refused = any(one.problem not in CONTACTS for one in cells.problems)
        if cells.problems:
            chunk.problems.append((cells.problems, refused))
        if not refused:
            self._seen.add(record.reference)
            chunk.records.append(record)


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
