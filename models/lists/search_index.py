"""The index of every searched table, on both engines: which column it folds, and where one letter begins."""

from __future__ import annotations

SEARCHED: dict[str, tuple[str, str]] = {
    "companies": ("id", "name_key"),
    "pro_accounts": ("id", "name_key"),
    "agents": ("id", "name_key"),
    "concessions": ("id", "title_key"),
    "attachments": ("id", "title_key"),
    "mandates": ("id", "search"),
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
