"""What no page of ours sends, on every address: no 5xx, no hang, nothing written by what is refused."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from tests.support.hostile.addresses import rules
from tests.support.hostile.bodies import KINDS, corpus
from tests.support.hostile.world import hostile_world

TEXTS = corpus(60)
EACH = 8
"""Bodies for an address, each of another kind."""

pytestmark = [
    # A body that ends in its midst leaves its file to the collector, which closes it.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def world(app, account):
    with hostile_world(app, account, TEXTS) as made:
        yield made


def test_a_thousand_hostile_bodies_for_the_forms_of_both_doors_break_nothing(app, world):
    kinds, answers = itertools.cycle(KINDS), []
    for rule in (rule for rule in rules(app) if "POST" in rule.methods):
        if rule.endpoint == "portal.create_person":
            world.walk_on()
        stranger = world.who_reaches(rule)
        answers += [(kind, stranger.ask(rule, "POST", kind)) for kind in itertools.islice(kinds, EACH)]
    assert [answer for _, answer in answers if answer.broken] == []
    assert len(answers) >= 1_000
    assert min(Counter(kind for kind, _ in answers).values()) > 60
    read = Counter(answer.status for _, answer in answers)
    assert read[422] > 200 and read[303] > 200, "most are read by the page that they are for"
    assert sum(answer.changed for _, answer in answers) > 20, "the writes of those that are taken are seen"


def test_no_address_breaks_at_a_hostile_question_nor_at_a_method_that_it_does_not_take(app, world):
    answers = []
    for number, rule in enumerate(rules(app)):
        answers.append(world.who_reaches(rule).ask(rule, "GET"))
        others = sorted({"POST", "PUT"} - rule.methods)
        answers.append(world.who_reaches(rule).ask(rule, others[0], KINDS[number % len(KINDS)]))
        if number % 3 == 0:
            answers.append(world.visitor_of(rule).ask(rule, "GET"))
    assert [answer for answer in answers if answer.broken] == []
    read = Counter(answer.status for answer in answers)
    assert min(read[status] for status in (200, 303, 404)) > 60 and read[405] > 200, "most reach the pages"
