"""What requests write for good, table by table, read off the statements that were committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

TRACES = {
    *("attempts", "audit_details", "audit_events", "delays", "heartbeats", "jobs", "sessions"),
    *("outbox_emails", "trusted_browsers", "submissions", "kept_counts", "count_changes", "viewings"),
    *("directory_services", "directory_answers", "title_locks"),
}
"""Tables in which a refusal may leave its trace: tries, events, sessions, mails that warn, answers kept."""

LOOKS = {"last_seen_at", "idle_told_at"}
"""Columns in which it may."""

WRITING = re.compile(
    r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(?:\s+SET\s+(.*?)(?:\sWHERE\s|$))?', re.S
)


class Commits:
    """The tables written since somebody looked; what was rolled back counts for nothing."""

    def __init__(self) -> None:
        self._open: dict[Connection, list[str]] = {}
        self._done: set[str] = set()

    def look(self) -> set[str]:
        """The tables that were written since the last look, whether a refusal may or not."""
        done, self._done = self._done, set()
        return done

    def _wrote(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        found = WRITING.match(statement) if cursor.rowcount else None
        if found and not (found[2] and set(re.findall(r'"?(\w+)"?\s*=', found[2])) <= LOOKS):
            self._open.setdefault(connection, []).append(found[1])

    def _committed(self, connection: Connection) -> None:
        self._done |= set(self._open.pop(connection, []))

    def _rolled_back(self, connection: Connection) -> None:
        self._open.pop(connection, None)

    @contextmanager
    def watching(self, engine: Engine) -> Iterator[Commits]:
        """Listens to an engine."""
        ears = {
            "after_cursor_execute": self._wrote,
            "commit": self._committed,
            "rollback": self._rolled_back,
        }
        for name, ear in ears.items():
            event.listen(engine, name, ear)
        try:
            yield self
        finally:
            for name, ear in ears.items():
                event.remove(engine, name, ear)
