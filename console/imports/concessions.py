"""Takes a file of the old portal's accounts in: reads its lines, gives them to the models in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from console.imports.base import Importer, Option, Progress, Report, Summary
from console.imports.chunks import Reading
from console.imports.reader import Cells, Column, Table, What, erased, problem
from console.imports.reader.cells import CODE_COLUMN
from models.concessions.importing import CHUNK, Record, Taken, count_barred, preview, take
from models.kernel.actors import Actor
from views.messages.kit.spellings import CONCESSION_KINDS, STANDINGS

TEXTS = {
    "titulaire": ("holder", 250),
    "adresse": ("address", 500),
    "code_postal": ("postcode", 16),
    "commune": ("city", 120),
    "reseau": ("network", 60),
}
"""What a column tells of a record, and its longest text."""


COLUMN_OF = {name: column for column, (name, _) in TEXTS.items()} | {
    "siret": "siret",
    "email": "courriel",
    "phone": "telephone",
    "opened_on": "date_creation",
}
"""The column of the file that tells a fact which may be left out."""


@dataclass(frozen=True, kw_only=True)
class Concessions(Importer):
    """Takes the old portal's accounts in.

    Columns: reference, intitule, code_acces; if present: genre, titulaire, siret, courriel, telephone,
    adresse, code_postal, commune, reseau, statut (actif, clos), date_creation. Others are named and ignored.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A known reference updates what differs; records that the file lacks stay. The same file again changes
    nothing, so an import that was cut off is simply begun again.
    """

    columns: ClassVar = (
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
        Column("statut", aliases=("actif",)),
        Column("date_creation"),
    )
    options: ClassVar = (
        Option("pad_codes", "Gives codes back the zeros that a spreadsheet ate (42: 0042)."),
        Option("replace_codes", "Takes the file's code where it differs from the one held."),
    )

    pad_codes: bool = False
    replace_codes: bool = False

    def take_in(
        self, table: Table, name: str, *, report: Report, progress: Progress = lambda _: None, actor: Actor
    ) -> Summary:
        """Its good lines, in transactions of some thousands."""
        summary = Summary.of(
            "created",
            "updated",
            "unchanged",
            notes=("codes replaced", "values erased", "warnings", "weak codes", "common codes"),
            unknown=table.unknown,
        )
        codes: Counter[str] = Counter()
        for chunk in self._reading().chunks_of(table):
            codes.update(record.code for record in chunk.records)
            if chunk.is_before(self.keeper.skip, summary):
                continue
            self.keeper.go_on()
            with self.keeper.writing():
                warnings = chunk.settle(summary, report)
                taken = self._take(chunk.records, name, actor)
                self._report_all(taken, report)
                summary.add({end: getattr(taken, end) for end in summary.done})
                summary.notes["codes replaced"] += taken.replaced_codes
                summary.notes["values erased"] += len(taken.erased)
                summary.notes["warnings"] += warnings + len(self._differing(taken))
                self.keeper.reached(summary)
            progress(summary.lines)
        created = summary.done["created"] + self.keeper.count_earlier("created")
        weak, common = count_barred(codes, created=created if self.dry_run else 0)
        summary.notes |= {"weak codes": weak, "common codes": common}
        with self.keeper.writing():
            self.keeper.reached(summary)
        return summary

    def _report_all(self, taken: Taken, report: Report) -> None:
        for kept in self._differing(taken):
            report(problem(kept.line, CODE_COLUMN, What.CODE_DIFFERS), False)
        for record, fact, known in taken.erased:
            report(erased(record.line, COLUMN_OF[fact], known), False)
        for record, before, after in taken.changes:
            self.keeper.changes(record.line, before, after)

    def _differing(self, taken: Taken) -> Sequence[Record]:
        """The records that keep another code than the file's, as far as that may be told."""
        return taken.kept if self.keeper.tells_codes else ()

    def _reading(self) -> Reading[Record]:
        return Reading(
            cells=partial(Cells, pad_codes=self.pad_codes),
            record=read_record,
            key=lambda record: record.reference,
            key_column="reference",
            shown=lambda record: record.reference,
            size=CHUNK,
        )

    def _take(self, records: Sequence[Record], name: str, actor: Actor) -> Taken:
        if not records:
            return Taken()
        if self.dry_run:
            # A code that was taken is told, since the one before is gone then; one that would be is a guess.
            return preview(records, replace_codes=self.replace_codes and self.keeper.tells_codes)
        return take(records, file=name, replace_codes=self.replace_codes, actor=actor)


def read_record(cells: Cells) -> Record:
    """What a line tells. A column that the file lacks is left out."""
    facts: dict[str, object] = {"title": cells.text("intitule", required=True)}
    for column, (name, longest) in TEXTS.items():
        if cells.has(column):
            facts[name] = cells.text(column, longest=longest)
    if (kind := cells.one_of("genre", CONCESSION_KINDS)) is not None:
        facts["kind"] = kind
    if cells.has("siret"):
        facts["siret"] = str(cells.siret() or "")
    if cells.has("date_creation"):
        facts["opened_on"] = cells.date("date_creation", ahead=False)
    if (state := cells.one_of("statut", STANDINGS)) is not None:
        facts["closed"] = state == "closed"
    if cells.has("courriel"):
        facts["email"] = cells.email()
    if cells.has("telephone"):
        facts["phone"] = cells.phone()
    reference = cells.text("reference", longest=60, required=True)
    return Record(cells.number, reference, cells.access_code() or "", facts)


IMPORTER = Concessions
