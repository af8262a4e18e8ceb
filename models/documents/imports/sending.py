"""A file is sent: kept with what its columns probably are; where they are named, it is tried again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from models import audit
from models.audit import AuditAction
from models.documents import shown_name
from models.documents.imports import files, rights
from models.documents.imports.desk import Look, Wanted
from models.documents.imports.refusals import ColumnsWrong, ImportElsewhere
from models.documents.imports.shapes import remember, remembered, shape_key
from models.documents.imports.tables import (
    LONGEST_NAME,
    ImportKind,
    ImportLine,
    ImportRun,
    ImportState,
)
from models.kernel import idempotency, jobs, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction

TOLD_AGAIN = (ImportState.COLUMNS.value, ImportState.READY.value)
"""Where the columns may still be told otherwise: before anything of the file is taken in."""


def send(
    look: Look,
    wanted: Sequence[Wanted],
    *,
    kind: ImportKind,
    name: str,
    rehearse: bool = True,
    options: Mapping[str, bool] | None = None,
    submission: str | None = None,
    actor: Actor,
) -> ImportRun:
    """Keeps a file that was looked at, and owes its dry run, or the run itself where none is wanted.

    Its columns are those that were told for the last file of this shape, else those that its header names;
    where one lacks, it waits until they are told. A form that was sent twice brings in one file. Raises
    `NotAllowed`.
    """
    rights.must_send(kind.value, actor)
    if (known := idempotency.find(submission, ImportRun)) is not None:
        return known
    key = files.keep(look.rows)

    def make() -> ImportRun:
        moment = now()
        columns = remembered(kind, look) or list(look.columns)
        run = ImportRun(
            kind=kind.value,
            state=ImportState.COLUMNS.value,
            name=shown_name(name)[:LONGEST_NAME],
            digest=look.digest,
            file_key=key,
            form=look.form,
            separator=look.separator,
            header=list(look.header),
            sample=[list(line) for line in look.sample],
            columns=columns,
            shape=shape_key(kind, look.shape),
            rehearses=rehearse or not rights.may_run(kind.value, actor),
            options={name: True for name, chosen in (options or {}).items() if chosen},
            lines=look.lines,
            tally={},
            notes={},
            created_at=moment,
            moved_at=moment,
            agent_id=actor.id if actor.is_staff else None,
        )
        db.session.add(run)
        db.session.flush()
        after = {"kind": run.kind, "file": run.digest, "lines": run.lines}
        audit.record(AuditAction.IMPORT_SENT, run, actor=actor, after=after)
        if why_wrong(columns, wanted) is None:
            begin(run, actor)
        return run

    run = idempotency.once(submission, ImportRun, make)
    if run.file_key != key:  # the same form, sent twice at once
        files.forget(key)
    return run


def begin(run: ImportRun, actor: Actor) -> None:
    """Owes the dry run, or the run, in the transaction under way.

    None is taken in untried but in the name of who wished so as he sent it, and only if he still may.
    """
    if actor.id != run.agent_id or not rights.may_run(run.kind, actor):
        run.rehearses = True
    run.state = (ImportState.REHEARSING if run.rehearses else ImportState.RUNNING).value
    if not run.rehearses:
        run.confirmed_at, run.runner_id = now(), actor.id if actor.is_staff else None
    start_over(run)
    enqueue(run)


def start_over(run: ImportRun) -> None:
    """Forgets what a dry run found: it is found again."""
    run.reached, run.refused, run.tally, run.notes, run.rehearsed = 0, 0, {}, {}, None
    db.session.execute(delete(ImportLine).where(ImportLine.run_id == run.id))


def enqueue(run: ImportRun) -> None:
    """Owes the worker's part now, and once: of two jobs two workers would do the same lines.

    The run is locked, or new: whoever ends its job looks where it stands under the same lock.
    """
    run.moved_at = now()
    if jobs.is_owed(JobKind.IMPORT_RUN, run=run.id):
        jobs.hasten(JobKind.IMPORT_RUN, run=run.id)
    else:
        jobs.enqueue(JobKind.IMPORT_RUN, {"run": run.id})


def why_wrong(columns: Sequence[str], wanted: Sequence[Wanted]) -> ColumnsWrong | None:
    """What is wrong with what the columns are said to be, if anything."""
    named = Counter(filter(None, columns))
    if twice := [name for name, count in named.items() if count > 1]:
        return ColumnsWrong(why="twice", columns=", ".join(twice))
    if missing := [column.name for column in wanted if column.required and column.name not in named]:
        return ColumnsWrong(why="missing", columns=", ".join(missing))
    return None


def tell_columns(
    run: ImportRun,
    columns: Sequence[str],
    wanted: Sequence[Wanted],
    *,
    seen: str | None = None,
    actor: Actor,
) -> None:
    """Says which column each cell of the header stands for, remembers it, and has the file tried anew.

    Raises `ColumnsWrong`, `ImportElsewhere`, `NotAllowed`, `Stale`.
    """
    rights.must_send(run.kind, actor)
    known = {column.name for column in wanted}
    named = [name if name in known else "" for name in columns]
    if (wrong := why_wrong(named, wanted)) is not None:
        raise wrong
    with transaction():
        lock_row(run)
        check_columns(run, actor)
        optimistic_lock.expect(run, seen)
        optimistic_lock.advance(run)
        before, run.columns = run.columns, (named + [""] * len(run.header))[: len(run.header)]
        remember(run)
        was, became = {"columns": before}, {"columns": run.columns}
        audit.record(AuditAction.IMPORT_COLUMNS, run, actor=actor, before=was, after=became)
        begin(run, actor)


def check_columns(run: ImportRun, actor: Actor) -> None:
    """Raises `ImportElsewhere`, `NotAllowed`."""
    if run.state not in TOLD_AGAIN:
        raise ImportElsewhere(why=run.state)
    rights.must_send(run.kind, actor)
