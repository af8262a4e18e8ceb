"""What the trail keeps is read in French, by the words of the screens; a secret is never one of them."""

from __future__ import annotations

import pytest

from views.backoffice import SCREENS
from views.backoffice.kit.screen import Screen
from views.messages import fact_of, label_of, value_of_fact
from views.messages.audit import FORMER_SCREENS
from views.messages.kit.facts import NEVER_TOLD

SCREENS_BY_NAME = {screen.endpoint for screen in SCREENS if issubclass(screen, Screen)}


@pytest.mark.parametrize(
    ("name", "value", "subject", "expected"),
    [
        ("kind", "association", "company", "Association"),
        ("kind", "attach", "case", "Rattachement demandé"),
        ("phone", "+33235223344", "company", "02 35 22 33 44"),
        ("state", "en-instruction", "request", "En instruction"),
        ("directory_state", "open", "company", "Vérifiée"),
        ("surface", ["chaussee", "trottoir"], "request", "Chaussée, Trottoir"),
        ("starts_on", "2026-12-01", "request", "1er décembre 2026"),
        ("starts_on", "bientôt", "request", "bientôt"),
        ("in_effect", True, "attachment", "oui"),
        ("failures", 1200, "account", "1 200"),
        ("company", "20008495200015", "attachment", "200 084 952 00015"),
        ("evidence", "abolished", "attachment", "abolished"),
        ("acronym", None, "company", ""),
        ("erased", [[1, 1240], [1300, 1300]], "trail", "1 à 1 240, 1 300"),
        ("screen", "road_openings", "road_openings", "Liste des demandes"),
        ("closed_at", "2026-11-29T20:14:00+00:00", "concession", "29 novembre 2026 à 21 h 14"),
        ("erased_on", "2028-12-24", "account", "24 décembre 2028"),
    ],
)
def test_a_value_is_told_in_the_words_of_the_screens(name, value, subject, expected):
    assert value_of_fact(name, value, subject).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(("then", "today"), sorted(FORMER_SCREENS.items()))
def test_an_old_event_names_a_list_in_the_words_of_today(then, today):
    assert today in SCREENS_BY_NAME and then not in SCREENS_BY_NAME
    assert label_of("SubjectKind", then) == label_of("SubjectKind", today) != today
    assert value_of_fact("screen", then) == label_of("SubjectKind", today)


@pytest.mark.parametrize("name", sorted(SCREENS_BY_NAME))
def test_a_list_that_may_be_kept_or_exported_has_its_words(name):
    assert label_of("SubjectKind", name) != name


@pytest.mark.parametrize("name", sorted(NEVER_TOLD))
def test_a_secret_is_not_told_even_if_an_event_held_one(name):
    assert "4827" not in value_of_fact(name, "4827", "concession")


def test_a_fact_that_nobody_named_is_shown_as_it_is():
    assert fact_of("tonnage") == "tonnage"
