"""The rows of files that wait to be taken in: encrypted, since they hold codes, and deleted afterwards."""

from __future__ import annotations

import secrets
from datetime import timedelta

from cryptography.fernet import InvalidToken

from models.documents.stores import FileStore, NotKept
from models.kernel import keys
from models.kernel.clock import now
from models.kernel.errors import DomainError

ORPHANED_AFTER = timedelta(days=1)
"""After which a file that no run names is what a crash left behind."""

_store: FileStore | None = None


class FileGone(DomainError):
    """The rows of this run are no longer there, or were encrypted under another key: send the file again."""


def install(store: FileStore) -> None:
    """Says where files lie; called once by whoever assembles the application."""
    global _store
    _store = store


def _kept_in() -> FileStore:
    if _store is None:
        raise RuntimeError("no store: models.documents.imports.files.install() was not called")
    return _store


def keep(rows: bytes) -> str:
    """Keeps the rows of a file, safe from a crash, and gives the key that finds them.

    Outside any transaction.
    """
    key = secrets.token_hex(16)
    _kept_in().put(key, (keys.current().box.encrypt(rows),))
    return key


def read(key: str | None) -> bytes:
    """The rows; raises `FileGone`, and what the store raises where it may yet answer another time."""
    try:
        return keys.current().box.decrypt(b"".join(_kept_in().read(key or "-")))
    except (NotKept, InvalidToken):
        raise FileGone from None


def forget(key: str | None) -> None:
    """Deletes them; those that are gone already are no trouble."""
    if key is not None:
        _kept_in().delete(key)


def list_old() -> list[str]:
    """The keys of the files that have lain there for long enough to belong to a run, if they ever do."""
    limit = now() - ORPHANED_AFTER
    return [kept.key for kept in _kept_in().walk() if kept.at < limit]
