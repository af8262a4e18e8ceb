"""Choices above a list, each with its count, as far as that is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.concessions.access_codes import EVER
from models.lists import facets as counted
from tests.support.fleet import make
from views.backoffice import SCREENS
from views.backoffice.kit.columns import Criteria
from views.backoffice.kit.filtering import facets
from views.backoffice.kit.screen import Screen


def offered(page: Any) -> list[str]:
    """The choices of the select, as they are read."""
    return [option.text for option in page.xpath("//select[@name='genre']/option")[1:]]


def facets_of(page: Any) -> dict[str, tuple[str, str | None]]:
    """The choices above the list: where each leads, and whether it is here."""
    links = page.xpath("//nav[@class='b-facets']/a")
    return {
        " ".join(a.text_content().split()): (a.get("href").partition("?")[2], a.get("aria-current"))
        for a in links
    }


def test_each_choice_tells_what_it_would_leave_of_the_rest(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Barque"))
    assert offered(get("/console/bateaux/")) == ["Voile (2)", "Moteur (1)"]
    page = get("/console/bateaux/?genre=moteur")
    assert offered(page) == ["Voile (2)", "Moteur (1)"]  # a choice replaces its own filter alone
    assert facets_of(page) == {
        "Tous 1": ("genre=moteur", "true"),
        "À moteur 1": ("genre=moteur&forme=moteur", None),
    }
    assert offered(get("/console/bateaux/?search=bourdon")) == ["Voile (1)", "Moteur (0)"]


def test_a_choice_above_the_list_is_one_step_away_and_says_where_one_is(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Fantôme", hidden=True))
    page = get("/console/bateaux/?forme=voile&sort=3&desc=1")
    assert facets_of(page) == {
        "Tous 2": ("sort=3&desc=1", None),
        "À voile 1": ("sort=3&desc=1&forme=voile", "true"),
        "À moteur 1": ("sort=3&desc=1&forme=moteur", None),
    }
    assert not page.xpath("//select[@name='forme']")
    carried = page.xpath("//form[contains(@class, 'b-tools')]//input[@type='hidden']")
    assert {i.get("name"): i.get("value") for i in carried} == {"sort": "3", "desc": "1", "forme": "voile"}


def test_in_a_long_list_only_what_is_known_is_told(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "SAMPLE", 4)
    monkeypatch.setattr(facets, "FOUND_CAP", 3)
    fleet(
        *(make(f"Boat {n}") for n in range(8)), make("Abeille", kind="moteur"), make("Frelon", kind="moteur")
    )
    page = get("/console/bateaux/")
    assert offered(page) == ["Voile (3+)", "Moteur"]
    assert list(facets_of(page)) == ["Tous 3+", "À voile 3+", "À moteur"]


def test_an_index_counts_its_choice_in_a_long_list_too(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "SAMPLE", 2)
    monkeypatch.setattr(facets, "FOUND_CAP", 3)
    fleet(*(make(f"Moteur {n}", kind="moteur") for n in range(8)), make("Abeille"), make("Bourdon"))
    assert list(facets_of(get("/console/bateaux/"))) == ["Tous", "À voile 2", "À moteur"]
    assert list(facets_of(get("/console/bateaux/?genre=moteur"))) == ["Tous", "À voile", "À moteur"]


def test_a_search_of_too_many_finds_is_cut_before_it_is_counted(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "HITS", 3)
    fleet(*(make(f"Boat {n}") for n in range(6)), make("Abeille"))
    assert offered(get("/console/bateaux/?search=boat")) == ["Voile", "Moteur"]
    assert offered(get("/console/bateaux/?search=abeille")) == ["Voile (1)", "Moteur (0)"]


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if issubclass(screen, Screen)])
def test_a_choice_that_is_kept_with_its_statement_holds_no_moment(screen, app):
    """`present()` tells the moment when the statement runs; `now()` would stay what it was at the first."""
    with app.app_context(), app.test_request_context():
        shown = app.view_functions[f"{screen.endpoint}.index_view"].__self__
        for f in screen.filters:
            for value in [value for value, _ in f.listed()] if f.control == "select" else []:
                plan = shown._plan(shown.list_of(Criteria(filters={f.name: value}, values={f.name: value})))
                for empty in (True, False):
                    plan.tally(None, empty=empty)
                    _, _, statement_of_counts = plan._beside[empty]._statement
                    for statement in (plan.query.keys(), statement_of_counts):
                        binds = statement.compile().binds.values() if statement is not None else ()
                        held = [bind.value for bind in binds if bind.callable is None]
                        moments = [value for value in held if isinstance(value, date) and value != EVER]
                        assert not moments, (f.name, value)


def test_what_stands_above_a_list_follows_each_change_of_its_rows(get, fleet):
    for number in range(1, 4):
        fleet(make(f"Abeille {number}"))
        assert list(facets_of(get("/console/bateaux/")))[0] == f"Tous {number}"
        assert list(facets_of(get("/console/bateaux/")))[0] == f"Tous {number}"
