"""What a request asks of the database: its statements and commits, counted to compare two answers' times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from models.kernel.base import db
from tests.support import people

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Work:
    """Statements in their order; `COMMIT*` is a commit of something written, which waits for the disk."""

    statements: list[str] = field(default_factory=list)
    dirty: bool = False

    @property
    def commits(self) -> int:
        """How often the disk was waited for."""
        return self.statements.count("COMMIT*")

    @property
    def reads(self) -> int:
        """How many queries."""
        return sum(each.startswith("SELECT") for each in self.statements)

    @property
    def total(self) -> int:
        """How many statements in all, apart from those that begin and end a transaction."""
        return sum(each.startswith(("SELECT", "WITH", *WRITES)) for each in self.statements)

    @property
    def writes(self) -> int:
        """How many rows or sets of rows were written, kept or taken back."""
        return sum(each.startswith(WRITES) for each in self.statements)

    def execute(self, _c: Any, _u: Any, statement: str, *_: Any) -> None:
        """A statement goes to the database."""
        self.statements.append(" ".join(statement.split())[:120])
        self.dirty = self.dirty or statement.lstrip().startswith(WRITES)

    def commit(self, _: Any) -> None:
        """A transaction is kept."""
        self.statements.append("COMMIT*" if self.dirty else "COMMIT")
        self.dirty = False

    def rollback(self, _: Any) -> None:
        """A transaction is given up."""
        self.dirty = False


@contextmanager
def watched(engine: Engine) -> Iterator[Work]:
    """What is asked of the database inside."""
    work = Work()
    listeners = {
        "before_cursor_execute": work.execute,
        "commit": work.commit,
        "rollback": work.rollback,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield work
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


def statements_of(app: Flask, pages: Mapping[str, tuple[str, Any]]) -> dict[str, int]:
    """The statements of pages, by name their address and who looks.

    Each was read once before: a look that leaves its trace is counted apart.
    """
    counts = {}
    for name, (address, person) in pages.items():
        browser = people.browser(app, person)
        assert browser.get(address).status_code == 200, address
        with watched(db.engine) as work:
            browser.get(address)
        counts[name] = work.total
    return counts
