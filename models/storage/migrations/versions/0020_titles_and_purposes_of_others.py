"""Purposes are kept whole; titles whose words have two spellings, as `St` and `Saint`, have one key."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.concessions import access_codes
from models.values.spellings import joined

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CONCESSIONS = sa.table("concessions", *map(sa.column, ("id", "kind", "title_key", "title_digest")))
ATTACHMENTS = sa.table("attachments", *map(sa.column, ("concession_id", "title_key")))
LOCKS = sa.table(
    "title_locks",
    *map(sa.column, ("title_digest", "failures", "counted_since", "paused_until", "closed_at", "closures")),
)

SUSPECTS = (
    "st",
    "ste",
    "sts",
    "stes",
    "s a",
    "s n c",
    "s c",
    "s e m",
    "s p l",
    "e u r l",
    "e i r l",
    "g i",
    "e p",
)
"""What the keys that change hold, at the beginning of a word: each is looked at by itself."""

CHUNK = 2_000


def upgrade() -> None:
    """To this schema."""
    _widen(250, 1_000)
    connection = op.get_bind()
    key = CONCESSIONS.c.title_key
    suspect = [sa.or_(key.startswith(f"{text}"), key.contains(f" {text}")) for text in SUSPECTS]
    found = connection.execute(sa.select(CONCESSIONS).where(sa.or_(*suspect))).all()
    changed = [row for row in found if joined(row.title_key)[:250] != row.title_key]
    for start in range(0, len(changed), CHUNK):
        _rename(connection, changed[start : start + CHUNK])


def downgrade() -> None:
    """Back to the one before: keys stay as they are, since nobody remembers how they were.

    Purposes lose what stands after their 250th sign, which the column of before cannot hold.
    """
    op.execute(
        "UPDATE road_opening_requests SET purpose = substr(purpose, 1, 250) WHERE length(purpose) > 250"
    )
    _widen(1_000, 250)


def _widen(before: int, after: int) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("road_opening_requests", "purpose", type_=sa.String(after))
        return
    # SQLite holds no length: the declaration alone changes, as https://www.sqlite.org/lang_altertable.html says.
    # A table that is recreated would lose its triggers and computed columns.
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'road_opening_requests'"
        ),
        {"before": f"purpose VARCHAR({before})", "after": f"purpose VARCHAR({after})"},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _rename(connection: sa.Connection, rows: Any) -> None:
    named = [
        {
            "row": row.id,
            "key": (key := joined(row.title_key)[:250]),
            "digest": access_codes.title_digest(row.kind, key),
        }
        for row in rows
    ]
    connection.execute(
        sa.update(CONCESSIONS)
        .where(CONCESSIONS.c.id == sa.bindparam("row"))
        .values(title_key=sa.bindparam("key"), title_digest=sa.bindparam("digest")),
        named,
    )
    connection.execute(
        sa.update(ATTACHMENTS)
        .where(ATTACHMENTS.c.concession_id == sa.bindparam("row"))
        .values(title_key=sa.bindparam("key")),
        [{"row": each["row"], "key": each["key"]} for each in named],
    )
    moves = {row.title_digest: each["digest"] for row, each in zip(rows, named, strict=True)}
    for before, after in moves.items():
        _move_lock(connection, before, after)


def _move_lock(connection: sa.Connection, before: str, after: str) -> None:
    """What wrong codes have led to goes with the title; where both spellings were locked, the longer holds."""
    held = {
        row.title_digest: row
        for row in connection.execute(sa.select(LOCKS).where(LOCKS.c.title_digest.in_((before, after))))
    }
    if before not in held:
        return
    if after in held:
        locks, columns = (held[before], held[after]), ("failures", "paused_until", "closed_at", "closures")
        strict = {
            name: max((value for lock in locks if (value := getattr(lock, name)) is not None), default=None)
            for name in columns
        }
        connection.execute(sa.update(LOCKS).where(LOCKS.c.title_digest == after).values(**strict))
        connection.execute(sa.delete(LOCKS).where(LOCKS.c.title_digest == before))
    else:
        connection.execute(sa.update(LOCKS).where(LOCKS.c.title_digest == before).values(title_digest=after))
