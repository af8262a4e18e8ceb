"""The bytes of documents: kept under their digest, proved against it whenever they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import IO

from models.documents.stores import FileStore, NotKept
from models.documents.stores.store import BLOCK
from models.kernel.errors import DomainError

IN_MEMORY = 1024 * 1024
"""Bytes of an opened document that need no disk."""


class DocumentLost(DomainError):
    """The bytes of a document are gone, or are not those that were kept (`why`: missing, changed)."""


_store: FileStore | None = None


def install(store: FileStore) -> None:
    """Says where documents lie; called once by whoever assembles the application."""
    global _store
    _store = store


def installed() -> FileStore:
    """Where documents lie."""
    if _store is None:
        raise RuntimeError("no store: models.documents.contents.install() was not called")
    return _store


def fetch(sha256: str, store: FileStore | None = None) -> IO[bytes]:
    """The bytes kept under that digest, whole and proved, before whoever asked gets the first of them.

    In memory while they are few; no connection and no lock is held by what is returned. Close it.
    Raises `DocumentLost`.
    """
    spool: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)
    try:
        digest = hashlib.sha256()
        for block in (store or installed()).read(sha256):
            digest.update(block)
            spool.write(block)
        if digest.hexdigest() != sha256:
            raise DocumentLost(why="changed")
        spool.seek(0)
        return spool
    except NotKept:
        spool.close()
        raise DocumentLost(why="missing") from None
    except BaseException:
        spool.close()
        raise


def is_kept(sha256: str) -> bool:
    """Whether there are bytes under that digest."""
    return installed().find(sha256) is not None


def copy(sha256: str, source: FileStore, target: FileStore) -> bool:
    """Brings a document from one store to another, proved on the way; False where it is there already.

    Raises `DocumentLost` where the source has lost it.
    """
    held = target.find(sha256)
    if held is not None and (there := source.find(sha256)) is not None and there.size == held.size:
        return False
    with closing(fetch(sha256, source)) as file:
        target.put(sha256, blocks(file))
    return True


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of an open file."""
    while block := file.read(BLOCK):
        yield block
