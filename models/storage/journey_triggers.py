"""What notes that a journey, a contact or a case has to be looked at again: one row, by what it follows."""
# ruff: noqa: S608 - its statements are made of names and expressions that stand here

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Watch:
    """A table of which some changes matter: what they concern, and which columns and rows matter.

    `kept` is what follows from them, a journey, a contact or a case: its changes are noted in a table of
    that name.
    """

    table: str
    concerns: str
    value: str
    columns: tuple[str, ...]
    matters: str = ""
    """Rows that matter at all."""

    beside: str = ""
    """Another table that holds what is concerned, where one row concerns several."""

    link: str = ""
    """Which rows of that."""

    kept: str = "journey"

    @property
    def name(self) -> str:
        """How its triggers begin."""
        return f"{self.table}_{self.kept}"

    def where(self, row: str) -> str:
        """Which rows are noted."""
        held = " AND ".join(part.format(row=row) for part in (self.link, self.matters) if part)
        return f" WHERE {held}" if held else ""


WATCHES = (
    Watch(
        "concessions", "concession_id", "{row}.id", ("siret", "kind", "network_key", "title_key", "closed_at")
    ),
    Watch(
        "attachments",
        "concession_id",
        "{row}.concession_id",
        ("concession_id", "company_id", "evidence", "made_by_id", "effective_at", "ended_at"),
    ),
    Watch(
        "road_opening_requests",
        "concession_id",
        "{row}.concession_id",
        ("concession_id", "company_id", "first_filed_at", "imported_at"),
        "{row}.first_filed_at IS NOT NULL AND {row}.imported_at IS NULL",
    ),
    Watch(
        "pro_accounts",
        "company_id",
        "{row}.company_id",
        ("company_id", "activated_at", "suspended_at", "erased_at"),
    ),
    Watch(
        "case_notes",
        "company_id",
        "(SELECT company_id FROM cases WHERE cases.id = {row}.case_id)",
        ("case_id", "kind"),
        "{row}.kind <> 'note'",
    ),
    Watch(
        "outreach_contacts",
        "concession_id",
        "outreach_records.concession_id",
        ("first_at", "standing"),
        "{row}.first_at IS NOT NULL",
        beside="outreach_records",
        link="outreach_records.contact_id = {row}.id",
    ),
    Watch(
        "concessions",
        "concession_id",
        "{row}.id",
        ("email", "phone", "address", "postcode", "city", "closed_at", "held"),
        kept="contact",
    ),
    Watch("cases", "case_id", "{row}.id", ("company_id", "closed_at"), kept="case"),
    Watch(
        "pro_accounts",
        "company_id",
        "{row}.company_id",
        ("company_id", "activated_at", "suspended_at", "erased_at"),
        kept="case",
    ),
    Watch(
        "outbox_emails",
        "company_id",
        "{row}.company_id",
        ("company_id", "state"),
        "{row}.kind = 'activation' AND {row}.company_id IS NOT NULL",
        kept="case",
    ),
    Watch(
        "attachments",
        "company_id",
        "{row}.company_id",
        ("company_id", "effective_at", "suspended_at", "ended_at"),
        kept="case",
    ),
    Watch(
        "road_opening_requests",
        "company_id",
        "{row}.company_id",
        ("company_id", "first_filed_at", "imported_at"),
        "{row}.first_filed_at IS NOT NULL AND {row}.imported_at IS NULL",
        kept="case",
    ),
)

TRIGGERS = tuple(f"{watch.name}_{what}" for watch in WATCHES for what in ("insert", "update", "delete"))


def ddl(dialect: str) -> list[str]:
    """The idempotent statements that make the triggers; a watch that has changed replaces them."""
    make = _sqlite if dialect == "sqlite" else _postgres
    return [statement for watch in WATCHES for statement in make(watch)]


def _sqlite(watch: Watch) -> list[str]:
    def note(row: str) -> str:
        beside = f" FROM {watch.beside}" if watch.beside else ""
        value = watch.value.format(row=row)
        return (
            f"INSERT INTO {watch.kept}_changes ({watch.concerns}) SELECT {value}{beside}{watch.where(row)};"
        )

    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watch.columns)
    moved = note("NEW") if watch.concerns not in watch.columns else note("NEW") + note("OLD")
    does = {
        "insert": f"AFTER INSERT ON {watch.table} BEGIN {note('NEW')} END",
        "update": f"AFTER UPDATE ON {watch.table} WHEN {differs} BEGIN {moved} END",
        "delete": f"AFTER DELETE ON {watch.table} BEGIN {note('OLD')} END",
    }
    return [
        statement
        for what, doing in does.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {watch.name}_{what}",
            f"CREATE TRIGGER {watch.name}_{what} {doing}",
        )
    ]


def _postgres(watch: Watch) -> list[str]:
    name, add = watch.name, f"INSERT INTO {watch.kept}_changes ({watch.concerns})"

    def function(body: str) -> str:
        return f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"

    def whole() -> str:
        tables = f"changed_rows, {watch.beside}" if watch.beside else "changed_rows"
        value = watch.value.format(row="changed_rows")
        return f"{add} SELECT {value} FROM {tables}{watch.where('changed_rows')};"

    def note(row: str) -> str:
        beside = f" FROM {watch.beside}" if watch.beside else ""
        return f"{add} SELECT {watch.value.format(row=row)}{beside}{watch.where(row)};"

    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in watch.columns)
    moved = note("NEW") if watch.concerns not in watch.columns else note("NEW") + " " + note("OLD")
    each = f"FOR EACH STATEMENT EXECUTE FUNCTION {name}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}_insert() {function(whole())}",
        f"CREATE OR REPLACE FUNCTION {name}_update() {function(f'IF {differs} THEN {moved} END IF;')}",
        f"CREATE OR REPLACE FUNCTION {name}_delete() {function(whole())}",
        f"CREATE OR REPLACE TRIGGER {name}_insert AFTER INSERT ON {watch.table}"
        f" REFERENCING NEW TABLE AS changed_rows {each}_insert()",
        f"CREATE OR REPLACE TRIGGER {name}_update AFTER UPDATE ON {watch.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}_update()",
        f"CREATE OR REPLACE TRIGGER {name}_delete AFTER DELETE ON {watch.table}"
        f" REFERENCING OLD TABLE AS changed_rows {each}_delete()",
    ]
