"""Whether the triggers of the database are those that we wrote: one more may rewrite all."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from models.storage import ddl

_TRIGGER = re.compile(
    r"CREATE (?:OR REPLACE )?TRIGGER (?P<name>\S+) (?P<when>BEFORE|AFTER|INSTEAD OF) (?P<events>.+?)"
    r" ON (?:\S+\.)?(?P<table>\S+) (?P<rest>.*)"
)
_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\S+)\(\).*?\$\$(.*)\$\$", re.DOTALL)

_OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_OF_POSTGRESQL = """
    SELECT t.tgname, pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' disabled' END
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND n.nspname = current_schema()"""
_FUNCTIONS = """
    SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype"""


def strange(connection: Connection) -> list[str]:
    """The triggers, and on PostgreSQL the functions behind them, that are not as we wrote them.

    Those that are missing are `ddl.missing_triggers`.
    """
    ours = _ours(connection.dialect.name)
    found = {str(name): _plain(str(text)) for name, text in _held(connection)}
    return sorted(name for name, text in found.items() if ours.get(name) != text)


def _held(connection: Connection) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        return [(row[0], row[1]) for row in connection.exec_driver_sql(_OF_SQLITE)]
    held = [(row[0], row[1]) for row in connection.exec_driver_sql(_OF_POSTGRESQL)]
    return held + [(f"{row[0]}()", row[1]) for row in connection.exec_driver_sql(_FUNCTIONS)]


def _ours(dialect: str) -> dict[str, str]:
    ours = {}
    for statement in ddl.statements(dialect):
        if function := _FUNCTION.match(statement):
            ours[f"{function[1]}()"] = _plain(function[2])
        elif (trigger := _plain(statement)).startswith("TRIGGER "):
            ours[trigger.split()[1]] = trigger
    return ours


def _plain(text: str) -> str:
    """One spelling of what a database spells in its own: spaces, schema, the order of the events."""
    line = " ".join(text.replace("IF NOT EXISTS ", "").split())
    if (found := _TRIGGER.match(line)) is None:
        return line
    events = " OR ".join(sorted(found["events"].split(" OR ")))
    rest = re.sub(r"EXECUTE FUNCTION (?:\w+\.)?", "EXECUTE FUNCTION ", found["rest"])
    return f"TRIGGER {found['name']} {found['when']} {events} ON {found['table']} {rest}"
