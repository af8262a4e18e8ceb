"""A verb is declared once, in a file of its name; whatever offers it derives from that."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from models.permissions import Permission
from views import backoffice
from views.backoffice import SCREENS
from views.backoffice.kit.row_actions import Done, Question, RowAction, RowActions, fill
from views.backoffice.kit.special_actions import Download, Edit, Elsewhere, Unlisted, nothing_against

LISTED = [(screen, verb) for screen in SCREENS for verb in getattr(screen, "actions", ())]
EVERY = pytest.mark.parametrize(
    ("screen", "verb"),
    [pytest.param(*listed, id=f"{listed[0].endpoint}.{listed[1].verb}") for listed in LISTED],
)


def declared():
    """Every verb with the module and the name under which it stands there."""
    for found in pkgutil.walk_packages(backoffice.__path__, "views.backoffice."):
        if ".kit." not in found.name:
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, RowAction):
                    yield module.__name__, name, value


def test_a_verb_stands_in_the_file_of_its_name_and_in_no_other():
    homes = {}
    for module, name, verb in declared():
        if module.rpartition(".")[2] == verb.verb:
            assert name == verb.verb.upper(), (module, name)
            homes.setdefault(verb, []).append(module)
    assert {verb for _, _, verb in declared()} == set(homes)
    assert [modules for modules in homes.values() if len(modules) > 1] == []


def test_every_verb_is_named_by_one_screen():
    assert {verb for _, _, verb in declared()} == {verb for _, verb in LISTED}
    assert len({verb for _, verb in LISTED}) == len(LISTED)
    assert [verb.verb for screen, verb in LISTED if verb.endpoint != screen.endpoint] == []


@EVERY
def test_a_verb_that_asks_is_whole(screen, verb):
    assert verb.label and callable(verb.operation) and callable(verb.check)
    assert verb.icon or isinstance(verb, Unlisted), "a button has its sign"
    if not isinstance(verb, (Download, Edit, Elsewhere, Unlisted)) and type(verb).ask is RowAction.ask:
        assert verb.question.words and verb.question.verb and verb.question.way_out


@EVERY
def test_a_verb_is_open_to_its_permission_alone(screen, verb):
    if isinstance(verb, Elsewhere):
        assert not hasattr(screen, verb.verb)
        return
    rule = (
        screen.permissions["edit_view"] if isinstance(verb, Edit) else getattr(screen, verb.verb).access_rule
    )
    assert (rule.permission, rule.fresh) == (verb.permission, verb.fresh)


@EVERY
def test_a_verb_that_stands_under_a_list_stands_on_the_page_of_several(screen, verb):
    steps = [step for step in screen.bulk if step.action is verb]
    assert len(steps) == (verb.bulk is not None)


# -- declaring


def made(**facts):
    known = {
        "verb": "sink",
        "name": "couler",
        "label": "Couler",
        "permission": Permission.SUSPEND,
        "operation": lambda row, *, actor: None,
        "check": nothing_against,
    }
    return RowAction(**{**known, **facts})


def screen_of(*verbs, endpoint="boats"):
    return type("Boats", (RowActions,), {"endpoint": endpoint, "permissions": {}, "actions": verbs})


def test_a_check_is_compulsory():
    with pytest.raises(TypeError, match="check"):
        RowAction(verb="sink", name="couler", label="Couler", permission=Permission.SUSPEND, operation=fill)


def test_two_verbs_of_a_screen_bear_no_same_key():
    with pytest.raises(TypeError, match="key"):
        screen_of(made(key="c"), made(verb="tow", name="remorquer", key="c"))


@pytest.mark.parametrize("key", ["g", "j", "/"])
def test_no_verb_takes_a_key_that_means_something_everywhere(key):
    with pytest.raises(TypeError, match="key"):
        screen_of(made(key=key))


def test_a_verb_stands_on_one_screen():
    verb = made()
    screen_of(verb)
    with pytest.raises(TypeError, match="boats"):
        screen_of(verb, endpoint="ports")


def test_naming_a_verb_opens_its_address_to_its_permission():
    screen = screen_of(made(fresh=True))
    rule = screen.sink.access_rule
    assert (rule.permission, rule.fresh) == (Permission.SUSPEND, True)
    assert screen.sink._urls == [("/<id>/couler", ("GET", "POST"))]


# -- words


class Boat:
    name = "Abeille {row}"


def test_words_are_filled_from_the_row_or_told_by_a_function():
    assert fill("Couler {row.name} ?", Boat()) == "Couler Abeille {row} ?"
    assert fill(lambda row: row.name.lower(), Boat()) == "abeille {row}"
    assert fill("Il part à {made.name}.", None, Boat()) == "Il part à Abeille {row}."


def test_a_question_and_what_is_said_after_are_told_of_the_row():
    questions = []
    screen = type(
        "Asks", (), {"ask": lambda self, row, form, **words: questions.append(words), "done": None}
    )()
    verb = made(
        question=Question("Couler {row.name} ?", "Couler", "Le garder", danger=True),
        done=Done("{row.name} est coulé."),
    )
    verb.ask(screen, Boat(), None)
    expected = {"question": "Couler Abeille {row} ?", "verb": "Couler", "way_out": "Le garder"}
    assert questions == [{**expected, "consequence": "", "danger": True}]
    assert verb.fact(Boat()) == "Abeille {row} est coulé."
