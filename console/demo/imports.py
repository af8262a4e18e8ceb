"""Files that the demonstration's staff sent: the old records, with a report; a batch that is held."""

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
from models.audit import AuditAction
from models.audit.writing import write
from models.concessions import Concession, access_codes
from models.documents.imports import ImportKind, ImportLine, ImportRun, ImportState, Look, files
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent

BATCH = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"
MOVES = 6
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
    if by_role:
        _taken_in(by_role[Role.ADMIN], size, begin)
        _held(by_role[Role.AGENT], moment)


def _taken_in(admin: Agent, size: int, begin: datetime) -> None:
    """The file with which the old records came."""
    columns = ["reference", "intitule", "code_acces", "titulaire", "commune"]
    lines = size + len(REFUSED)
    run = ImportRun(
        kind=ImportKind.CONCESSIONS.value,
        state=ImportState.DONE.value,
        name="anciens-comptes.csv",
        digest=hashlib.sha256(b"anciens-comptes.csv").hexdigest(),
        form="Windows-1252",
        separator=";",
        header=["RÉFÉRENCE", "INTITULÉ", "CODE ACCÈS", "TITULAIRE", "COMMUNE"],
        sample=[],
        columns=columns,
        shape=hashlib.sha256(b"anciens-comptes.csv").hexdigest(),
        rehearses=True,
        options={},
        lines=lines,
        reached=lines,
        refused=len(REFUSED),
        tally={"created": size, "updated": 0, "unchanged": 0},
        notes={"codes replaced": 0, "values erased": 0, "warnings": 0},
        created_at=begin - timedelta(hours=1),
        moved_at=begin,
        confirmed_at=begin - timedelta(minutes=20),
        ended_at=begin,
        agent_id=admin.id,
        runner_id=admin.id,
    )
    db.session.add(run)
    db.session.flush()
    counts = {"lines": lines, "refused": run.refused, **run.tally}
    _leave_event(run, admin, AuditAction.IMPORT_SENT, run.created_at, kind=run.kind, lines=lines)
    _leave_event(run, admin, AuditAction.IMPORT_CONFIRMED, begin - timedelta(minutes=20), state="en-cours")
    _leave_event(run, admin, AuditAction.IMPORT_ENDED, begin, **counts)
    for wrong, cells in REFUSED:
        _refused(run, wrong, cells)


def _leave_event(run: ImportRun, member: Agent, action: AuditAction, at: datetime, **after: object) -> None:
    subject = ("import-run", run.id, run.name)
    write(db.session(), [(at, action, subject, None, Actor.of_agent(member), None, after, None)])


def _refused(run: ImportRun, wrong: Problem, cells: list[str] | None) -> None:
    line = ImportLine(run_id=run.id, number=wrong.line, refused=True, changes=False, cells=cells)
    line.problems = [facts_of(wrong)]
    db.session.add(line)


def _held(agent: Agent, moment: datetime) -> None:
    """A batch of migrations that its agent holds after its first line; it may be resumed for good."""
    look = _batch()
    if not look.lines:  # a small demonstration may have no such record
        return
    code = problem(2, "code_acces", What.CODE_SHORTENED)
    run = ImportRun(
        kind=ImportKind.MIGRATIONS.value,
        state=ImportState.PAUSED.value,
        name="lot-novembre.csv",
        digest=look.digest,
        file_key=files.keep(look.rows),
        form=look.form,
        separator=look.separator,
        header=list(look.header),
        sample=[list(line) for line in look.sample],
        columns=list(look.columns),
        shape=hashlib.sha256(look.shape.encode()).hexdigest(),
        rehearses=True,
        options={},
        lines=look.lines,
        reached=1,
        refused=1,
        tally={"migrated": 0, "unchanged": 0},
        notes={},
        created_at=moment - timedelta(hours=3),
        moved_at=moment - timedelta(hours=2),
        confirmed_at=moment - timedelta(hours=2, minutes=30),
        agent_id=agent.id,
        runner_id=agent.id,
    )
    db.session.add(run)
    db.session.flush()
    _leave_event(run, agent, AuditAction.IMPORT_SENT, run.created_at, kind=run.kind, lines=run.lines)
    confirmed, paused = moment - timedelta(hours=2, minutes=30), moment - timedelta(hours=2)
    _leave_event(run, agent, AuditAction.IMPORT_CONFIRMED, confirmed, state="en-cours")
    _leave_event(run, agent, AuditAction.IMPORT_PAUSED, paused, state=run.state, lines=1)
    _refused(run, code, None)


def _batch() -> Look:
    """Lines about records that nobody holds, the first with a code that a spreadsheet shortened."""
    free = select(Concession).where(Concession.held.is_(False), Concession.siret != "")
    found = db.session.scalars(free.order_by(Concession.id).limit(20 * MOVES)).all()
    common = [
        row
        for row in found
        if access_codes.matches(row.code_hmac, row.reference, COMMON_CODE) and row.closed_at is None
    ]
    lines = [
        f"{row.siret};Entreprise;0235{n:06d};contact{n}@example.org;Claire;Morel;c.morel{n}@example.org;"
        f"Assistante;{row.title};{COMMON_CODE if n else '42'}"
        for n, row in enumerate(common[:MOVES])
    ]
    data = "\n".join([BATCH, *lines]).encode()
    head, rows = sieve.look(data, IMPORTERS["migrations"].columns, Limits(rows=1_000))
    return Look(**head, digest=hashlib.sha256(data).hexdigest(), rows=rows)
