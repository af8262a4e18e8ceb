"""A search that finds too much is walked through, newest first, and sorts nothing."""

from __future__ import annotations

import pytest

from models.concessions import Concession
from models.lists import paging, search
from models.lists.cursors import BadCursor, Cursor, Order
from models.lists.search import matching_ids
from tests.support.records import concession
from tests.support.statements.explained import plan_of


@pytest.fixture
def few(monkeypatch):
    """More than four finds are too many to be sorted."""
    monkeypatch.setattr(search, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 4)


def walked(query, size=5, *clauses):
    """All pages of a search that is walked through, forth and back again; and the plan of the second."""
    ordered = Order(Concession.title_key, Concession.id)
    page_query = paging.Query(Concession, ordered, clauses, hits=matching_ids(Concession, query))
    way = search.walk(Concession, query)
    assert way is not None
    page_query = page_query.by_number(way)
    forth, back, page = [], [], paging.page(page_query, size)
    forth += [row.id for row in page.rows]
    while page.next:
        page = paging.page(page_query, size, cursor=page.next)
        forth += [row.id for row in page.rows]
    page = paging.page(page_query, size, last=True)
    back += [row.id for row in reversed(page.rows)]
    while page.previous:
        page = paging.page(page_query, size, cursor=page.previous)
        back += [row.id for row in reversed(page.rows)]
    assert forth == back[::-1]
    return forth


def test_a_place_in_a_search_stays_one_when_its_finds_become_too_many_or_few_enough(app, few):
    made = [concession(title=f"Lot {n} reseaux") for n in range(6)]
    ordered = Order(Concession.title_key, Concession.id)
    by_title = paging.Query(Concession, ordered, hits=matching_ids(Concession, "reseaux"))
    way = search.walk(Concession, "reseaux")
    by_number = by_title.by_number(way)
    for first, size in (by_title, 3), (by_number, 4):  # both end with the third
        text = paging.page(first, size).next.encode()
        for then, left in (by_title, [3, 4]), (by_number, [1, 0]):
            cursor = then.cursor(text, before=False)
            assert [row.id for row in paging.page(then, 2, cursor=cursor).rows] == [made[n].id for n in left]
    with pytest.raises(BadCursor):
        by_number.cursor("bm8", before=False)
    with pytest.raises(BadCursor):
        by_title.cursor("bm8", before=False)


@pytest.mark.parametrize("query", ["reseaux", "lot reseaux", "reseaux d", "r", "seau"])
def test_finds_that_are_too_many_are_walked_through_newest_first_and_all_met(app, few, query):
    rows = [concession(title=f"Réseaux d'Été – Lot {number}") for number in range(12)]
    concession(title="Quai Frissard")
    numbers = sorted((row.id for row in rows), reverse=True)
    assert walked(query) == numbers
    rest = Concession.id != numbers[3]
    assert walked(query, 5, rest) == [number for number in numbers if number != numbers[3]]


@pytest.mark.parametrize("query", ["quai", "quai lot", "ECR-99999", "", "%"])
def test_few_finds_are_sorted_and_not_walked_through(app, few, query):
    for number in range(12):
        concession(title=f"Réseaux d'Été – Lot {number}")
    concession(title="Quai Frissard")
    assert search.walk(Concession, query) is None


def test_a_walk_reads_no_further_than_its_page_and_sorts_nothing(app, few):
    for number in range(12):
        concession(title=f"Réseaux d'Été – Lot {number}")
    query = paging.Query(Concession, Order(Concession.title_key, Concession.id))
    way = search.walk(Concession, "reseaux")
    assert way is not None
    place = Cursor(8, 8)
    plan = plan_of(paging._seek(query.by_number(way), place, True, 5))
    assert "SORT" not in plan.upper() and "TEMP B-TREE" not in plan and "Bitmap" not in plan, plan
    assert "VIRTUAL TABLE INDEX" in plan or "concessions" in plan
