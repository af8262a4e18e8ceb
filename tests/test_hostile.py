"""What no page of ours sends, on every address: no 5xx, no hang, nothing changed by what is refused."""

from __future__ import annotations

import pytest

from models.permissions import Role
from tests.support import people, road_works
from tests.support.hostile import Stranger, corpus, faults_of, rules

TEXTS = corpus(60)

pytestmark = [
    # A body that ends in its midst leaves its file to the collector, which closes it.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def world(app, account, agent):
    """A few rows of most kinds."""
    bound = road_works.held(account)
    road_works.filed(account, bound)
    road_works.drafted(account, bound)
    return app


def test_no_address_of_the_portal_breaks_at_a_hostile_body(world, account):
    person, visitor = Stranger(world, account, TEXTS, 1), Stranger(world, None, TEXTS, 2)
    walked = list(rules(world, console=False))
    answers = [person.ask(rule, method) for rule, method in walked]
    answers += [visitor.ask(rule, method) for rule, method in walked[::3]]
    assert faults_of(answers) == []
    assert len({answer.status for answer in answers}) > 4, "some reach the pages"


def test_no_address_of_the_console_breaks_at_a_hostile_body(world):
    staff = [Stranger(world, people.staff(role), TEXTS, number) for number, role in enumerate(Role)]
    visitor = Stranger(world, None, TEXTS, 9)
    walked = list(rules(world, console=True))
    answers = [staff[number % 3].ask(rule, method) for number, (rule, method) in enumerate(walked)]
    answers += [visitor.ask(rule, method) for rule, method in walked[::9]]
    assert faults_of(answers) == []
    assert len({answer.status for answer in answers}) > 4, "some reach the pages"
