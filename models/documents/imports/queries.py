"""The lines of a run, read a page at a time or one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, select

from models.documents.imports.tables import ImportLine, ImportMade, ImportRun
from models.kernel.base import db

PAGE = 50
BLOCK = 1_000

REMARKED = ("warnings", "values erased")
"""The notes that count the problems of lines that were taken."""


def list_lines(run: ImportRun, *, refused: bool, after: int = 0) -> list[ImportLine]:
    """A page of its refused lines, or of those that change something, and one line more if there is one."""
    is_meant = ImportLine.refused.is_(True) if refused else ImportLine.changes.is_(True)
    query = select(ImportLine).where(ImportLine.run_id == run.id, is_meant, ImportLine.number > after)
    return list(db.session.scalars(query.order_by(ImportLine.number).limit(PAGE + 1)))


def list_made(run: ImportRun) -> list[ImportMade]:
    """What a batch of migrations attached, by line."""
    return list(
        db.session.scalars(select(ImportMade).where(ImportMade.run_id == run.id).order_by(ImportMade.line))
    )


def has_problems(run: ImportRun) -> bool:
    """Whether something is wrong with one of its lines that are still kept."""
    line = select(ImportLine.number).where(ImportLine.run_id == run.id).limit(1)
    # What changes nothing is kept for its problems alone; the lines that change may be very many.
    if db.session.scalar(line.where(ImportLine.changes.is_(False))) is not None:
        return True
    if not any(run.notes.get(note) for note in REMARKED):
        return False
    remarked = cast(ImportLine.problems, String) != "[]"
    return db.session.scalar(line.where(ImportLine.changes.is_(True), remarked)) is not None


def walk(run: ImportRun, *, refused: bool = False) -> Iterator[ImportLine]:
    """All lines of which something is to be said, or the refused ones, in the order of the file."""
    after = 0
    while True:
        query = select(ImportLine).where(ImportLine.run_id == run.id, ImportLine.number > after)
        if refused:
            query = query.where(ImportLine.refused.is_(True))
        found = list(db.session.scalars(query.order_by(ImportLine.number).limit(BLOCK)))
        yield from found
        if len(found) < BLOCK:
            return
        after = found[-1].number
