"""The triggers that keep the counts (models/lists/counts.py), on both engines."""
# ruff: noqa: S608 - its statements are made of names and expressions that stand here

from __future__ import annotations

from models.lists.counts import CUBES, cell_of


def ddl(dialect: str) -> list[str]:
    """The idempotent statements that make the triggers; a cube that has changed replaces them."""
    make = _sqlite if dialect == "sqlite" else _postgres
    return [statement for table in CUBES for statement in make(table)]


def names() -> list[str]:
    """The names of the triggers."""
    return [f"{table}_count_{what}" for table in CUBES for what in ("insert", "update", "delete")]


def _sqlite(table: str) -> list[str]:
    new, old = cell_of(table, "NEW"), cell_of(table, "OLD")

    def add(cell: str, number: int) -> str:
        return (
            f"INSERT INTO kept_counts (counted, cell, value) VALUES ('{table}', {cell}, {number})"
            f" ON CONFLICT (counted, cell) DO UPDATE SET value = value + {number};"
        )

    does = {
        "insert": f"AFTER INSERT ON {table} BEGIN {add(new, 1)} END",
        "update": f"AFTER UPDATE ON {table} WHEN {old} <> {new} BEGIN {add(old, -1)} {add(new, 1)} END",
        "delete": f"AFTER DELETE ON {table} BEGIN {add(old, -1)} END",
    }
    return [
        statement
        for what, doing in does.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_count_{what}",
            f"CREATE TRIGGER {table}_count_{what} {doing}",
        )
    ]


def _postgres(table: str) -> list[str]:
    name, add = f"{table}_count", "INSERT INTO count_changes (counted, cell, change)"

    def function(body: str) -> str:
        return f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"

    def whole(sign: str) -> str:
        cell = cell_of(table, "counted_rows")
        return f"{add} SELECT '{table}', {cell}, {sign}count(*) FROM counted_rows GROUP BY {cell};"

    new, old = cell_of(table, "NEW"), cell_of(table, "OLD")
    moved = f"IF ({old}) <> ({new}) THEN {add} VALUES ('{table}', {old}, -1), ('{table}', {new}, 1); END IF;"
    each = f"FOR EACH STATEMENT EXECUTE FUNCTION {name}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}_insert() {function(whole(''))}",
        f"CREATE OR REPLACE FUNCTION {name}_update() {function(moved)}",
        f"CREATE OR REPLACE FUNCTION {name}_delete() {function(whole('-'))}",
        f"CREATE OR REPLACE TRIGGER {name}_insert AFTER INSERT ON {table}"
        f" REFERENCING NEW TABLE AS counted_rows {each}_insert()",
        f"CREATE OR REPLACE TRIGGER {name}_update AFTER UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}_update()",
        f"CREATE OR REPLACE TRIGGER {name}_delete AFTER DELETE ON {table}"
        f" REFERENCING OLD TABLE AS counted_rows {each}_delete()",
    ]
