"""Takes a file of the old portal's requests in: reads its lines, gives them to the models in chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from console.imports.base import Importer, Progress, Report, Summary
from console.imports.chunks import Reading
from console.imports.reader import Cells, Column, Problem, Table, What, erased, problem
from models.kernel.actors import Actor
from models.road_openings import RequestState
from models.road_openings.old import CHUNK, OldRequest, OldTaken, Why, take
from models.road_openings.works import LONGEST_PURPOSE
from views.messages.kit.spellings import STATES

COLUMN_OF = {
    "purpose": "objet",
    "street": "adresse",
    "city": "commune",
    "starts_on": "date_debut",
    "ends_on": "date_fin",
    "filed_on": "date_depot",
    "order_number": "arrete",
}
"""The column of the file that tells a fact, where it may be left out."""

REFUSED = {
    Why.NUMBER: ("numero", "number", What.MISSING),
    Why.TITLE_UNKNOWN: ("intitule", "title", What.TITLE_UNKNOWN),
    Why.TITLE_AMBIGUOUS: ("intitule", "title", What.TITLE_AMBIGUOUS),
    Why.TAKEN: ("numero", "number", What.NUMBER_TAKEN),
}
"""The column that each refusal is about, what the record calls it, and the refusal's name in the report."""


@dataclass(frozen=True, kw_only=True)
class Requests(Importer):
    """Takes the old portal's requests in: whoever holds their concession sees them.

    Columns: numero, intitule, statut; if present: objet, adresse, commune, date_debut, date_fin, date_depot,
    arrete, and reference, that of the concession, which tells apart those of one title. Others are named and
    ignored. Bring the concessions in first: a title that no voirie record bears is refused.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A known numero updates what differs, save the state of what was moved here since. The same file again
    changes nothing.
    """

    columns: ClassVar = (
        Column("numero", required=True, aliases=("n°", "num", "reference")),
        Column("reference"),
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

    def take_in(
        self, table: Table, name: str, *, report: Report, progress: Progress = lambda _: None, actor: Actor
    ) -> Summary:
        """Its good lines, in transactions of some hundreds."""
        summary = Summary.of(
            "created", "updated", "unchanged", notes=("values erased", "warnings"), unknown=table.unknown
        )
        for chunk in READING.chunks_of(table):
            if chunk.is_before(self.keeper.skip, summary):
                continue
            self.keeper.go_on()
            with self.keeper.writing():
                summary.notes["warnings"] += chunk.settle(summary, report)
                if chunk.records:
                    taken = take(chunk.records, file=name, dry_run=self.dry_run, actor=actor)
                    self._report_all(taken, report)
                    summary.refused += len(taken.refused)
                    summary.notes["values erased"] += len(taken.erased)
                    summary.add({end: getattr(taken, end) for end in summary.done})
                self.keeper.reached(summary)
            progress(summary.lines)
        return summary

    def _report_all(self, taken: OldTaken, report: Report) -> None:
        for record, why in taken.refused:
            report(_refusal(record, why), True)
        for record, fact, known in taken.erased:
            report(erased(record.line, ERASED[fact], known), False)
        for record, before, after in taken.changes:
            self.keeper.changes(record.line, before, after)


ERASED = {**COLUMN_OF, "filed_at": COLUMN_OF["filed_on"]}
"""The column of the file, by the name of what it filled."""


def _refusal(record: OldRequest, why: Why) -> Problem:
    column, name, what = REFUSED[why]
    return problem(record.line, column, what, getattr(record, name))


def read_request(cells: Cells) -> OldRequest:
    """What a line tells."""
    starts_on, ends_on = cells.period("date_debut", "date_fin")
    return OldRequest(
        cells.number,
        cells.text("numero", longest=60, required=True),
        cells.text("intitule", required=True),
        RequestState(cells.one_of("statut", STATES, required=True) or RequestState.CLOSED),
        purpose=cells.text("objet", longest=LONGEST_PURPOSE),
        street=cells.text("adresse"),
        city=cells.text("commune", longest=120),
        concession=cells.text("reference", longest=60),
        starts_on=starts_on,
        ends_on=ends_on,
        filed_on=cells.date("date_depot", ahead=False),
        order_number=cells.text("arrete", longest=60),
        untold=frozenset(fact for fact, column in COLUMN_OF.items() if not cells.has(column)),
    )


READING = Reading(
    cells=Cells,
    record=read_request,
    key=lambda record: record.reference,
    key_column="numero",
    shown=lambda record: record.number,
    size=CHUNK,
)

IMPORTER = Requests
