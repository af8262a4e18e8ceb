"""What a search finds, and that its signs are literal."""

from __future__ import annotations

import string

import pytest

from models.kernel.transactions import transaction
from tests.support.fleet import Boat, make, names, walk


@pytest.mark.parametrize(
    "query",
    [
        "search=%00",
        "search=" + "a" * 5000,
        "search=%F0%9F%92%A5",
        "search='\"*:()",
        "search=AND OR NOT",
        "search=%ED%A0%80",
        "search=^a NEAR(b)",
        "desc=",
        "x=1",
        "page=0",
        "page=1",
    ],
)
def test_an_odd_search_is_no_failure(get, query):
    get(f"/console/bateaux/?{query}")


@pytest.mark.parametrize("sign", list(string.punctuation.replace("#", "").replace("&", "")))
def test_signs_in_a_search_are_literal(get, fleet, sign):
    fleet(make("Abeille"), make("Bourdon"))
    assert names(get(f"/console/bateaux/?search={'%25' if sign == '%' else sign.replace('+', '%2B')}")) == []


def test_a_search_is_blind_to_case_and_accents_and_finds_any_fragment(get, fleet):
    fleet(make("Écume d’Œuvré"), make("Abeille", phone="0235222525"))
    assert names(get("/console/bateaux/?search=cume+OEUV")) == ["Écume d’Œuvré"]
    assert names(get("/console/bateaux/?search=352225")) == ["Abeille"]


def test_two_letters_search_the_beginning(get, fleet):
    fleet(make("Abeille"), make("Tabarly"))
    assert names(get("/console/bateaux/?search=ab")) == ["Abeille"]


def test_a_changed_row_is_found_by_its_new_words_only(harbour, get, fleet):
    (boat,) = fleet(make("Abeille"))
    with harbour.app_context(), transaction() as session:
        session.get(Boat, boat).search = "bourdon"
    assert names(get("/console/bateaux/?search=bourdon")) == ["Abeille"]
    assert names(get("/console/bateaux/?search=abeille")) == []


def test_a_search_pages_like_a_list(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)), make("Abeille"))
    assert len(walk(get, "/console/bateaux/?search=boat", "Suivante")) == 12


def test_a_hidden_row_is_not_found(get, fleet):
    fleet(make("Fantôme", hidden=True))
    page = get("/console/bateaux/?search=fantome")
    assert names(page) == [] and "0\u00a0bateau" in page.text_content()
