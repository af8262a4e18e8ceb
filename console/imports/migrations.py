"""Runs a batch of assisted migrations: each line an account and its concession, in an agent's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from console.imports.cells import CODE_COLUMN, Cells
from console.imports.problems import Problem, What
from console.imports.reader import COMMAND, Column, Limits, read
from models import companies
from models.accounts import Person
from models.attachments import batch_attachment, refusals
from models.attachments.batch_attachment import Done, Move, Rehearsal
from models.companies import CompanyFacts
from models.concessions.access_codes import TriesExhausted
from models.directory import CompanyKind, Directory
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import DomainError, NotAllowed
from models.permissions import Permission
from models.values.siret import Siret
from views.messages import LABELS

COLUMNS = (
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
)

KINDS = {word: value for value, label in LABELS["CompanyKind"].items() for word in (value, label)}

REFUSED: dict[type[DomainError], tuple[str, What]] = {
    companies.CompanyUnknown: ("siret", What.COMPANY_UNKNOWN),
    companies.CompanyClosed: ("siret", What.COMPANY_CLOSED),
    companies.CompanyUnverifiable: ("siret", What.DIRECTORY_SILENT),
    batch_attachment.CompanyIncomplete: ("siret", What.COMPANY_INCOMPLETE),
    batch_attachment.TitleUnknown: ("intitule", What.TITLE_UNKNOWN),
    batch_attachment.TitleAmbiguous: ("intitule", What.TITLE_AMBIGUOUS),
    refusals.AlreadyAttached: ("intitule", What.ALREADY_ATTACHED),
    refusals.CodeNotAccepted: (CODE_COLUMN, What.CODE_REFUSED),
    refusals.AccountUnusable: ("courriel", What.ACCOUNT_UNUSABLE),
}
"""The column that each refusal is about, and its name in the report."""

EXHAUSTED = {"agent": What.TRIES_SPENT, "paused": What.TITLE_PAUSED, "closed": What.TITLE_CLOSED}


@dataclass
class Summary:
    """What became of a batch."""

    lines: int = 0
    made: int = 0
    unchanged: int = 0
    refused: int = 0
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What a readable line says."""

    siret: Siret
    kind: CompanyKind | None
    phone: str
    email: str
    person: Person
    title: str
    access_code: str


def run(
    file: BinaryIO,
    *,
    directory: Directory,
    dry_run: bool = False,
    limits: Limits = COMMAND,
    report: Callable[[Problem, bool], object],
    progress: Callable[[int], object] = lambda _: None,
    actor: Actor,
) -> Summary:
    """Takes each good line of an open file, in a transaction of its own; the others are reported.

    Lines that were taken before change nothing: a batch that was cut off is begun again. Raises
    `FileRefused`, and `NotAllowed` when the actor may not run batches.
    """
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed
    table = read(file, COLUMNS, limits)
    summary = Summary(unknown=table.unknown)
    rehearsal = Rehearsal() if dry_run else None
    for line in table:
        cells = Cells(line)
        done = _take(cells, directory, rehearsal, actor)
        summary.lines += 1
        summary.made += done is Done.MADE
        summary.unchanged += done is Done.KNOWN
        summary.refused += done is None
        for one in cells.problems:
            report(one, True)
        progress(summary.lines)
        db.session.rollback()  # nothing is left open while the directory is asked of the next line
    return summary


def _take(cells: Cells, directory: Directory, rehearsal: Rehearsal | None, actor: Actor) -> Done | None:
    told = read_line(cells)
    if told is None:
        return None
    found = directory.find(told.siret)
    kind = told.kind or found.kind
    if kind is None and found.is_found:
        cells.refuse("type_structure", What.MISSING)
        return None
    facts = CompanyFacts.completed(found, kind=kind or CompanyKind.OTHER, phone=told.phone, email=told.email)
    move = Move(facts, told.person, told.title, told.access_code)
    try:
        return batch_attachment.migrate(move, actor=actor, rehearsal=rehearsal)
    except TriesExhausted as refused:
        what = EXHAUSTED[refused.facts["why"]]
        cells.refuse(CODE_COLUMN if what is What.TRIES_SPENT else "intitule", what)
    except tuple(REFUSED) as refused:
        cells.refuse(*REFUSED[type(refused)])
    return None


def read_line(cells: Cells) -> Told | None:
    """What a line says; None when something in it cannot be read, which its problems then tell."""
    siret = cells.siret(required=True)
    kind = cells.one_of("type_structure", KINDS)
    phone = cells.phone(required=True)
    email = cells.email("courriel_structure", required=True)
    person = Person(
        first_name=cells.text("prenom", longest=120, required=True),
        last_name=cells.text("nom", longest=120, required=True),
        email=cells.email(required=True),
        job_title=cells.text("fonction", longest=120, required=True),
    )
    title = cells.text("intitule", required=True)
    code = cells.access_code()
    if cells.problems or siret is None or code is None:
        return None
    return Told(siret, CompanyKind(kind) if kind else None, phone, email, person, title, code)
