"""Permits that are abrogated or lapse, wrong numbers put right, works that did not wait for the order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from console.jobs.context import ACTOR
from models import audit, road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.road_openings import (
    MoveRefused,
    NoOrder,
    NotUrgent,
    OrderNumberMissing,
    RequestState,
    RoadOpeningRequest,
    SameOrderNumber,
    StepKind,
    StillInForce,
    UrgencyUnexplained,
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


@pytest.mark.parametrize("begun", [False, True])
def test_staff_abrogate_a_permit_with_a_reason_even_while_it_is_used(
    account: ProAccount, agent: Agent, begun: bool
) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    if begun:
        road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    with pytest.raises(ReasonMissing):
        road_openings.move(made, RequestState.ABROGATED, reason=" ", actor=actor)
    road_openings.move(made, RequestState.ABROGATED, reason="Un effondrement", actor=actor)
    assert made.reason == "Un effondrement" and made.order_number == "AR-1"
    assert road_openings.next_states(made.state, Actor.of_account(account)) == ()


def test_only_what_was_granted_is_abrogated(account: ProAccount, agent: Agent) -> None:
    made = road_works.filed(account)
    for actor in (Actor.of_agent(agent), Actor.of_account(account)):
        with pytest.raises(MoveRefused):
            road_openings.move(made, RequestState.ABROGATED, reason="Non", actor=actor)


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
    assert prolonged.starts_on is not None and prolonged.ends_on is not None
    road_openings.ask_dates(
        prolonged,
        starts_on=prolonged.starts_on,
        ends_on=prolonged.ends_on + timedelta(days=9),
        reason="Du retard",
        actor=Actor.of_account(account),
    )
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
    assert row is not None and row.status in (RequestState.LAPSED, RequestState.STARTED)
    assert (1 in outcome.made) == (row.status is RequestState.LAPSED) and len(row.moves) == 4


def test_a_wrong_number_of_an_order_is_corrected_and_not_forgotten(account: ProAccount, agent: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    road_openings.correct_order(made, order_number="AR-11", reason="Faute de frappe", actor=actor)
    assert made.order_number == "AR-11" and made.state == "accordee"
    step = made.moves[-1]
    assert (step.kind, step.order_number, step.agent_id) == (StepKind.ORDER_CORRECTED, "AR-1", agent.id)
    event = db.session.scalar(db.select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1))
    assert (
        event is not None and event.action == "order-corrected" and event.detail.reason == "Faute de frappe"
    )
    mail = db.session.scalar(db.select(OutboxEmail).where(OutboxEmail.kind == "order-corrected"))
    assert mail is not None and mail.to == account.email and mail.params["wrong_number"] == "AR-1"


def test_a_correction_says_another_number_and_why(account: ProAccount, agent: Agent, admin: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    for number, why, refusal in (
        (" ", "Faute", OrderNumberMissing),
        ("AR-1", "Faute", SameOrderNumber),
        ("AR-2", " ", ReasonMissing),
    ):
        with pytest.raises(refusal):
            road_openings.correct_order(made, order_number=number, reason=why, actor=actor)
    with pytest.raises(Stale):
        road_openings.correct_order(made, order_number="AR-2", reason="Faute", version=1, actor=actor)
    for stranger in (Actor.of_agent(admin), Actor.of_account(account)):
        with pytest.raises(NotAllowed):
            road_openings.correct_order(made, order_number="AR-2", reason="Faute", actor=stranger)
    with pytest.raises(NoOrder):
        road_openings.correct_order(
            road_works.filed(account), order_number="AR-2", reason="Faute", actor=actor
        )


def urgent_works(account: ProAccount) -> RoadOpeningRequest:
    """Works that began two days ago."""
    held = road_openings.usable_attachments(account)
    starts_on = today() - timedelta(days=2)
    return road_works.filed(
        account, held[0] if held else None, starts_on=starts_on, ends_on=today(), urgency=LEAK
    )


def test_urgent_works_are_filed_once_they_have_begun_with_their_reason(account: ProAccount) -> None:
    made = urgent_works(account)
    assert made.status is RequestState.FILED and made.urgency == LEAK and made.urgent_since == made.filed_at


def test_urgent_works_have_begun_and_say_why(account: ProAccount) -> None:
    with pytest.raises(NotUrgent):
        road_works.filed(account, starts_on=today() + timedelta(days=1), urgency=LEAK)
    with pytest.raises(UrgencyUnexplained):
        road_works.filed(account, starts_on=today(), ends_on=today(), urgency="Une fuite")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE road_opening_requests SET urgency = 'Vite'",
        "UPDATE road_opening_requests SET state = 'abrogee', order_number = 'AR-1'",
        "UPDATE road_opening_requests SET state = 'caduque'",
    ],
)
def test_the_database_holds_what_an_end_needs(account: ProAccount, statement: str) -> None:
    road_works.filed(account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(statement))
