"""Every list of the console, by what all share: it stays quick, light, and as small as what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from models.base import db
from views.backoffice import SCREENS
from views.backoffice.base import Screen

LISTS = {screen.endpoint: screen for screen in SCREENS if issubclass(screen, Screen)}
EVERY = pytest.mark.parametrize("name", LISTS)


def address(name: str) -> str:
    return f"/console/{LISTS[name].address}/"


@pytest.fixture
def reader(admin: Any, supervisor: Any, desk: Any) -> Callable[[str], Any]:
    """`reader(name)`: the desk of somebody who may read that list."""
    return lambda name: desk(admin if name == "staff" else supervisor)


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    told: list[tuple[str, Any]] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            told.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield told
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


@EVERY
def test_a_page_is_found_first_and_nothing_is_joined_whole(engine, reader, name):
    if engine != "sqlite":
        pytest.skip("SQLite's plans: PostgreSQL has statistics")
    with statements() as told:
        assert reader(name).open(address(name)).status == 200
    plans = []
    for statement, parameters in told:
        with db.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append([row[3] for row in rows])
    assert not [step for plan in plans for step in plan if "(join" in step]
    pages = [plan for (statement, _), plan in zip(told, plans, strict=True) if "AS page " in statement]
    assert len(pages) == 1
    assert "SCAN page" in pages[0]
