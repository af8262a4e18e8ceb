"""A thousand hostile bodies on each door, as everybody who may come, on both engines."""

from __future__ import annotations

import itertools

import pytest

from models.permissions import Role
from tests.support import people, road_works
from tests.support.hostile import Stranger, corpus, faults_of, rules

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1_800),
    # A body that ends in its midst leaves its file to the collector, which closes it.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

EACH = 1_000


@pytest.mark.parametrize("door", ["portal", "console"])
def test_a_thousand_hostile_bodies_break_nothing(app, account, door):
    road_works.filed(account, road_works.held(account))
    texts = corpus(400)
    own = [people.staff(role) for role in Role] if door == "console" else [account, people.active()]
    strangers = [Stranger(app, person, texts, 100 + n) for n, person in enumerate([*own, None])]
    walked = itertools.cycle(list(rules(app, console=door == "console")))
    asking = itertools.islice(zip(itertools.cycle(strangers), walked, strict=False), EACH)
    answers = [stranger.ask(rule, method) for stranger, (rule, method) in asking]
    assert len(answers) == EACH and faults_of(answers) == []
