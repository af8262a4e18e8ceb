"""Runs a batch of assisted migrations: each line an account and its concession, in an agent's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from config import Settings
from console import directories
from console.directories import loaded
from console.imports.base import Importer, Progress, Report, Summary
from console.imports.reader import Cells, Column, Table, What
from console.imports.reader.cells import CODE_COLUMN
from models import companies
from models.accounts import Person
from models.attachments import refusals
from models.attachments.batches import attaching, finding
from models.attachments.batches.lines import Done, Move
from models.attachments.batches.rehearsal import Rehearsal
from models.companies import CompanyFacts
from models.companies.directory import CompanyKind, Establishment, PatientDirectory
from models.concessions.tries import TriesExhausted
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import DomainError, NotAllowed
from models.permissions import Permission
from models.values.siret import Siret
from views.messages.companies.directory import remedy_of_duplicate
from views.messages.kit.spellings import COMPANY_KINDS

REFUSED: dict[type[DomainError], tuple[str, What]] = {
    companies.CompanyUnknown: ("siret", What.COMPANY_UNKNOWN),
    companies.CompanyClosed: ("siret", What.COMPANY_CLOSED),
    companies.CompanyUnverifiable: ("siret", What.DIRECTORY_SILENT),
    attaching.CompanyIncomplete: ("siret", What.COMPANY_INCOMPLETE),
    finding.TitleUnknown: ("intitule", What.TITLE_UNKNOWN),
    finding.TitleAmbiguous: ("intitule", What.TITLE_AMBIGUOUS),
    refusals.AlreadyAttached: ("intitule", What.ALREADY_ATTACHED),
    refusals.CodeNotAccepted: (CODE_COLUMN, What.CODE_REFUSED),
    refusals.AccountUnusable: ("courriel", What.ACCOUNT_UNUSABLE),
}
"""The column that each refusal is about, and its name in the report."""

ENDS = {Done.MADE: "migrated", Done.KNOWN: "unchanged"}
EXHAUSTED = {"agent": What.TRIES_SPENT, "paused": What.TITLE_PAUSED, "closed": What.TITLE_CLOSED}


@dataclass(frozen=True)
class Facts:
    """What a readable line says."""

    siret: Siret
    kind: CompanyKind | None
    phone: str
    email: str
    person: Person
    title: str
    access_code: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Migrations(Importer):
    """Runs a batch of assisted migrations: an account, then its concession attached with its code.

    Columns: siret, type_structure, telephone, courriel_structure, prenom, nom, courriel, fonction, intitule,
    code_acces, and if present reference, that of the concession, which tells apart those of one title. Others
    are named and ignored.

    A line is taken whole or not at all, and a refused one does not keep the others out (exit status 1 then).
    A wrong code counts as a try of that member of staff, twenty a day; right ones do not. The same file again
    changes nothing, so a batch that was cut off is simply begun again; nobody is asked about what is done.
    A directory's quota is waited for.
    """

    columns: ClassVar = (
        Column("siret", required=True),
        Column("type_structure", aliases=("type de structure",)),
        Column("telephone", required=True, aliases=("tel",)),
        Column("courriel_structure", required=True, aliases=("email_structure",)),
        Column("prenom", required=True),
        Column("nom", required=True),
        Column("courriel", required=True, aliases=("email", "e-mail", "mail")),
        Column("fonction", required=True),
        Column("intitule", required=True, aliases=("titre",)),
        Column(CODE_COLUMN, required=True, aliases=("code d'accès", "code")),
        Column("reference", aliases=("référence", "ref")),
    )
    on_behalf: ClassVar = True

    directory: PatientDirectory

    @classmethod
    def prepared(cls, settings: Settings, **choices: Any) -> Self:
        """Asks the directories that the settings name, unless it is told whom to ask."""
        if choices.get("directory") is None:
            choices["directory"] = directories.build(settings, loaded)
        return cls(**choices)

    def take_in(
        self, table: Table, name: str, *, report: Report, progress: Progress = lambda _: None, actor: Actor
    ) -> Summary:
        """Its good lines, each in a transaction of its own, in the name of the member of staff who acts."""
        may_try = self.dry_run and actor.may(Permission.IMPORT)
        if not may_try and not actor.may(Permission.RUN_BATCHES):
            raise NotAllowed
        summary = Summary.of("migrated", "unchanged", unknown=table.unknown)
        rehearsal = (self.keeper.rehearsal or Rehearsal()) if self.dry_run else None
        for line in table:
            summary.lines, summary.last = summary.lines + 1, line.number
            if summary.lines <= self.keeper.skip:
                continue
            self.keeper.go_on()
            cells = Cells(line)
            done = self._take(cells, rehearsal, actor)
            if done is Done.KNOWN and self.keeper.was_made(cells.number):
                done = Done.MADE  # and killed before it could say so
            if done is None:
                summary.refused += 1
            else:
                summary.add({ENDS[done]: 1})
            for problem in cells.problems:
                report(problem, done is None)
            self.keeper.reached(summary)
            progress(summary.lines)
            db.session.rollback()  # nothing is left open while the directory is asked of the next line
        return summary

    def _take(self, cells: Cells, rehearsal: Rehearsal | None, actor: Actor) -> Done | None:
        facts = read_line(cells)
        if facts is None:
            return None
        if finding.is_done(_move(facts, Establishment.unavailable(facts.siret)), rehearsal):
            return Done.KNOWN
        db.session.rollback()
        found = self.directory.find_patiently(facts.siret, self.waiting)
        if found.is_duplicate:
            cells.refuse("siret", What.COMPANY_DUPLICATE, detail=remedy_of_duplicate(found))
            return None
        if facts.kind is None and found.kind is None and found.is_found:
            cells.refuse("type_structure", What.MISSING)
            return None
        noted = partial(self.keeper.made, cells.number)
        try:
            return attaching.migrate(_move(facts, found), actor=actor, rehearsal=rehearsal, noted=noted)
        except TriesExhausted as refused:
            what = EXHAUSTED[refused.facts["why"]]
            cells.refuse(CODE_COLUMN if what is What.TRIES_SPENT else "intitule", what)
        except tuple(REFUSED) as refused:
            cells.refuse(*REFUSED[type(refused)])
        return None


def _move(facts: Facts, found: Establishment) -> Move:
    kind = facts.kind or found.kind or CompanyKind.OTHER
    company = CompanyFacts.completed(found, kind=kind, phone=facts.phone, email=facts.email)
    return Move(company, facts.person, facts.title, facts.access_code, facts.reference)


def read_line(cells: Cells) -> Facts | None:
    """What a line says; None when something in it cannot be read, which its problems then tell."""
    siret = cells.siret(required=True)
    kind = cells.one_of("type_structure", COMPANY_KINDS)
    phone = cells.phone(required=True)
    email = cells.email("courriel_structure", required=True)
    person = Person(
        first_name=cells.person_name("prenom"),
        last_name=cells.person_name("nom"),
        email=cells.email(required=True),
        job_title=cells.text("fonction", longest=120, required=True),
    )
    title = cells.text("intitule", required=True)
    code = cells.access_code()
    reference = cells.text("reference", longest=60)
    if cells.is_refused or siret is None or code is None:
        return None
    return Facts(siret, CompanyKind(kind) if kind else None, phone, email, person, title, code, reference)


IMPORTER = Migrations
