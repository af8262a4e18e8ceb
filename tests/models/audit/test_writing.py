"""One event per change, in its transaction, chained to the one before."""

from __future__ import annotations

import re

import pytest

from models import audit
from models.audit import MissingFact
from models.audit.actions import ACTIONS
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.audited import note
from tests.support.records import actions, by, concession, events, of


def test_an_event_is_left_inside_the_transaction_of_what_it_tells(app):
    with pytest.raises(RuntimeError):
        audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)


def test_a_rollback_leaves_no_event(app):
    with pytest.raises(ZeroDivisionError), transaction():
        audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)
        raise ZeroDivisionError
    assert actions() == [] and audit.verify() == 0
    note("signed-out")
    assert audit.verify() == 1


def test_a_refusal_is_told_after_the_rollback_in_its_own_transaction(app, account):
    audit.refused("refused", ("page", None), actor=of(account), reason="NotAllowed")
    assert events("refused")[0].detail.reason == "NotAllowed"


def test_an_event_says_what_its_action_must_say(app):
    with transaction():
        for action, facts in (
            ("detached", {}),
            ("exported", {}),
            ("company-corrected", {"after": {}}),
            ("x", {}),
        ):
            with pytest.raises(MissingFact):
                audit.record(action, ("thing", 1), actor=people.SYSTEM, **facts)


def test_every_action_is_named_in_small_words_that_the_table_can_hold():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", action) and len(action) <= 40 for action in ACTIONS)


def test_an_event_tells_who_when_what_and_from_where(app, agent, clock):
    clock.move_to(now(), tick=False)
    note("signed-out", by(agent, ip="192.0.2.4", request_id="r-1"), reason="parce que", after={"é": 1})
    event = events()[-1]
    assert (event.at, event.actor_kind, event.actor_id, event.role) == (now(), "agent", agent.id, "agent")
    assert (event.subject_kind, event.subject_id, event.request_id) == ("thing", 7, "r-1")
    side = event.detail
    assert (side.actor_name, side.ip, side.reason, side.after) == (
        agent.name,
        "192.0.2.4",
        "parce que",
        '{"é": 1}',
    )


def test_the_sequence_has_no_gap_and_begins_at_one(audit_log):
    assert [event.sequence for event in events()] == list(range(1, audit_log + 1))


def test_several_events_of_one_transaction_follow_each_other(app):
    with transaction():
        for _ in range(3):
            audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)
    assert audit.verify() == 3


def test_what_the_trail_is_searched_by_is_in_it(app, agent):
    record = concession(title="Réseaux d’Été")
    with transaction():
        audit.record("concession-consulted", record, actor=by(agent))
    assert (
        "reseaux d ete" in events()[-1].detail.search and "concession consulted" in events()[-1].detail.search
    )
