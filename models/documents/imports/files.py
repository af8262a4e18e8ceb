"""The rows of files that wait to be taken in: encrypted, since they hold codes, and deleted afterwards."""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from cryptography.fernet import InvalidToken

from models.kernel import keys
from models.kernel.errors import DomainError

ORPHANED_AFTER = 24 * 3600
"""Seconds after which a file that no run names is what a crash left behind."""

_KEY = re.compile(r"[0-9a-f]{32}")

_folder: Path | None = None


class FileGone(DomainError):
    """The rows of this run are no longer there, or were encrypted under another key: send the file again."""


def install(folder: Path) -> None:
    """Says where files lie; called once by whoever assembles the application."""
    global _folder
    _folder = folder


def _path(key: str) -> Path:
    if _folder is None:
        raise RuntimeError("no folder: models.documents.imports.files.install() was not called")
    return _folder / key


def keep(rows: bytes) -> str:
    """Keeps the rows of a file, synced, and gives the key that finds them. Outside any transaction."""
    key = secrets.token_hex(16)
    target = _path(key)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(keys.current().box.encrypt(rows))
        out.flush()
        os.fsync(out.fileno())
    return key


def read(key: str | None) -> bytes:
    """The rows; raises `FileGone`, and `OSError` where the disk may yet answer another time."""
    try:
        return keys.current().box.decrypt(_path(key or "-").read_bytes())
    except (FileNotFoundError, InvalidToken):
        raise FileGone from None


def forget(key: str | None) -> None:
    """Deletes them; those that are gone already are no trouble."""
    if key is not None:
        _path(key).unlink(missing_ok=True)


def list_old() -> list[str]:
    """The keys of the files that have lain there for long enough to belong to a run, if they ever do."""
    folder = _path("-").parent
    if not folder.is_dir():
        return []
    limit = time.time() - ORPHANED_AFTER
    found = [entry for entry in folder.iterdir() if _KEY.fullmatch(entry.name)]
    return [entry.name for entry in found if entry.stat().st_mtime < limit]
