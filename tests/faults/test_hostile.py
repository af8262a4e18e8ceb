"""A thousand hostile bodies on each door, as everybody who may come, on both engines."""

from __future__ import annotations

import itertools

import pytest

from tests.support.hostile.addresses import rules
from tests.support.hostile.bodies import KINDS, corpus
from tests.support.hostile.world import hostile_world
from views import access

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
    console = door == "console"
    walked = [
        rule for rule in rules(app) if access.is_console(rule.rule) == console and "POST" in rule.methods
    ]
    with hostile_world(app, account, corpus(400)) as world:
        asking = zip(itertools.cycle(world.people_at(console=console)), itertools.cycle(walked), strict=False)
        answers = [
            stranger.ask(rule, "POST", kind)
            for (stranger, rule), kind in zip(
                itertools.islice(asking, EACH), itertools.cycle(KINDS), strict=False
            )
        ]
    assert len(answers) == EACH and [answer for answer in answers if answer.broken] == []
