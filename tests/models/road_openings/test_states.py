"""The table of moves, walked at random; and each rule that a move keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import attachments, road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent, verify
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.road_openings import (
    Mover,
    MoveRefused,
    NoticeTooShort,
    OrderNumberMissing,
    RequestIncomplete,
    RequestState,
    StillInForce,
    Works,
)
from models.road_openings.queries import find_request_for_account, list_requests_for_account
from models.road_openings.states import MOVES, may_ever_set
from models.road_openings.works import COMPULSORY
from models.staff import Agent
from models.values.siret import Siret
from tests.support import people, road_works
from tests.support.road_works import drafted, filed, granted

STATES = st.sampled_from(list(RequestState))
STEPS = st.lists(st.tuples(st.sampled_from(list(Mover)), STATES), min_size=1, max_size=8)


def actions(made: road_openings.RoadOpeningRequest) -> list[str]:
    """What the trail tells of a request."""
    query = db.select(AuditEvent.action).where(
        AuditEvent.subject_kind == "request", AuditEvent.subject_id == made.id
    )
    return list(db.session.scalars(query.order_by(AuditEvent.sequence)))


def colleague(account: ProAccount) -> ProAccount:
    """Another person of the same company."""
    return people.active(company=people.facts(siret=Siret.parse(account.company.siret)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_only_the_table_s_moves_are_made_and_each_leaves_an_event(
    account: ProAccount, agent: Agent, steps: list[tuple[Mover, RequestState]]
) -> None:
    attachment = road_openings.usable_attachments(account)
    made = drafted(account, attachment[0] if attachment else None)
    actors = {
        Mover.COMPANY: Actor.of_account(account),
        Mover.STAFF: Actor.of_agent(agent),
        Mover.SYSTEM: Actor.system("worker"),
    }
    moved = 0
    for mover, to in steps:
        before = made.status
        known = mover is Mover.COMPANY or made.was_filed
        allowed = known and to in MOVES[mover].get(before, ())
        stands = before is to and to in may_ever_set(mover)
        try:
            road_openings.move(made, to, reason="Motif", order_number="AR-1", actor=actors[mover])
        except StillInForce:
            assert to is RequestState.LAPSED and made.status is before is RequestState.GRANTED
        except MoveRefused:
            assert not allowed and not stands and made.status is before
        else:
            assert (allowed or stands) and made.status is to
            moved += allowed
    assert actions(made).count("request-moved") == moved
    assert [move.after for move in made.moves][-1] == made.state
    assert len(made.moves) == moved + 1
    verify()


@pytest.mark.parametrize("mover", list(Mover))
def test_nobody_takes_back_what_is_closed(mover: Mover) -> None:
    assert not MOVES[mover].get(RequestState.CLOSED)


def test_silence_is_never_consent_so_nothing_but_staff_grants() -> None:
    assert RequestState.GRANTED not in may_ever_set(Mover.COMPANY)


def test_granting_needs_the_number_of_the_order(account: ProAccount, agent: Agent) -> None:
    made, actor = filed(account), Actor.of_agent(agent)
    with pytest.raises(OrderNumberMissing):
        road_openings.move(made, RequestState.GRANTED, order_number="  ", actor=actor)
    road_openings.move(made, RequestState.GRANTED, order_number="AR-77", prescriptions="De nuit", actor=actor)
    assert (made.order_number, made.prescriptions) == ("AR-77", "De nuit")


@pytest.mark.parametrize("to", [RequestState.REFUSED, RequestState.INCOMPLETE])
def test_refusing_and_sending_back_need_a_reason(account: ProAccount, agent: Agent, to: RequestState) -> None:
    made, actor = filed(account), Actor.of_agent(agent)
    with pytest.raises(ReasonMissing):
        road_openings.move(made, to, reason=" ", actor=actor)
    road_openings.move(made, to, reason="Il manque le plan.", actor=actor)
    assert made.reason == "Il manque le plan." and made.moves[-1].reason == "Il manque le plan."


def test_an_administrator_moves_no_request(account: ProAccount, admin: Agent) -> None:
    with pytest.raises(NotAllowed):
        road_openings.move(filed(account), RequestState.EXAMINED, actor=Actor.of_agent(admin))


def test_a_company_moves_no_request_of_another(account: ProAccount) -> None:
    made, other = filed(account), people.active()
    road_works.held(other)
    with pytest.raises(NotAllowed):
        road_openings.move(made, RequestState.WITHDRAWN, actor=Actor.of_account(other))


def test_filing_demands_all_that_a_draft_may_lack(account: ProAccount) -> None:
    made = road_openings.draft(account, road_works.held(account), Works(), actor=Actor.of_account(account))
    with pytest.raises(RequestIncomplete) as refused:
        road_openings.file(made, actor=Actor.of_account(account))
    assert set(refused.value.facts["missing"]) == set(COMPULSORY)
    assert made.status is RequestState.DRAFT


def test_works_start_fifteen_days_after_the_filing_and_not_one_less(account: ProAccount) -> None:
    attachment, whole = road_works.held(account), road_works.works()
    assert whole.starts_on is not None
    earliest = whole.starts_on - timedelta(days=2)
    filed(account, attachment, starts_on=earliest)
    made = drafted(account, attachment, starts_on=earliest - timedelta(days=1))
    with pytest.raises(NoticeTooShort) as refused:
        road_openings.file(made, actor=Actor.of_account(account))
    assert refused.value.facts["earliest"] == earliest


def test_a_decision_is_late_after_fifteen_days_and_late_is_not_granted(
    account: ProAccount, agent: Agent, clock: Any
) -> None:
    made = filed(account)
    clock.shift(timedelta(days=15))
    assert not made.is_overdue and made.decision_due_on is not None
    clock.shift(timedelta(days=1))
    assert made.days_overdue == 1 and made.status is RequestState.FILED
    late = db.select(road_openings.RoadOpeningRequest).where(road_openings.RoadOpeningRequest.is_overdue)
    assert list(db.session.scalars(late)) == [made]
    road_openings.move(made, RequestState.EXAMINED, actor=Actor.of_agent(agent))
    assert made.is_overdue


def test_the_delay_starts_again_when_a_completed_request_is_filed_again(
    account: ProAccount, agent: Agent, clock: Any
) -> None:
    made = drafted(account)
    first = made.works
    assert first.starts_on is not None and first.ends_on is not None
    actor = Actor.of_account(account)
    far = {
        "starts_on": first.starts_on + timedelta(days=60),
        "ends_on": first.ends_on + timedelta(days=60),
    }
    road_openings.change(made, road_works.works(**far), actor=actor)
    road_openings.file(made, actor=actor)
    clock.shift(timedelta(days=10))
    road_openings.move(made, RequestState.INCOMPLETE, reason="Le plan", actor=Actor.of_agent(agent))
    clock.shift(timedelta(days=10))
    assert made.decision_due_on is None and not made.is_overdue
    road_openings.file(made, actor=actor)
    assert made.filed_at is not None and made.first_filed_at is not None
    assert made.filed_at - made.first_filed_at >= timedelta(days=20)
    clock.shift(timedelta(days=14))
    assert not made.is_overdue


def test_each_move_is_told_once_to_the_account_and_to_the_referents(
    account: ProAccount, agent: Agent
) -> None:

    attachment = road_works.held(account)
    made = filed(account, attachment)
    road_openings.move(made, RequestState.EXAMINED, actor=Actor.of_agent(agent))
    kinds = db.select(OutboxEmail.kind).where(
        OutboxEmail.to == account.email, OutboxEmail.kind.like("request-%")
    )
    assert list(db.session.scalars(kinds.order_by(OutboxEmail.id))) == ["request-filed", "request-moved"]


def test_a_second_click_on_the_same_step_is_one_step(account: ProAccount) -> None:
    made = filed(account)
    road_openings.file(made, actor=Actor.of_account(account))
    assert actions(made) == ["request-drafted", "request-moved"]


def test_a_co_referent_sees_the_request_and_is_told_of_it(account: ProAccount) -> None:
    held, friend = road_works.held(account), colleague(account)
    attachments.add_referent(held, friend, actor=Actor.of_account(account))
    made = filed(account, held)
    assert list_requests_for_account(friend) == [made]
    recipients = db.select(OutboxEmail.to).where(OutboxEmail.kind == "request-filed")
    assert sorted(db.session.scalars(recipients)) == sorted([account.email, friend.email])
    road_openings.move(made, RequestState.WITHDRAWN, actor=Actor.of_account(friend))


def test_a_colleague_who_is_no_referent_sees_nothing(account: ProAccount) -> None:
    made, other = filed(account), colleague(account)
    assert find_request_for_account(other, made.reference) is None
    with pytest.raises(NotAllowed):
        road_openings.move(made, RequestState.WITHDRAWN, actor=Actor.of_account(other))


def test_references_follow_each_other_in_a_year(account: ProAccount) -> None:
    held = road_works.held(account)
    numbers = [drafted(account, held).reference for _ in range(3)]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE road_opening_requests SET state = 'perdue'",
        "UPDATE road_opening_requests SET state = 'accordee'",
        "UPDATE road_opening_requests SET state = 'refusee'",
        "UPDATE road_opening_requests SET state = 'abrogee', order_number = 'AR-1'",
        "UPDATE road_opening_requests SET state = 'caduque'",
        "UPDATE road_opening_requests SET urgency = 'Vite'",
        "UPDATE road_opening_requests SET street = ''",
        "UPDATE road_opening_requests SET filed_at = NULL, first_filed_at = NULL",
        "UPDATE road_opening_requests SET company_id = NULL",
        "UPDATE road_opening_requests SET ends_on = '2020-01-01'",
    ],
)
def test_the_database_itself_holds_the_rules_that_it_can_hold(account: ProAccount, statement: str) -> None:
    filed(account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("begun", [False, True])
def test_staff_abrogate_a_permit_with_a_reason_even_while_it_is_used(
    account: ProAccount, agent: Agent, begun: bool
) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    if begun:
        road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    with pytest.raises(ReasonMissing):
        road_openings.move(made, RequestState.ABROGATED, reason=" ", actor=actor)
    with pytest.raises(OrderNumberMissing):
        road_openings.move(made, RequestState.ABROGATED, reason="Un effondrement", actor=actor)
    road_openings.move(
        made, RequestState.ABROGATED, reason="Un effondrement", order_number="AR-2", actor=actor
    )
    assert made.reason == "Un effondrement" and made.order_number == "AR-1"
    assert road_openings.next_states(made.state, Actor.of_account(account)) == ()


def test_only_what_was_granted_is_abrogated(account: ProAccount, agent: Agent) -> None:
    made = road_works.filed(account)
    for actor in (Actor.of_agent(agent), Actor.of_account(account)):
        with pytest.raises(MoveRefused):
            road_openings.move(made, RequestState.ABROGATED, reason="Non", actor=actor)
