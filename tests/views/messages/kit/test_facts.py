"""What the trail keeps is read in French, by the words of the screens; a secret is never one of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from views.backoffice import SCREENS
from views.backoffice.kit.screen import Screen
from views.messages import fact_of, label_of, value_of_fact
from views.messages.audit import FORMER_SCREENS
from views.messages.kit.facts import FACTS, NEVER_TOLD

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


def kept_facts(function: ast.FunctionDef) -> Iterator[str]:
    """The names of what a function leaves in the trail, where it writes them out."""
    for call in ast.walk(function):
        if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("audit.")):
            continue
        for word in call.keywords:
            if word.arg in ("before", "after"):
                named = {each.id for each in ast.walk(word.value) if isinstance(each, ast.Name)}
                for part in (word.value, *assigned(function, named)):
                    yield from written_out(part)


def assigned(function: ast.FunctionDef, names: set[str]) -> Iterator[ast.expr]:
    """What is given to these names inside."""
    for step in ast.walk(function):
        targets = step.targets if isinstance(step, ast.Assign) else [getattr(step, "target", None)]
        value = getattr(step, "value", None)
        if value is not None and {ast.unparse(each) for each in targets if each is not None} & names:
            yield value


def written_out(expression: ast.expr) -> Iterator[str]:
    for each in ast.walk(expression):
        if isinstance(each, ast.Dict):
            yield from (key.value for key in each.keys if isinstance(key, ast.Constant))


def test_what_an_operation_keeps_has_its_name_in_french():
    found: dict[str, str] = {}
    for path in sorted(Path("models").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                found |= dict.fromkeys(kept_facts(function), str(path))
    assert len(found) > 50
    assert {name: path for name, path in found.items() if name not in FACTS and name not in NEVER_TOLD} == {}
