"""Every list of the console, by what all share: it stays quick, light, and as small as what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from models.concessions.access_codes import TitleLock
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from views.backoffice import SCREENS
from views.backoffice.kit.screen import Screen

LISTS = {screen.endpoint: screen for screen in SCREENS if issubclass(screen, Screen)}
EVERY = pytest.mark.parametrize("name", LISTS)


def address(name: str) -> str:
    return f"/console/{LISTS[name].address}/"


@pytest.fixture
def reader(admin: Any, supervisor: Any, desk: Any) -> Callable[[str], Any]:
    """`reader(name)`: the desk of somebody who may read that list."""
    return lambda name: desk(
        admin if name in ("api_keys", "staff", "webhooks", "webhook_deliveries") else supervisor
    )


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    record: list[tuple[str, Any]] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            record.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield record
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


@EVERY
def test_a_page_is_found_first_and_nothing_is_joined_whole(engine, reader, name):
    places, rows = plan_of_page(engine, reader, name)
    assert rows and not [step for step in places if "TEMP B-TREE" in step], places


@EVERY
def test_what_stands_on_a_page_is_read_by_number(engine, reader, name):
    _, rows = plan_of_page(engine, reader, name)
    *by_number, ordered = rows
    assert all(step.startswith("SEARCH") for step in by_number), rows
    assert ordered == "USE TEMP B-TREE FOR ORDER BY"  # of the page's own rows


def plan_of_page(engine: str, reader: Any, name: str) -> tuple[list[str], list[str]]:
    """How SQLite finds the places of a list's page, and then what stands there."""
    if engine != "sqlite":
        pytest.skip("SQLite's plans: PostgreSQL has statistics")
    with statements() as executed:
        assert reader(name).open(address(name)).status == 200
    assert not [step for plan in map(plan_of, executed) for step in plan if "(join" in step]
    (plan,) = [plan_of(statement) for statement in executed if "page.id" in statement[0]]
    there = plan.index("SCAN page")
    return plan[:there], plan[there + 1 :]


def plan_of(statement: tuple[str, Any]) -> list[str]:
    """How SQLite goes about a statement."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
        return [row[3] for row in rows]


def test_every_list_says_what_it_is_for_while_it_is_empty(app):
    for screen in LISTS.values():
        assert screen.empty.text.endswith("."), screen
        assert {way.endpoint for way in screen.empty.ways} <= set(app.view_functions), screen


def test_a_commune_is_found_however_it_is_written(record, reader):
    here = record(city="ST-ROMAIN DE COLBOSC")
    record(city="Le Havre")
    page = reader("concessions").open("/console/concessions/?commune=Saint-Romain-de-Colbosc")
    assert page.ids == [str(here.id)]
    assert "Commune : Saint-Romain-de-Colbosc" in page.text


def test_the_networks_that_records_name_are_suggested_once(record, reader):
    gas = record(network="Gaz")
    record(network="GAZ")
    record(network="Électricité")
    record(network="")
    page = reader("concessions").open("/console/concessions/?reseau=gaz&etat=free&genre=voirie")
    assert str(gas.id) in page.ids and len(page.ids) == 2
    suggested = page.doc.xpath("//datalist[@id='f-reseau-s']/option/text()")
    assert len(suggested) == 2 and suggested[0] == "Électricité" and suggested[1].lower() == "gaz"


def test_locked_titles_are_found_whatever_their_number(record, reader):
    paused, blocked, free = record(), record(), record()
    with transaction() as session:
        session.add(TitleLock(title_digest=paused.title_digest, paused_until=now() + timedelta(hours=1)))
        session.add(TitleLock(title_digest=blocked.title_digest, closed_at=now()))
    desk = reader("concessions")
    for state, rows in (
        ("paused", [paused]),
        ("blocked", [blocked]),
        ("free", [free]),
        ("arretee", [paused, blocked]),
    ):
        assert set(desk.open(f"/console/concessions/?etat={state}").ids) == {str(row.id) for row in rows}
