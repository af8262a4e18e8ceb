"""Whether a record is held, kept by the database: whatever opens, ends or moves an attachment tells it."""

from __future__ import annotations

_OPEN = "SELECT 1 FROM attachments WHERE attachments.concession_id = concessions.id AND ended_at IS NULL"
_REFRESH = (
    f"UPDATE concessions SET held = EXISTS ({_OPEN}),"  # noqa: S608
    f" in_effect = EXISTS ({_OPEN} AND effective_at IS NOT NULL)"
)
_COLUMNS = "ended_at, effective_at, concession_id"

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS attachments_hold AFTER INSERT ON attachments WHEN NEW.ended_at IS NULL
       BEGIN {_REFRESH} WHERE id = NEW.concession_id; END""",
    f"""CREATE TRIGGER IF NOT EXISTS attachments_move AFTER UPDATE OF {_COLUMNS} ON attachments
       WHEN OLD.ended_at IS NOT NEW.ended_at OR OLD.effective_at IS NOT NEW.effective_at
         OR OLD.concession_id <> NEW.concession_id
       BEGIN {_REFRESH} WHERE id IN (OLD.concession_id, NEW.concession_id); END""",
    f"""CREATE TRIGGER IF NOT EXISTS attachments_leave AFTER DELETE ON attachments WHEN OLD.ended_at IS NULL
       BEGIN {_REFRESH} WHERE id = OLD.concession_id; END""",
)

_POSTGRES = (
    """CREATE OR REPLACE FUNCTION attachments_hold() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE concessions SET held = TRUE, in_effect = fresh.effective_at IS NOT NULL FROM fresh
         WHERE concessions.id = fresh.concession_id AND fresh.ended_at IS NULL;
         RETURN NULL;
       END $$""",
    f"""CREATE OR REPLACE FUNCTION attachments_move() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' THEN
           IF OLD.ended_at IS NOT DISTINCT FROM NEW.ended_at
             AND OLD.effective_at IS NOT DISTINCT FROM NEW.effective_at
             AND OLD.concession_id = NEW.concession_id THEN
             RETURN NULL;
           END IF;
           {_REFRESH} WHERE id IN (OLD.concession_id, NEW.concession_id);
         ELSE
           {_REFRESH} WHERE id = OLD.concession_id;
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE OR REPLACE TRIGGER attachments_hold AFTER INSERT ON attachments
       REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION attachments_hold()""",
    f"""CREATE OR REPLACE TRIGGER attachments_move AFTER UPDATE OF {_COLUMNS} ON attachments
       FOR EACH ROW EXECUTE FUNCTION attachments_move()""",
    """CREATE OR REPLACE TRIGGER attachments_leave AFTER DELETE ON attachments
       FOR EACH ROW EXECUTE FUNCTION attachments_move()""",
)

TRIGGERS = ("attachments_hold", "attachments_move", "attachments_leave")


def ddl(dialect: str) -> tuple[str, ...]:
    """The idempotent statements that make the triggers."""
    return _SQLITE if dialect == "sqlite" else _POSTGRES
