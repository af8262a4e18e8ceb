"""Every row of a list is met once, page after page, at the same price; a bad address is no page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from models.kernel.base import db
from tests.support.fleet import BIG, SPRING, follow, make, names, walk
from views.backoffice.kit import screen as screens


@pytest.mark.parametrize("sort", ["sort=0&desc=0", "sort=0&desc=1", "sort=3&desc=0", "sort=3&desc=1"])
def test_every_row_is_met_once_both_ways_even_among_equals(get, fleet, sort):
    fleet(*(make(f"Boat {n:02d}", built_at=SPRING + timedelta(days=n // 6)) for n in range(17)))
    forth = walk(get, f"/console/bateaux/?{sort}", "Suivante")
    back = walk(get, f"/console/bateaux/?{sort}&fin=1", "Précédente")
    assert len(forth) == 17 and sorted(forth) == [f"Boat {n:02d}" for n in range(17)]
    assert back == forth[::-1]


def test_first_and_last_page_are_one_step_away(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    page = get("/console/bateaux/")
    assert follow(page, "Précédente") is None and follow(page, "Première") is None
    last = get(follow(page, "Dernière"))
    assert names(last)[-1] == "Boat 11" and follow(last, "Suivante") is None
    assert names(get(follow(last, "Première")))[0] == "Boat 00"


def test_a_place_in_the_list_rides_into_no_other_link(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    page = get(follow(get("/console/bateaux/?search=boat"), "Suivante"))
    others = page.xpath("//thead//a | //*[contains(@class, 'b-chip')] | //*[@id='exp']//a")
    assert others or not page.xpath("//*[@id='exp']")
    assert not [a for a in others if "apres=" in a.get("href") or "avant=" in a.get("href")]
    assert not page.xpath("//form[contains(@class, 'b-tools')]//input[@name='apres']")


@pytest.mark.parametrize(
    "query",
    [
        "apres=",
        "apres=abc",
        "apres=%F0%9F%92%A5",
        "apres=WyJhIiwgMV0&avant=WyJhIiwgMV0",
        "apres=WzEsMV0",  # a number where a text stands
        "apres=WyJhIiwtMV0",  # a negative id
        "apres=WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
        "apres=WyJcdTAwMDAiLDFd",  # NUL
        "apres=WyJcdWQ4MDAiLDFd",  # half a character
        "apres=" + "W" * 3000,
        "fin=2",
        "page=-1",
        f"page={BIG}",
        "page=abc",
        "sort=abc",
        "sort=-1",
        "sort=1",  # not a sortable column
        "sort=99",
        f"sort={BIG}",
        "sort=0&desc=x",
        "flt0_0=BAD",
        "flt=1",
        "genre=BAD",
        "genre=%00",
        "depuis=BAD",
        "depuis=2026-13-45",
        "depuis=0001-01-01",  # no midnight of that day can be told in UTC
        "depuis=9999-12-31",
        "nom=%00",
        "port=abc",
        f"port={BIG}",
        "port=-1",
    ],
)
def test_a_malformed_parameter_is_a_page_that_does_not_exist(get, fleet, query):
    fleet(make("Abeille"))
    get(f"/console/bateaux/?{query}", 404)


def test_a_count_stops_at_its_cap(get, fleet, monkeypatch):
    monkeypatch.setattr(screens.Screen, "found_cap", 3)
    fleet(*(make(f"Boat {n:02d}") for n in range(6)))
    assert "plus de 3\u00a0bateaux" in get("/console/bateaux/").text_content()


@pytest.mark.parametrize(
    "query",
    ["", "?search=boat", "?genre=voile", "?search=boat&genre=voile&sort=3&desc=1", "?fin=1", "?search=bo"],
)
def test_a_list_page_needs_three_statements_beside_the_visitors_own(harbour, get, fleet, query):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    with harbour.app_context():
        statements: list[str] = []
        engine = db.engine

    def record(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", record)
    try:
        assert len(names(get(f"/console/bateaux/{query}"))) == (2 if "fin" in query else 5) or "fin" in query
        get(follow(get(f"/console/bateaux/{query}"), "Suivante") or f"/console/bateaux/{query}")
    finally:
        event.remove(engine, "before_cursor_execute", record)
    assert len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]) == (
        12 if "search" in query else 9  # three pages: of a search it is asked first how many it finds
    )
