"""A permit that nobody used lapses with its last day; one that was used, or may get other days, does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from console.jobs.context import ACTOR
from models import audit, road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.road_openings import (
    MoveRefused,
    RequestState,
    RoadOpeningRequest,
    StillInForce,
)
from models.staff import Agent
from models.values.days import today
from tests.support import road_works
from tests.support.racing.races import together
from tests.support.road_works import granted

LEAK = "Une conduite a rompu devant l’école."


def after_the_end(made: RoadOpeningRequest, clock: Any) -> None:
    """The day after the last one."""
    assert made.ends_on is not None
    clock.shift(made.ends_on - today() + timedelta(days=1))


def urgent_works(account: ProAccount) -> RoadOpeningRequest:
    """Works that began two days ago."""
    held = road_openings.usable_attachments(account)
    starts_on = today() - timedelta(days=2)
    return road_works.filed(
        account, held[0] if held else None, starts_on=starts_on, ends_on=today(), urgency=LEAK
    )


def test_a_permit_that_nobody_used_lapses_the_day_after_its_last_one(
    account: ProAccount, agent: Agent, clock: Any
) -> None:
    made = granted(account, agent)
    after_the_end(made, clock)
    clock.shift(-timedelta(days=1))
    assert road_openings.lapse_overdue(actor=ACTOR) == 0
    with pytest.raises(StillInForce):
        road_openings.move(made, RequestState.LAPSED, actor=ACTOR)
    clock.shift(timedelta(days=1))
    assert road_openings.lapse_overdue(actor=ACTOR) == 1 and road_openings.lapse_overdue(actor=ACTOR) == 0
    assert made.status is RequestState.LAPSED and made.moves[-1].agent_id is made.moves[-1].account_id is None
    latest = db.select(OutboxEmail).order_by(OutboxEmail.id.desc()).limit(1)
    mail = db.session.scalar(latest)
    assert mail is not None and mail.to == account.email and mail.params["state"] == "caduque"
    event = db.session.scalar(db.select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1))
    assert event is not None and (event.action, event.actor_kind) == ("request-moved", "system")
    assert audit.verify()


def test_what_was_used_asked_for_again_urgent_or_of_the_old_portal_does_not_lapse(
    account: ProAccount, agent: Agent, clock: Any
) -> None:
    begun, prolonged, urgent = granted(account, agent), granted(account, agent), urgent_works(account)
    road_openings.move(begun, RequestState.STARTED, actor=Actor.of_account(account))
    road_works.ask_longer(prolonged, account, days=9)
    road_openings.move(urgent, RequestState.GRANTED, order_number="AR-9", actor=Actor.of_agent(agent))
    old = road_works.imported(road_works.concession())
    with transaction():
        old.ends_on = begun.ends_on
    after_the_end(begun, clock)
    assert road_openings.lapse_overdue(actor=ACTOR) == 0


def test_nobody_but_the_worker_lets_a_permit_lapse(account: ProAccount, agent: Agent, clock: Any) -> None:
    made = granted(account, agent)
    after_the_end(made, clock)
    for actor in (Actor.of_agent(agent), Actor.of_account(account)):
        with pytest.raises(MoveRefused):
            road_openings.move(made, RequestState.LAPSED, actor=actor)
    with pytest.raises(MoveRefused):
        road_openings.move(made, RequestState.CLOSED, actor=ACTOR)


@pytest.mark.parametrize("longer", [False, True])
def test_works_begin_within_the_days_that_were_granted(
    account: ProAccount, agent: Agent, clock: Any, longer: bool
) -> None:
    made = granted(account, agent)
    if longer:
        road_works.ask_longer(made, account)
    after_the_end(made, clock)
    with pytest.raises(MoveRefused):
        road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))


def test_a_permit_that_lapses_while_its_works_begin_does_one_of_them(
    app: Flask, account: ProAccount, agent: Agent, clock: Any
) -> None:
    made, who = granted(account, agent), Actor.of_account(account)
    after_the_end(made, clock)
    number = made.id

    def begin() -> int:
        row = road_openings.find(number)
        assert row is not None
        road_openings.move(row, RequestState.STARTED, actor=who)
        return 0

    outcome = together(app, [begin, lambda: road_openings.lapse_overdue(actor=ACTOR)] * 2)
    row = db.session.get(RoadOpeningRequest, number, populate_existing=True)
    assert row is not None and row.status is RequestState.LAPSED
    assert 1 in outcome.made and len(row.moves) == 4
