"""What an archive holds, as its maker and its reader both know it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

from config import Settings
from models.kernel.base import db
from models.kernel.keys import Keys
from models.storage import registry

UNPROVED, FORMAT = 1, 2
"""Since the second, what an archive says of itself is proved under the key of the audit."""

MANIFEST = "manifest.json"
DATABASE = "bascule.db"


class Spoiled(Exception):
    """The archive cannot be trusted, or is not for this installation; the message is one sentence."""


@dataclass(frozen=True)
class Loss:
    """A document whose bytes are gone, or are others (`why`: missing, changed)."""

    id: int
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name} (document {self.id}) is {self.why}"


@dataclass(frozen=True)
class Restored:
    """What was put back: the events of its trail, and the documents that are lost."""

    events: int
    losses: list[Loss]


def digest_of(facts: dict[str, object]) -> str:
    """What an archive without a proof says of its list: enough against an accident."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def proof_of(facts: dict[str, object], settings: Settings) -> str:
    """What nobody says of a manifest without the key of the audit."""
    key = Keys(settings.secret_key, settings.code_key, settings.audit_key).archive_bytes
    return hmac.digest(key, json.dumps(facts, sort_keys=True).encode(), "sha256").hex()


def sync(path: Path) -> None:
    """What was written or renamed there outlives a power cut from here on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


STORED = ("stored_chunks", "stored_files")
"""Tables of files: an archive has the documents beside the database, whatever store they came from, and those
that wait to be taken in not at all, since they hold codes."""


def tables() -> dict[str, list[str]]:
    """Every table with the columns that are written, those tables that are referred to first."""
    known = registry.load().metadata.sorted_tables
    return {t.name: [c.name for c in t.columns if c.computed is None] for t in known if t.name not in STORED}


def copy_statement(template: str, name: str, columns: list[str]) -> sql.Composed:
    """A COPY of one table, its columns named."""
    return sql.SQL(template).format(sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns)))


Driver: TypeAlias = psycopg.Connection[tuple[Any, ...]]


def driver() -> Driver:
    """The session's own connection to PostgreSQL, which knows COPY."""
    connection = db.session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection
