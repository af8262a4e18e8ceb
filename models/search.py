"""One folded column per table, found by any fragment: FTS5 trigrams on SQLite, pg_trgm on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, false, literal_column, select, table, text
from sqlalchemy.orm import InstrumentedAttribute

from models import contacts
from models.base import db
from models.text import fold

TRIGRAM = 3
"""Shorter words cannot be looked up by their trigrams."""

LONGEST = 60
"""Words of a query that are looked at: nobody types more, and the engines have their limits."""

SEARCHED: dict[str, tuple[str, str]] = {
    "companies": ("id", "name_key"),
    "pro_accounts": ("id", "name_key"),
    "agents": ("id", "name_key"),
    "concessions": ("id", "title_key"),
    "attachments": ("id", "title_key"),
    "outbox_emails": ("id", "to_key"),
    "cases": ("id", "search"),
    "road_opening_requests": ("id", "search"),
    "audit_details": ("sequence", "search"),
}
"""Each searched table with its key, and the indexed column where a search of one or two letters begins."""


def ddl(dialect: str) -> list[str]:
    """The idempotent statements that make the search indexes."""
    if dialect == "sqlite":
        return [statement for name, (key, _) in SEARCHED.items() for statement in _sqlite(name, key)]
    return [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        *(
            f"CREATE INDEX IF NOT EXISTS ix_{name}_search ON {name} USING gin (search gin_trgm_ops)"
            for name in SEARCHED
        ),
    ]


def _sqlite(name: str, key: str) -> list[str]:
    fts = f"{name}_fts"
    forget = f"INSERT INTO {fts}({fts}, rowid, search) VALUES ('delete', OLD.{key}, OLD.search);"  # noqa: S608
    learn = f"INSERT INTO {fts}(rowid, search) VALUES (NEW.{key}, NEW.search);"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5("
        f"search, content='{name}', content_rowid='{key}', tokenize='trigram')",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_insert AFTER INSERT ON {name} BEGIN {learn} END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_delete AFTER DELETE ON {name} BEGIN {forget} END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE OF search ON {name} "
        f"WHEN OLD.search IS NOT NEW.search BEGIN {forget} {learn} END",
    ]


def _dialled(query: str) -> str:
    """A phone number, however it is written, as the folded columns hold it."""
    try:
        return contacts.national(contacts.phone(query))
    except contacts.PhoneRefused:
        return query


def matching_ids(model: Any, query: str) -> Select[Any]:
    """The keys of the rows whose folded text holds every word of the query, in any order.

    A query that folds to nothing (`%`, `_`) is literal, and matches no row: folded text holds no such sign.
    """
    name = model.__tablename__
    key_name, prefix_name = SEARCHED[name]
    key: InstrumentedAttribute[Any] = getattr(model, key_name)
    words = fold(_dialled(query)).split()[:LONGEST]
    if not words:
        return select(key).where(false())
    column = model.search
    if all(len(word) < TRIGRAM for word in words):
        start = " ".join(words)
        prefix = getattr(model, prefix_name)
        if prefix_name == "search":  # neither indexed for it nor compared byte by byte
            return select(key).where(prefix.startswith(start, autoescape=True))
        return select(key).where(and_(prefix >= start, prefix < start + "\U0010ffff"))
    if db.session().get_bind().dialect.name != "sqlite":
        return select(key).where(*(column.contains(word, autoescape=True) for word in words))
    long = " AND ".join(f'"{word}"' for word in words if len(word) >= TRIGRAM)
    fts = table(f"{name}_fts")
    hits: Select[Any] = (
        select(literal_column("rowid"))
        .select_from(fts)
        .where(text(f"{name}_fts MATCH :hits").bindparams(hits=long))
    )
    short = [column.contains(word, autoescape=True) for word in words if len(word) < TRIGRAM]
    return select(key).where(key.in_(hits), *short) if short else hits


def find(model: Any, query: str, limit: int) -> list[Any]:
    """The first rows that a query finds, newest first: for pages that show a few of several kinds."""
    key = getattr(model, SEARCHED[model.__tablename__][0])
    statement = select(model).where(key.in_(matching_ids(model, query))).order_by(key.desc()).limit(limit)
    return list(db.session.scalars(statement).unique())
