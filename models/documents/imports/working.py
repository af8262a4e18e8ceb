"""What the worker does to a run: how far it went is kept in the transaction that writes what it took in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, select

from models import audit
from models.audit import AuditAction
from models.documents.imports import files, steps
from models.documents.imports.tables import WORKING, ImportLine, ImportMade, ImportRun, ImportState
from models.kernel import bulk, jobs
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction

_lines = cast(Table, ImportLine.__table__)


class Halted(Exception):
    """The run is no longer this worker's: it was paused or dropped, or another worker has gone on."""


@dataclass(frozen=True)
class Reached:
    """How far a run is, and what became of all the lines until there."""

    lines: int
    refused: int
    tally: Mapping[str, int]
    notes: Mapping[str, int]


@dataclass
class Remark:
    """What is to be said of one line."""

    refused: bool = False
    problems: list[dict[str, str]] = field(default_factory=list)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    cells: list[str | None] | None = None


def find_run(number: int) -> ImportRun | None:
    """The run of that number."""
    return db.session.get(ImportRun, number)


def is_working(run: ImportRun) -> bool:
    """Whether the worker still has something to do, in the transaction under way; nobody moves it before."""
    lock_row(run)
    return run.is_working


def keep(
    run: ImportRun,
    state: ImportState,
    since: int,
    reached: Reached,
    remarks: Mapping[int, Remark],
    rehearsed: Mapping[str, Any] | None = None,
) -> None:
    """Keeps how far the run is, in the transaction under way if there is one; `since` is where it was.

    Raises `Halted`, which must take back what the same transaction wrote.
    """
    with transaction() as session:
        lock_row(run)
        if run.state != state.value or run.reached != since:
            raise Halted
        run.reached, run.refused = reached.lines, reached.refused
        run.tally, run.notes = dict(reached.tally), dict(reached.notes)
        run.rehearsed = None if rehearsed is None else dict(rehearsed)
        rows: list[dict[str, object]] = [
            {
                "run_id": run.id,
                "number": number,
                "refused": line.refused,
                "changes": line.after is not None and not line.refused,
                "problems": line.problems,
                "before": line.before,
                "after": line.after,
                "cells": line.cells,
            }
            for number, line in sorted(remarks.items())
        ]
        bulk.add(session, _lines, rows)


def note_made(run_id: int, line: int, attachment_id: int, *, account_is_new: bool) -> None:
    """Notes, in the transaction that attaches, that this batch did it."""
    made = ImportMade(run_id=run_id, line=line, attachment_id=attachment_id, account_is_new=account_is_new)
    db.session.add(made)


def lines_made(run: ImportRun) -> frozenset[int]:
    """The lines from which this batch has made an attachment."""
    return frozenset(db.session.scalars(select(ImportMade.line).where(ImportMade.run_id == run.id)))


def finish(run: ImportRun, state: ImportState, *, actor: Actor) -> str | None:
    """Ends the dry run, or the run, in the transaction under way; the key of the file to delete after it.

    Raises `Halted`.
    """
    lock_row(run)
    if run.state != state.value:
        raise Halted
    run.lines, run.moved_at = run.reached, now()
    if state is ImportState.REHEARSING:
        run.state, run.rehearsed = ImportState.READY.value, None
        return None
    key = steps.end(run, ImportState.DONE)
    after = {"lines": run.reached, "refused": run.refused, **run.tally}
    audit.record(AuditAction.IMPORT_ENDED, run, actor=actor, after=after)
    return key


def stop(run: ImportRun, state: ImportState, *, actor: Actor) -> None:
    """Puts a run aside that can't go on: its columns are told again, or somebody who may resumes it."""
    with transaction():
        lock_row(run)
        if run.state == state.value:
            is_dry = state is ImportState.REHEARSING
            run.state = (ImportState.COLUMNS if is_dry else ImportState.PAUSED).value
            run.moved_at = now()
            audit.record(AuditAction.IMPORT_PAUSED, run, actor=actor, after={"state": run.state})


def put_stranded_aside(*, actor: Actor) -> int:
    """Puts the runs aside that no job goes on with, since it was buried; periodic work."""
    aside = 0
    for state in WORKING:
        working = select(ImportRun).where(ImportRun.state == state.value).order_by(ImportRun.created_at)
        for run in db.session.scalars(working).all():
            with transaction():
                if is_working(run) and not jobs.is_owed(JobKind.IMPORT_RUN, run=run.id):
                    stop(run, ImportState(run.state), actor=actor)
                    aside += 1
    return aside


def lose(run: ImportRun, state: ImportState, *, actor: Actor) -> None:
    """Drops a run whose file is gone, unless somebody ended or held it meanwhile."""
    with transaction():
        lock_row(run)
        if run.state != state.value:
            return
        files.forget(steps.end(run, ImportState.DROPPED))
        audit.record(AuditAction.IMPORT_DROPPED, run, actor=actor, after={"state": run.state})
