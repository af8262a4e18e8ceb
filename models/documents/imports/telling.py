"""The files that a run gives: who may have them, and the trace of who had them."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.documents.imports import rights
from models.documents.imports.queries import has_problems, list_made
from models.documents.imports.refusals import NothingToTell
from models.documents.imports.tables import ImportRun
from models.kernel.actors import Actor
from models.kernel.transactions import transaction


def check_report(run: ImportRun, actor: Actor) -> None:
    """Raises `NothingToTell`, `NotAllowed`."""
    if not has_problems(run):
        raise NothingToTell
    rights.must_send(run.kind, actor)


def check_refused(run: ImportRun, actor: Actor) -> None:
    """Raises `NothingToTell`, `NotAllowed`."""
    if not run.refused or not has_problems(run):  # they are forgotten one day
        raise NothingToTell
    rights.must_send(run.kind, actor)


def check_result(run: ImportRun, actor: Actor) -> None:
    """Raises `NothingToTell`, `NotAllowed`."""
    if not list_made(run):
        raise NothingToTell
    rights.must_send(run.kind, actor)


def note_download(run: ImportRun, what: str, *, actor: Actor) -> None:
    """Leaves the event of whoever takes the report, or the refused lines; raises `NotAllowed`."""
    rights.must_send(run.kind, actor)
    with transaction():
        audit.record(AuditAction.EXPORTED, run, actor=actor, after={"what": what, "rows": run.refused})
