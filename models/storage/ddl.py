"""What Alembic cannot see, re-applied after every upgrade: triggers, the search indexes."""

from __future__ import annotations

from sqlalchemy import Connection

from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists import count_triggers, search_index
from models.storage import journey_triggers, standings

_SQLITE_AUDIT = (
    """CREATE TRIGGER IF NOT EXISTS audit_events_no_update BEFORE UPDATE ON audit_events
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS audit_events_no_delete BEFORE DELETE ON audit_events
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS audit_details_no_delete BEFORE DELETE ON audit_details
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    # INSERT OR REPLACE deletes without telling any trigger of deletions.
    """CREATE TRIGGER IF NOT EXISTS audit_events_no_replace BEFORE INSERT ON audit_events
       WHEN EXISTS (SELECT 1 FROM audit_events WHERE sequence = NEW.sequence)
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS audit_details_no_replace BEFORE INSERT ON audit_details
       WHEN EXISTS (SELECT 1 FROM audit_details WHERE sequence = NEW.sequence)
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS audit_details_only_erased BEFORE UPDATE ON audit_details
       WHEN OLD.erased_by IS NOT NULL OR NEW.erased_by IS NULL OR NEW.sequence IS NOT OLD.sequence
         OR NEW.salt IS NOT OLD.salt OR NEW.actor_name IS NOT NULL OR NEW.subject_label IS NOT NULL
         OR NEW.ip IS NOT NULL OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL OR NEW.reason IS NOT NULL
         OR NEW.search <> ''
       BEGIN SELECT RAISE(ABORT, 'a detail of the trail may only be erased'); END""",
)

_POSTGRES_AUDIT = (
    """CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$""",
    """CREATE OR REPLACE FUNCTION audit_detail_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.erased_by IS NOT NULL OR NEW.erased_by IS NULL OR NEW.sequence IS DISTINCT FROM OLD.sequence
            OR NEW.salt IS DISTINCT FROM OLD.salt OR NEW.actor_name IS NOT NULL
            OR NEW.subject_label IS NOT NULL OR NEW.ip IS NOT NULL OR NEW.before IS NOT NULL
            OR NEW.after IS NOT NULL OR NEW.reason IS NOT NULL OR NEW.search <> '' THEN
           RAISE EXCEPTION 'a detail of the trail may only be erased';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE OR REPLACE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE OR REPLACE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
       FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE OR REPLACE TRIGGER audit_details_no_delete BEFORE DELETE ON audit_details
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE OR REPLACE TRIGGER audit_details_no_truncate BEFORE TRUNCATE ON audit_details
       FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE OR REPLACE TRIGGER audit_details_only_erased BEFORE UPDATE ON audit_details
       FOR EACH ROW EXECUTE FUNCTION audit_detail_only_erased()""",
)

TRIGGERS = {
    "sqlite": (
        "audit_events_no_update",
        "audit_events_no_delete",
        "audit_events_no_replace",
        "audit_details_no_replace",
        "audit_details_no_delete",
        "audit_details_only_erased",
        *standings.TRIGGERS,
        *count_triggers.names(),
        *journey_triggers.TRIGGERS,
    ),
    "postgresql": (
        "audit_events_no_change",
        "audit_events_no_truncate",
        "audit_details_no_delete",
        "audit_details_no_truncate",
        "audit_details_only_erased",
        *standings.TRIGGERS,
        *count_triggers.names(),
        *journey_triggers.TRIGGERS,
    ),
}
"""The triggers that keep the trail append-only and what is stored true, by dialect; `bascule doctor` looks
for them."""


def statements(dialect: str) -> list[str]:
    """The idempotent statements for a dialect, in order: the trail last, as whoever writes comes to it."""
    audit = _SQLITE_AUDIT if dialect == "sqlite" else _POSTGRES_AUDIT
    return [
        *standings.ddl(dialect),
        *count_triggers.ddl(dialect),
        *journey_triggers.ddl(dialect),
        *search_index.ddl(dialect),
        *audit,
    ]


def apply(connection: Connection) -> None:
    """Creates what is missing; safe to run again."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def learn() -> bool:
    """Tells SQLite how its data lie, so that it takes the index that leaves few rows; PostgreSQL knows.

    A thousand rows of each index are enough, and keep the one writer waiting for a moment only.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    with transaction() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("ANALYZE")
    return True


def missing_triggers(connection: Connection) -> list[str]:
    """Names of the triggers that this database lacks."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    present = {row[0] for row in connection.exec_driver_sql(query)}
    return [name for name in TRIGGERS[connection.dialect.name] if name not in present]
