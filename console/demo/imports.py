"""Files that the demonstration's staff sent: the old records, with a report; batches that wait."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from console.demo.concessions import COMMON_CODE
from console.imports.importers import IMPORTERS
from console.imports.reader import Limits, Problem, What, problem
from console.imports.runs import sieve
from console.imports.runs.ledger import facts_of
from models.accounts import ProAccount
from models.attachments import Attachment
from models.audit import AuditAction
from models.audit.writing import write
from models.concessions import Concession, access_codes
from models.documents.imports import ImportKind, ImportLine, ImportRun, ImportState, files
from models.documents.imports.tables import ImportMade
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent

BATCH = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"
UNNAMED = "N° dossier;Libellé du compte;Mot de passe;Ville;Titulaire du compte;Observations"
FOLLOWING = "reference;intitule;code_acces;commune"
MOVED = "Harfleur"
MOVES = 6
HOUR = timedelta(hours=1)
REFUSED: Sequence[tuple[Problem, list[str]]] = (
    (
        problem(58, "code_acces", What.CODE_SHORTENED),
        ["ECR-0009058", "Quai de la Réunion – Lot 58", "", "GRDF", "Le Havre"],
    ),
    (
        problem(121, "siret", What.SCIENTIFIC, "4,44608E+13"),
        ["ECR-0009121", "Rue de Tourville – Lot 121", "", "ENEDIS", "Le Havre"],
    ),
    (
        problem(122, "reference", What.DUPLICATE, "ECR-0009121", detail="121"),
        ["ECR-0009121", "Rue de Tourville – Lot 121 bis", "", "ENEDIS", "Le Havre"],
    ),
)
"""Lines of the first file that were left out: what is wrong, what they say."""


def add(staff: Sequence[Agent], size: int, begin: datetime, moment: datetime) -> None:
    """Inside the transaction of the demonstration."""
    by_role = {Role(member.role): member for member in staff}
    if not by_role:
        return
    admin, agent = by_role[Role.ADMIN], by_role[Role.AGENT]
    _taken_in(admin, size, begin)
    _unnamed(admin, moment)
    records = _records()
    if records:  # a small demonstration may have none
        _tried(admin, records, moment)
        _held(agent, records, moment)
    _made(agent, moment)


def _taken_in(admin: Agent, size: int, begin: datetime) -> None:
    """The file with which the old records came."""
    run = _run(ImportKind.CONCESSIONS, ImportState.DONE, "anciens-comptes.csv", admin, begin)
    run.form, run.separator, run.ended_at = "Windows-1252", ";", begin
    run.header = ["RÉFÉRENCE", "INTITULÉ", "CODE ACCÈS", "TITULAIRE", "COMMUNE"]
    run.columns = ["reference", "intitule", "code_acces", "titulaire", "commune"]
    run.lines = run.reached = size + len(REFUSED)
    run.refused, run.tally = len(REFUSED), {"created": size, "updated": 0, "unchanged": 0}
    _add(run, admin, (AuditAction.IMPORT_CONFIRMED, begin), (AuditAction.IMPORT_ENDED, begin))
    for wrong, cells in REFUSED:
        _refused(run, wrong, cells)


def _unnamed(admin: Agent, moment: datetime) -> None:
    """A file whose columns bear other names than ours: somebody has to tell what they are."""
    run = _run(ImportKind.CONCESSIONS, ImportState.COLUMNS, "extraction-sig.csv", admin, moment)
    _read(run, [UNNAMED, "ECR-SIG-1;Quai de Southampton – Lot 1;0731;Le Havre;VEOLIA EAU;vu"])
    run.tally = {}
    _add(run, admin)


def _tried(admin: Agent, records: Sequence[Concession], moment: datetime) -> None:
    """A later file of the old portal, of which a dry run has told what it changes."""
    lines = [f"{row.reference};{row.title};{COMMON_CODE};{MOVED}" for row in records]
    run = _run(ImportKind.CONCESSIONS, ImportState.READY, "mises-a-jour.csv", admin, moment)
    _read(run, [FOLLOWING, *lines])
    run.reached, run.tally = run.lines, {"created": 0, "updated": run.lines, "unchanged": 0}
    _add(run, admin)
    for number, row in enumerate(records, start=2):
        change = ImportLine(run_id=run.id, number=number, refused=False, changes=True, problems=[])
        change.before, change.after = {"city": row.city}, {"city": MOVED}
        db.session.add(change)


def _held(agent: Agent, records: Sequence[Concession], moment: datetime) -> None:
    """A batch of migrations that its agent holds after its first line; it may be resumed for good."""
    lines = [
        f"{row.siret};Entreprise;0235{n:06d};contact{n}@example.org;Claire;Morel;c.morel{n}@example.org;"
        f"Assistante;{row.title};{COMMON_CODE if n else '42'}"
        for n, row in enumerate(records)
    ]
    run = _run(ImportKind.MIGRATIONS, ImportState.PAUSED, "lot-novembre.csv", agent, moment)
    _read(run, [BATCH, *lines])
    run.reached = run.refused = 1
    run.tally = {"migrated": 0, "unchanged": 0}
    _add(run, agent, (AuditAction.IMPORT_CONFIRMED, moment - HOUR), (AuditAction.IMPORT_PAUSED, moment))
    _refused(run, problem(2, "code_acces", What.CODE_SHORTENED), None)


def _made(agent: Agent, moment: datetime) -> None:
    """A batch whose accounts nobody has activated yet: it may be taken back."""
    waiting = (
        select(Attachment)
        .join(Attachment.referent)
        .where(Attachment.is_open, Attachment.made_by_id == agent.id, ProAccount.is_pending)
    )
    found = db.session.scalars(waiting.order_by(Attachment.id).limit(MOVES)).unique().all()
    run = _run(ImportKind.MIGRATIONS, ImportState.DONE, "lot-octobre.xlsx", agent, moment)
    run.form, run.header, run.columns, run.ended_at = "XLSX", BATCH.split(";"), BATCH.split(";"), moment
    run.lines = run.reached = len(found)
    run.tally = {"migrated": len(found), "unchanged": 0}
    _add(run, agent, (AuditAction.IMPORT_CONFIRMED, moment - HOUR), (AuditAction.IMPORT_ENDED, moment))
    for line, attachment in enumerate(found, start=2):
        db.session.add(ImportMade(run_id=run.id, line=line, attachment_id=attachment.id, account_is_new=True))


def _run(kind: ImportKind, state: ImportState, name: str, member: Agent, at: datetime) -> ImportRun:
    """A run that was sent two hours before it came to where it stands, of a file that is gone."""
    begun = state not in (ImportState.COLUMNS, ImportState.READY)
    digest = hashlib.sha256(name.encode()).hexdigest()
    return ImportRun(
        kind=kind.value,
        state=state.value,
        name=name,
        digest=digest,
        form="UTF-8",
        separator="",
        sample=[],
        shape=digest,
        rehearses=True,
        options={},
        refused=0,
        notes={},
        created_at=at - 2 * HOUR,
        moved_at=at,
        confirmed_at=at - HOUR if begun else None,
        agent_id=member.id,
        runner_id=member.id if begun else None,
    )


def _read(run: ImportRun, lines: Sequence[str]) -> None:
    """Gives a run its file, read as a child reads it and kept as any other."""
    data = "\n".join(lines).encode()
    head, rows = sieve.look(data, IMPORTERS[run.kind].columns, Limits(rows=1_000))
    run.form, run.separator, run.header, run.sample = (
        head[name] for name in ("form", "separator", "header", "sample")
    )
    run.columns, run.lines, run.file_key = head["columns"], head["lines"], files.keep(rows)


def _add(run: ImportRun, member: Agent, *steps: tuple[AuditAction, datetime]) -> None:
    """Adds a run, with its events."""
    db.session.add(run)
    db.session.flush()
    subject, actor = ("import-run", run.id, run.name), Actor.of_agent(member)
    after = {"kind": run.kind, "lines": run.lines}
    for action, at in ((AuditAction.IMPORT_SENT, run.created_at), *steps):
        write(db.session(), [(at, action, subject, None, actor, None, after, None)])


def _refused(run: ImportRun, wrong: Problem, cells: list[str] | None) -> None:
    line = ImportLine(run_id=run.id, number=wrong.line, refused=True, changes=False, cells=cells)
    line.problems = [facts_of(wrong)]
    db.session.add(line)


def _records() -> list[Concession]:
    """Records that nobody holds, whose code is known because many bear it."""
    free = select(Concession).where(Concession.held.is_(False), Concession.siret != "")
    found = db.session.scalars(free.order_by(Concession.id).limit(20 * MOVES)).all()
    common = [
        row
        for row in found
        if access_codes.matches(row.code_hmac, row.reference, COMMON_CODE) and row.closed_at is None
    ]
    return common[:MOVES]
