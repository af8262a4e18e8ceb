"""What goes: documents that nothing refers to any more, and bytes that no document names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import exists, select

from models.documents import contents
from models.documents.stores import Kept
from models.documents.uploads import Document
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import locked
from models.kernel.transactions import transaction

UNUSED_FOR = timedelta(days=1)
"""A document that nothing refers to is kept for this long: the form that sent it may still be under way."""

ORPHANED_FOR = timedelta(days=7)
"""Bytes without a row are kept for this long: a restored database may be followed by a newer one."""

AT_ONCE = 500


def forget_unused() -> int:
    """Deletes the documents that nothing refers to any more, then their bytes; returns how many.

    They come from forms that were refused or sent twice, were taken off a request, or proved an attachment
    that is long over.
    """
    limit = now() - UNUSED_FOR
    with transaction() as session:
        query = select(Document).where(Document.created_at < limit)
        for table in Base.metadata.tables.values():
            for key in table.foreign_keys:
                if key.column is Document.__table__.c.id:
                    query = query.where(~exists().where(key.parent == Document.id))
        unused = list(session.scalars(locked(query, Document, pass_over=True)))
        digests = {document.sha256 for document in unused}
        for document in unused:
            session.delete(document)
    for digest in digests - held(digests):
        contents.installed().delete(digest, put_before=limit)
    return len(unused)


def sweep_orphans() -> int:
    """Deletes the bytes that no document names, left by a crash between them and their row; how many."""
    store, limit, swept = contents.installed(), now() - ORPHANED_FOR, 0
    old = (kept for kept in store.walk() if kept.at < limit)
    for some in _portions(old):
        named = held(kept.key for kept in some)
        swept += sum(store.delete(kept.key, put_before=limit) for kept in some if kept.key not in named)
    return swept


def held(digests: Iterable[str]) -> set[str]:
    """Those among the digests that a document has."""
    wanted, found = list(digests), set[str]()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        found |= set(db.session.scalars(select(Document.sha256).where(Document.sha256.in_(some))))
    return found


def _portions(found: Iterator[Kept]) -> Iterator[list[Kept]]:
    while some := list(islice(found, AT_ONCE)):
        yield some
