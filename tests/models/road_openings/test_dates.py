"""Other dates of what was granted: asked by the company, decided by staff, or void with the permit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import audit, road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.road_openings import (
    DatesAlreadyAsked,
    DatesOutcome,
    DatesPast,
    EndsBeforeStart,
    NoDatesAsked,
    NoticeTooShort,
    NotInForce,
    OrderNumberMissing,
    RequestState,
    RoadOpeningRequest,
    SameDates,
    StepKind,
    WorksBegun,
    earliest_start,
)
from models.road_openings.orders.issuing import abrogating_number
from models.staff import Agent
from models.values.days import today
from tests.support import people, road_works
from tests.support.racing.races import together
from tests.support.road_works import granted

WHY = "Le marché prend du retard."


def days(made: RoadOpeningRequest) -> tuple[date, date]:
    """Those that hold."""
    assert made.starts_on is not None and made.ends_on is not None
    return made.starts_on, made.ends_on


def ask(made: RoadOpeningRequest, account: ProAccount, *, later: int = 7, sooner: int = 0) -> None:
    """Asks for an end so many days later, and a start so many days earlier."""
    road_works.ask_longer(made, account, days=later, sooner=sooner, why=WHY)


def mails(kind: str) -> list[str]:
    """To whom mails of this kind are owed."""
    return list(db.session.scalars(db.select(OutboxEmail.to).where(OutboxEmail.kind == kind)))


def actions(made: RoadOpeningRequest) -> list[str]:
    """What the trail tells of it."""
    query = db.select(AuditEvent.action).where(AuditEvent.subject_kind == "request")
    return list(
        db.session.scalars(query.where(AuditEvent.subject_id == made.id).order_by(AuditEvent.sequence))
    )


def test_dates_that_are_asked_for_hold_once_they_are_granted(account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    before, actor = days(made), Actor.of_agent(agent)
    ask(made, account)
    assert days(made) == before and made.state == "accordee", "until then those of the order hold"
    road_openings.decide_dates(made, outcome=DatesOutcome.GRANTED, order_number=" AR-2 ", actor=actor)
    assert days(made) == (before[0], before[1] + timedelta(days=7)) and made.dates_asked_at is None
    assert (made.order_number, made.amending_number) == ("AR-1", "AR-2")
    assert actions(made)[-2:] == ["dates-asked", "dates-decided"]
    assert [move.kind for move in made.moves][-2:] == [StepKind.DATES_ASKED, StepKind.DATES_GRANTED]
    assert mails("dates-asked") == mails("dates-decided") == [account.email] and audit.verify()


def test_an_abrogation_leaves_the_number_of_other_dates_where_it_stands(
    account: ProAccount, agent: Agent
) -> None:
    made = granted(account, agent)
    ask(made, account)
    road_openings.decide_dates(
        made, outcome=DatesOutcome.GRANTED, order_number="AR-2", actor=Actor.of_agent(agent)
    )
    ended = {"reason": "Un effondrement", "order_number": "AR-9", "actor": Actor.of_agent(agent)}
    road_openings.move(made, RequestState.ABROGATED, **ended)
    db.session.refresh(made)
    assert made.amending_number == "AR-2" and abrogating_number(made) == "AR-9"
    [*_, moved] = db.session.scalars(db.select(AuditEvent).where(AuditEvent.action == "request-moved"))
    assert '"abrogating_number": "AR-9"' in moved.detail.after


def test_dates_that_are_refused_leave_those_of_the_order(account: ProAccount, agent: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    before = days(made)
    ask(made, account)
    with pytest.raises(ReasonMissing):
        road_openings.decide_dates(made, outcome=DatesOutcome.REFUSED, reason=" ", actor=actor)
    road_openings.decide_dates(made, outcome=DatesOutcome.REFUSED, reason="Un marathon", actor=actor)
    assert days(made) == before and made.dates_asked_at is None and made.amending_number == ""
    with pytest.raises(NoDatesAsked):
        road_openings.decide_dates(made, outcome=DatesOutcome.REFUSED, reason="Encore", actor=actor)


def test_granting_dates_needs_an_order_of_their_own(account: ProAccount, agent: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    ask(made, account)
    with pytest.raises(OrderNumberMissing):
        road_openings.decide_dates(made, outcome=DatesOutcome.GRANTED, order_number=" ", actor=actor)


def test_only_its_company_asks_and_only_staff_who_move_requests_decide(
    account: ProAccount, agent: Agent, admin: Agent
) -> None:
    made, stranger = granted(account, agent), people.active()
    road_works.held(stranger)
    with pytest.raises(NotAllowed):
        ask(made, stranger)
    ask(made, account)
    with pytest.raises(NotAllowed):
        road_openings.drop_dates(made, actor=Actor.of_account(stranger))
    for actor in (Actor.of_account(account), Actor.of_agent(admin)):
        with pytest.raises(NotAllowed):
            road_openings.decide_dates(made, outcome=DatesOutcome.REFUSED, reason="Non", actor=actor)


def test_other_dates_are_asked_for_once_at_a_time(account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    ask(made, account)
    ask(made, account)
    assert actions(made).count("dates-asked") == 1, "a double click is one question"
    with pytest.raises(DatesAlreadyAsked):
        ask(made, account, later=9)
    road_openings.drop_dates(made, actor=Actor.of_account(account))
    ask(made, account, later=9)


def test_works_are_put_off_as_one_likes_and_brought_forward_with_notice(
    account: ProAccount, agent: Agent
) -> None:
    made, actor = granted(account, agent, starts_in=40), Actor.of_account(account)
    _, ends_on = days(made)
    soon = earliest_start(made.created_at) - timedelta(days=1)
    with pytest.raises(NoticeTooShort):
        road_openings.ask_dates(made, starts_on=soon, ends_on=ends_on, reason=WHY, actor=actor)
    road_openings.ask_dates(
        made, starts_on=soon + timedelta(days=1), ends_on=ends_on, reason=WHY, actor=actor
    )
    road_openings.drop_dates(made, actor=actor)
    ask(made, account, sooner=-1)


def test_days_make_sense(account: ProAccount, agent: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_account(account)
    starts_on, ends_on = days(made)
    for wrong, refusal in (
        ((ends_on, starts_on), EndsBeforeStart),
        ((starts_on, ends_on), SameDates),
    ):
        with pytest.raises(refusal):
            road_openings.ask_dates(made, starts_on=wrong[0], ends_on=wrong[1], reason=WHY, actor=actor)
    later = ends_on + timedelta(days=1)
    with pytest.raises(ReasonMissing):
        road_openings.ask_dates(made, starts_on=starts_on, ends_on=later, reason="  ", actor=actor)
    with pytest.raises(Stale):
        road_openings.ask_dates(made, starts_on=starts_on, ends_on=later, reason=WHY, version=1, actor=actor)


def test_once_begun_only_the_end_of_the_works_changes(account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    with pytest.raises(WorksBegun):
        ask(made, account, sooner=-1)
    ask(made, account)


def test_what_is_over_or_not_granted_asks_anew(account: ProAccount, agent: Agent, clock: Any) -> None:
    with pytest.raises(NotInForce):
        ask(road_works.filed(account), account)
    made = granted(account, agent)
    road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    clock.shift(days(made)[1] - today() + timedelta(days=1))
    with pytest.raises(NotInForce):
        ask(made, account)


def test_dates_that_passed_while_they_waited_are_not_granted(
    account: ProAccount, agent: Agent, clock: Any
) -> None:
    made = granted(account, agent)
    ask(made, account)
    clock.shift(days(made)[1] - today() + timedelta(days=8))
    with pytest.raises(DatesPast):
        road_openings.decide_dates(
            made, outcome=DatesOutcome.GRANTED, order_number="AR-2", actor=Actor.of_agent(agent)
        )


@pytest.mark.parametrize("sooner", [0, -1])
def test_works_that_begin_void_another_start_and_keep_a_later_end(
    account: ProAccount, agent: Agent, sooner: int
) -> None:
    made = granted(account, agent)
    ask(made, account, sooner=sooner)
    road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    assert (made.dates_asked_at is None) == bool(sooner)
    assert (StepKind.DATES_DROPPED in [move.kind for move in made.moves]) == bool(sooner)


def test_what_ends_takes_the_question_with_it(account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    ask(made, account)
    end = {"reason": "Un effondrement", "order_number": "AR-9"}
    road_openings.move(made, RequestState.ABROGATED, **end, actor=Actor.of_agent(agent))
    assert made.dates_asked_at is None and made.wanted_ends_on is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE road_opening_requests SET dates_reason = ''",
        "UPDATE road_opening_requests SET wanted_ends_on = NULL",
        "UPDATE road_opening_requests SET wanted_ends_on = '2020-01-01'",
        "UPDATE road_opening_requests SET dates_asked_at = NULL",
        "UPDATE road_opening_requests SET state = 'close'",
        "UPDATE road_opening_moves SET before = 'deposee' WHERE kind = 'dates-asked'",
    ],
)
def test_the_database_holds_what_a_question_is(account: ProAccount, agent: Agent, statement: str) -> None:
    ask(granted(account, agent), account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(statement))


def test_granted_and_taken_back_at_once_is_one_of_them(app: Flask, account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    before = days(made)
    ask(made, account)
    number, who, staff = made.id, Actor.of_account(account), Actor.of_agent(agent)

    def grant() -> str:
        row = road_openings.find(number)
        assert row is not None
        road_openings.decide_dates(row, outcome=DatesOutcome.GRANTED, order_number="AR-2", actor=staff)
        return "granted"

    def drop() -> str:
        row = road_openings.find(number)
        assert row is not None
        road_openings.drop_dates(row, actor=who)
        return "dropped"

    outcome = together(app, [grant, drop] * 3)
    row = db.session.get(RoadOpeningRequest, number, populate_existing=True)
    assert row is not None and len(outcome.made) == 1 and set(outcome.refused) == {"NoDatesAsked"}
    assert (days(row) != before) == (outcome.made == ["granted"]) and row.dates_asked_at is None
