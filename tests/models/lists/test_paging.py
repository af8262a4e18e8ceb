"""Places in long lists: what an address may tell, and what it may not."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.companies import Company
from models.lists.cursors import BadCursor, Cursor, Order

BY_NAME = Order(Company.name_key, Company.id)
BY_DATE = Order(Company.created_at, Company.id, descending=True)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(key=some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=250))
def test_a_place_survives_the_address(key):
    assert Cursor.decode(Cursor(key, 7).encode(), BY_NAME) == Cursor(key, 7)


def test_a_date_survives_the_address():
    place = Cursor(datetime(2026, 11, 23, 9, 47, 1, 5, tzinfo=UTC), 7)
    assert Cursor.decode(place.encode(), BY_DATE) == place


@pytest.mark.parametrize(
    "value",
    [
        [],
        ["a"],
        ["a", 1, 2],
        {"a": 1},
        None,
        7,
        ["a", "1"],
        ["a", 0],
        ["a", -1],
        ["a", 2**63],
        ["a", 1.5],
        ["a", True],
        [1, 1],
        [None, 1],
        ["a\0", 1],
        ["\ud800", 1],
    ],
)
def test_what_no_list_gave_is_refused(value):
    with pytest.raises(BadCursor):
        Cursor.decode(encoded(value), BY_NAME)


@pytest.mark.parametrize("value", [["2026-11-23", 1], ["2026-11-23T09:00:00", 1], ["soon", 1], [3, 1]])
def test_a_date_that_is_none_or_knows_no_zone_is_refused(value):
    with pytest.raises(BadCursor):
        Cursor.decode(encoded(value), BY_DATE)


@given(some.text(max_size=40))
def test_no_text_does_worse_than_being_refused(text):
    try:
        Cursor.decode(text, BY_NAME)
    except BadCursor:
        pass


def test_an_endless_or_bottomless_text_is_refused():
    for text in ("A" * 5000, encoded("[" * 900)):
        with pytest.raises(BadCursor):
            Cursor.decode(text, BY_NAME)
