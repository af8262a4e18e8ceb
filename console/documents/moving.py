"""Takes the documents from one store to another, as often as it takes; holds a store against the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from models.documents import Document, DocumentLost, contents
from models.documents.stores import FileStore
from models.kernel.base import db

PAGE = 200
"""Documents that are read of the table at once."""


@dataclass
class Moved:
    """What one turn did."""

    copied: int = 0
    there: int = 0
    """Those that were there already, from a turn before."""

    removed: int = 0
    losses: list[str] = field(default_factory=list)
    """Documents that the source has lost and the target has not, each with what is wrong."""


def count_documents() -> int:
    """The documents of the table."""
    return db.session.scalar(select(func.count()).select_from(Document)) or 0


def move(
    source: FileStore,
    target: FileStore,
    *,
    delete: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Moved:
    """Copies each document, proved on the way. Stopped at any moment, it goes on where it was.

    `delete`: from the source goes what the target gives back whole.
    """
    moved = Moved()
    for done, document in enumerate(_documents(), 1):
        try:
            if contents.copy(document.sha256, source, target):
                moved.copied += 1
            else:
                moved.there += 1
            if delete:
                contents.fetch(document.sha256, target).close()
                moved.removed += source.delete(document.sha256)
        except DocumentLost as lost:
            if why_lost(document.sha256, target) is None:
                moved.there += 1
            else:
                moved.losses.append(f"{document.name} (document {document.id}): {lost.facts['why']}")
        progress(done)
    return moved


def list_lost(store: FileStore, progress: Callable[[int], object] = lambda _: None) -> list[str]:
    """The documents of the table that this store has not, or has others of, each with what is wrong."""
    lost = []
    for done, document in enumerate(_documents(), 1):
        if why := why_lost(document.sha256, store):
            lost.append(f"{document.name} (document {document.id}): {why}")
        progress(done)
    return lost


def list_missing(store: FileStore, limit: int) -> list[str]:
    """The newest documents of the table that are not there at all, out of so many."""
    newest = db.session.scalars(select(Document).order_by(Document.id.desc()).limit(limit)).all()
    return [f"{found.name} (document {found.id})" for found in newest if store.find(found.sha256) is None]


def why_lost(sha256: str, store: FileStore) -> str | None:
    """What is wrong with the bytes under that digest (missing, changed), or None."""
    try:
        contents.fetch(sha256, store).close()
    except DocumentLost as lost:
        return str(lost.facts["why"])
    return None


def _documents() -> Iterator[Document]:
    last = 0
    while page := db.session.scalars(
        select(Document).where(Document.id > last).order_by(Document.id).limit(PAGE)
    ).all():
        last = page[-1].id
        for document in page:
            db.session.expunge(document)
        yield from page
        db.session.rollback()
