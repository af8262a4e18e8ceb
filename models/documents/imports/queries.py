"""The lines of a run, read a page at a time or one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from models.documents.imports.tables import ImportLine, ImportMade, ImportRun
from models.kernel.base import db

PAGE = 50
BLOCK = 1_000


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


def has_lines(run: ImportRun) -> bool:
    """Whether something is to be said of one of its lines."""
    return (
        db.session.scalar(select(ImportLine.number).where(ImportLine.run_id == run.id).limit(1)) is not None
    )


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
