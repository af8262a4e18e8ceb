"""Takes a file of the old portal's requests in: reads its lines, gives them to the models in chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from console.imports.cells import Cells
from console.imports.problems import Problem, What, problem
from console.imports.reader import COMMAND, Column, Limits, Line, read
from models.kernel.actors import Actor
from models.road_openings import RequestState
from models.road_openings.old import CHUNK, OldRequest, OldTaken, Why, take

COLUMNS = (
    Column("numero", required=True, aliases=("n°", "num", "reference")),
    Column("intitule", required=True, aliases=("titre",)),
    Column("objet"),
    Column("adresse"),
    Column("commune", aliases=("ville",)),
    Column("date_debut"),
    Column("date_fin"),
    Column("statut", required=True, aliases=("etat",)),
    Column("date_depot"),
    Column("arrete"),
)

STATES = {state.value: state.value for state in RequestState} | {"clos": "close", "cloturee": "close"}
"""The words of a file, compared folded: `Travaux terminés` is `travaux-termines`."""

_REFUSED = {
    Why.NUMBER: ("numero", What.MISSING),
    Why.TITLE_UNKNOWN: ("intitule", What.TITLE_UNKNOWN),
    Why.TITLE_AMBIGUOUS: ("intitule", What.TITLE_AMBIGUOUS),
    Why.TAKEN: ("numero", What.NUMBER_TAKEN),
}


@dataclass
class Summary:
    """What became of a file."""

    lines: int = 0
    refused: int = 0
    taken: OldTaken = field(default_factory=OldTaken)
    unknown: tuple[str, ...] = ()


def bring_in(
    file: BinaryIO,
    *,
    dry_run: bool = False,
    limits: Limits = COMMAND,
    report: Callable[[Problem, bool], object],
    progress: Callable[[int], object] = lambda _: None,
    actor: Actor,
) -> Summary:
    """Takes the good lines of an open file; `report` hears each problem, each of which refuses its line.

    Raises `FileRefused`, which leaves the chunks already taken: the same file may be brought in again.
    """
    file.seek(0)
    name = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    table = read(file, COLUMNS, limits)
    summary = Summary(unknown=table.unknown)
    records = _records(iter(table), summary, report)
    while chunk := list(islice(records, CHUNK)):
        taken = take(chunk, file=name, dry_run=dry_run, actor=actor)
        for record, why in taken.refused:
            column, what = _REFUSED[why]
            report(problem(record.line, column, what, getattr(record, _NAMES[column])), True)
        summary.refused += len(taken.refused)
        summary.taken.add(taken)
        progress(summary.lines)
    return summary


_NAMES = {"numero": "number", "intitule": "title"}


def _records(
    lines: Iterator[Line], summary: Summary, report: Callable[[Problem, bool], object]
) -> Iterator[OldRequest]:
    seen: set[str] = set()
    for line in lines:
        summary.lines += 1
        cells = Cells(line)
        record = read_request(cells)
        if record.reference and record.reference in seen:
            cells.problems.append(problem(line.number, "numero", What.DUPLICATE, record.number))
        for one in cells.problems:
            report(one, True)
        if cells.problems:
            summary.refused += 1
            continue
        seen.add(record.reference)
        yield record


def read_request(cells: Cells) -> OldRequest:
    """What a line tells."""
    return OldRequest(
        cells.number,
        cells.text("numero", longest=60, required=True),
        cells.text("intitule", required=True),
        RequestState(cells.one_of("statut", STATES, required=True) or RequestState.CLOSED),
        purpose=cells.text("objet"),
        street=cells.text("adresse"),
        city=cells.text("commune", longest=120),
        starts_on=cells.date("date_debut"),
        ends_on=cells.date("date_fin"),
        filed_on=cells.date("date_depot"),
        order_number=cells.text("arrete", longest=60),
    )
