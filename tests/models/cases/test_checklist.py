"""What is ticked in a case: by whom, when, and what keeps it open."""

from __future__ import annotations

import json

import pytest

from models import cases, shaping
from models.cases import CaseKind
from models.cases.checklist import (
    CaseTick,
    NothingToTick,
    PointsOpen,
    PointUnknown,
    check_off,
    list_points,
)
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed, Stale
from models.shaping import Wanted
from models.shaping.kinds.checklist import NAME, Checklist, Point
from tests.support.records import by, count, detail, events, of

RECALLED, SEEN = Point(key="rappele", label="Rappelé", required=True), Point(key="vu", label="Pièce vue")


@pytest.fixture
def case(app, admin, account):
    """A case whose kind has two points, one needed."""
    shaping.propose([Wanted(NAME, "help", Checklist(points=[RECALLED, SEEN]))], actor=by(admin))
    return cases.open_(CaseKind.HELP, "Un titre", account=account, actor=of(account))


def ticked(case):
    return [entry.point.key for entry in list_points(case) if entry.tick is not None]


def test_a_point_is_ticked_with_who_and_when_and_traced(case, agent, supervisor):
    assert ticked(case) == [] and [entry.point for entry in list_points(case)] == [RECALLED, SEEN]
    check_off(case, points=["vu"], actor=by(agent))
    check_off(case, points=["vu", "rappele"], actor=by(supervisor))
    first, other = list_points(case)
    assert (first.tick.agent.name, other.tick.agent.name) == (supervisor.name, agent.name)
    assert first.tick.at >= other.tick.at
    last = detail(events("case-ticked")[-1])
    assert json.loads(last.before) == {"points": ["Pièce vue"]}
    assert json.loads(last.after) == {"points": ["Rappelé", "Pièce vue"]}


def test_what_is_ticked_no_longer_is_traced_too_and_the_same_again_changes_nothing(case, agent):
    check_off(case, points=["vu"], actor=by(agent))
    check_off(case, points=["vu"], actor=by(agent))
    assert len(events("case-ticked")) == 1
    check_off(case, points=[], actor=by(agent))
    assert ticked(case) == [] and count(CaseTick) == 0 and len(events("case-ticked")) == 2


def test_a_case_is_not_closed_before_what_must_be_is_ticked(case, agent):
    with pytest.raises(PointsOpen) as refusal:
        cases.close(case, reason="Fait", actor=by(agent))
    assert refusal.value.facts == {"count": 1, "label": "Rappelé"}
    check_off(case, points=["rappele"], actor=by(agent))
    cases.close(case, reason="Fait", actor=by(agent))
    with pytest.raises(cases.CaseClosed):
        check_off(case, points=[], actor=by(agent))


def test_what_is_left_to_tick_keeps_nobody_from_answering(case, agent):
    cases.answer(case, message="Bonjour", actor=by(agent))
    assert case.is_open and ticked(case) == []


def test_a_case_of_another_kind_has_nothing_to_tick_and_closes(case, agent, account):
    cases.open_(CaseKind.ATTACH, "Un autre", account=account, actor=of(account))
    assert case.kind == CaseKind.ATTACH and list_points(case) == ()
    with pytest.raises(NothingToTick):
        check_off(case, points=[], actor=by(agent))
    cases.close(case, reason="Fait", actor=by(agent))


def test_a_point_that_is_none_a_page_of_before_and_who_keeps_no_cases_are_refused(case, agent, admin):
    read = case.mark
    with pytest.raises(PointUnknown):
        check_off(case, points=["autre"], actor=by(agent))
    for actor in (by(admin), Actor.system("worker")):
        with pytest.raises(NotAllowed):
            check_off(case, points=["vu"], actor=actor)
    check_off(case, points=["vu"], seen=read, actor=by(agent))
    with pytest.raises(Stale):
        check_off(case, points=[], seen=read, actor=by(agent))


def test_a_checklist_that_is_taken_away_and_put_back_finds_what_was_ticked(case, agent, admin):
    check_off(case, points=["vu"], actor=by(agent))
    shaping.retire(NAME, "help", actor=by(admin))
    assert list_points(case) == ()
    shaping.bring_back(NAME, "help", actor=by(admin))
    assert ticked(case) == ["vu"]
