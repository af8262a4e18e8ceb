"""Whether a record is held, kept by the database: whatever opens, ends or moves an attachment tells it."""

from __future__ import annotations

_IS_HELD = (
    "EXISTS (SELECT 1 FROM attachments WHERE attachments.concession_id = concessions.id"
    " AND attachments.ended_at IS NULL)"
)

_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS attachments_hold AFTER INSERT ON attachments WHEN NEW.ended_at IS NULL
       BEGIN UPDATE concessions SET held = TRUE WHERE id = NEW.concession_id; END""",
    f"""CREATE TRIGGER IF NOT EXISTS attachments_move AFTER UPDATE OF ended_at, concession_id ON attachments
       WHEN OLD.ended_at IS NOT NEW.ended_at OR OLD.concession_id <> NEW.concession_id
       BEGIN
         UPDATE concessions SET held = {_IS_HELD} WHERE id IN (OLD.concession_id, NEW.concession_id);
       END""",  # noqa: S608
    f"""CREATE TRIGGER IF NOT EXISTS attachments_leave AFTER DELETE ON attachments WHEN OLD.ended_at IS NULL
       BEGIN UPDATE concessions SET held = {_IS_HELD} WHERE id = OLD.concession_id; END""",  # noqa: S608
)

_POSTGRES = (
    """CREATE OR REPLACE FUNCTION attachments_hold() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE concessions SET held = TRUE FROM fresh
         WHERE concessions.id = fresh.concession_id AND fresh.ended_at IS NULL;
         RETURN NULL;
       END $$""",
    f"""CREATE OR REPLACE FUNCTION attachments_move() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' THEN
           UPDATE concessions SET held = {_IS_HELD} WHERE id IN (OLD.concession_id, NEW.concession_id);
         ELSE
           UPDATE concessions SET held = {_IS_HELD} WHERE id = OLD.concession_id;
         END IF;
         RETURN NULL;
       END $$""",  # noqa: S608
    """CREATE OR REPLACE TRIGGER attachments_hold AFTER INSERT ON attachments
       REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION attachments_hold()""",
    """CREATE OR REPLACE TRIGGER attachments_move AFTER UPDATE OF ended_at, concession_id ON attachments
       FOR EACH ROW WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at
                          OR OLD.concession_id <> NEW.concession_id)
       EXECUTE FUNCTION attachments_move()""",
    """CREATE OR REPLACE TRIGGER attachments_leave AFTER DELETE ON attachments
       FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION attachments_move()""",
)

TRIGGERS = ("attachments_hold", "attachments_move", "attachments_leave")


def ddl(dialect: str) -> tuple[str, ...]:
    """The idempotent statements that make the triggers."""
    return _SQLITE if dialect == "sqlite" else _POSTGRES
