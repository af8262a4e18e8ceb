"""A look that is asked for in the same way is built once, and finds what is said each time."""

from __future__ import annotations

import pytest

from models.concessions import Concession
from models.lists import looks, search
from models.lists.looks import look
from tests.support.records import concession


@pytest.fixture
def made(app):
    titles = ("SAINT VIGOR NORD", "ST VIGOR SUD", "GRAVILLE NORD", "GRAVILLE SUD")
    return {title: concession(title=title, email="", phone="").id for title in titles}


def found(text):
    return {hit.row.id for hit in look(Concession, text, 9)}


@pytest.mark.parametrize("first, second", [("vigor sud", "graville nord"), ("saint vigor", "saint graville")])
def test_two_texts_of_one_shape_share_their_statement_and_find_their_own(app, made, first, second):
    looks._kept.cache_clear()
    for text in (first, second):
        assert found(text) == {hit.row.id for hit in look(Concession, text, 9, where=[Concession.id > 0])}
    assert looks._kept.cache_info().misses == 1 and looks._kept.cache_info().hits == 1
    assert found("saint vigor") == {made["SAINT VIGOR NORD"], made["ST VIGOR SUD"]}


def test_what_cannot_be_told_by_its_words_alone_is_built_for_itself(app, made):
    looks._kept.cache_clear()
    assert found("gr") and found("graville du") == set() and found("%") == set()
    assert looks._kept.cache_info().currsize == 0
    assert search.named(Concession, "\0") == []
