"""What people do to a run: confirm, pause, resume, drop; what was taken in stays taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, func, select

from models import audit
from models.audit import AuditAction
from models.documents.imports import files, rights, sending
from models.documents.imports.refusals import ImportElsewhere
from models.documents.imports.tables import WAITING, ImportLine, ImportRun, ImportState
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction

KEPT = timedelta(days=14)
"""How long a file waits for somebody's word: it holds codes."""

LINES_KEPT = timedelta(days=90)

FROM = {
    AuditAction.IMPORT_CONFIRMED: (ImportState.READY,),
    AuditAction.IMPORT_PAUSED: (ImportState.RUNNING,),
    AuditAction.IMPORT_RESUMED: (ImportState.PAUSED,),
    AuditAction.IMPORT_DROPPED: (*WAITING, ImportState.REHEARSING),
}

IN_ONES_NAME = (AuditAction.IMPORT_CONFIRMED, AuditAction.IMPORT_RESUMED)
"""The steps from which on a file is taken in in the name of who takes them."""

AT_ONCE = 100
"""Runs that are dropped at one turn."""


def confirm(run: ImportRun, *, seen: str | None = None, actor: Actor) -> None:
    """From here on it is taken in, in the actor's name. Raises `ImportElsewhere`, `NotAllowed`, `Stale`."""
    with _step(run, AuditAction.IMPORT_CONFIRMED, seen, actor):
        sending.start_over(run)
        _go(run, actor)
        run.confirmed_at = now()


def pause(run: ImportRun, *, seen: str | None = None, actor: Actor) -> None:
    """The worker stops after the lines at which it is. Raises `ImportElsewhere`, `NotAllowed`, `Stale`."""
    with _step(run, AuditAction.IMPORT_PAUSED, seen, actor):
        run.state = ImportState.PAUSED.value


def resume(run: ImportRun, *, seen: str | None = None, actor: Actor) -> None:
    """Goes on where it stopped, in the actor's name. Raises `ImportElsewhere`, `NotAllowed`, `Stale`."""
    with _step(run, AuditAction.IMPORT_RESUMED, seen, actor):
        _go(run, actor)


def drop(run: ImportRun, *, seen: str | None = None, actor: Actor) -> None:
    """Takes nothing more of it in, and deletes the file. Raises `ImportElsewhere`, `NotAllowed`, `Stale`."""
    with _step(run, AuditAction.IMPORT_DROPPED, seen, actor):
        key = end(run, ImportState.DROPPED)
    files.forget(key)


def end(run: ImportRun, state: ImportState) -> str | None:
    """Ends a run in the transaction under way; returns the key of its file, to be deleted after it."""
    key, run.file_key = run.file_key, None
    run.state, run.sample, run.rehearsed, run.ended_at = state.value, [], None, now()
    return key


def _go(run: ImportRun, actor: Actor) -> None:
    run.state, run.runner_id = ImportState.RUNNING.value, actor.id if actor.is_staff else None
    sending.enqueue(run)


@contextmanager
def _step(run: ImportRun, step: AuditAction, seen: str | None, actor: Actor) -> Iterator[None]:
    """One step, in one transaction with its event."""
    with transaction():
        lock_row(run)
        _check(run, step, actor)
        optimistic_lock.expect(run, seen)
        optimistic_lock.advance(run)
        yield
        run.moved_at = now()
        audit.record(step, run, actor=actor, after={"state": run.state, "lines": run.reached})


def _check(run: ImportRun, step: AuditAction, actor: Actor) -> None:
    if run.state not in FROM[step]:
        raise ImportElsewhere(why=run.state)
    (rights.must_run if step in IN_ONES_NAME else rights.must_send)(run.kind, actor)


def check_confirm(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere`, `NotAllowed`."""
    _check(run, AuditAction.IMPORT_CONFIRMED, actor)


def check_pause(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere`, `NotAllowed`."""
    _check(run, AuditAction.IMPORT_PAUSED, actor)


def check_resume(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere`, `NotAllowed`."""
    _check(run, AuditAction.IMPORT_RESUMED, actor)


def check_drop(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere`, `NotAllowed`."""
    _check(run, AuditAction.IMPORT_DROPPED, actor)


def drop_abandoned(*, actor: Actor) -> int:
    """Drops the files on which nobody has decided for long, and what a crash left behind; periodic work."""
    limit, done = now() - KEPT, 0
    for state in WAITING:
        waiting = select(ImportRun).where(ImportRun.state == state.value, ImportRun.created_at < limit)
        first = waiting.order_by(ImportRun.created_at, ImportRun.id).limit(AT_ONCE)
        for run in db.session.scalars(first).all():
            if run.moved_at < limit:
                try:
                    drop(run, actor=actor)
                except ImportElsewhere:
                    continue  # somebody decided a moment ago
                done += 1
    return done + _forget_orphans()


def forget_lines() -> int:
    """Forgets what was said of the lines of runs that are three months old: they hold people's data."""
    limit, runs = now() - LINES_KEPT, 0
    while runs < AT_ONCE and (oldest := db.session.scalar(select(func.min(ImportLine.run_id)))) is not None:
        if db.session.get_one(ImportRun, oldest).created_at >= limit:
            break
        with transaction() as session:
            session.execute(delete(ImportLine).where(ImportLine.run_id == oldest))
        runs += 1
    return runs


def _forget_orphans() -> int:
    old = files.list_old()
    named = (
        set(db.session.scalars(select(ImportRun.file_key).where(ImportRun.file_key.in_(old)))) if old else ()
    )
    orphans = [key for key in old if key not in named]
    for key in orphans:
        files.forget(key)
    return len(orphans)
