"""Staff see the portal in a person's place: who may, for how long, what ends it, and what the trail keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from models import accounts, audit, staff
from models.accounts import AccountErased, AccountSuspended
from models.audit import AuditEvent
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import LookOnly, NotAllowed, ReasonMissing
from models.kernel.transactions import only_look, transaction
from models.permissions import Permission, Role, allows
from models.staff import impersonation
from models.staff.impersonation import NothingToSee
from models.staff.viewings import Impersonation
from tests.support import people
from tests.support.racing.races import together
from tests.support.records import by, of

REASON = "Elle ne retrouve pas sa demande."


def begun(agent, account):
    """The secret of a look under way."""
    secret = impersonation.enter(impersonation.open_(account, reason=REASON, actor=by(agent))[1])
    assert secret is not None
    return secret


def events(action):
    return list(db.session.scalars(db.select(AuditEvent).filter_by(action=action)))


def test_agents_and_supervisors_may_and_administrators_may_not():
    assert [role for role in Role if allows(role, Permission.SEE_AS)] == [Role.AGENT, Role.SUPERVISOR]


def test_a_look_shows_the_account_to_its_agent_for_a_quarter_of_an_hour(agent, account, clock):
    secret = begun(agent, account)
    found = impersonation.find(secret)
    assert found is not None
    assert (found.agent.id, found.account.id) == (agent.id, account.id)
    clock.shift(timedelta(minutes=14, seconds=55))
    assert impersonation.find(secret) is not None
    clock.shift(timedelta(seconds=5))
    assert impersonation.find(secret) is None


def test_no_look_outlives_the_session_of_its_agent(agent, account, clock):
    viewing, secret = impersonation.open_(
        account, reason=REASON, longest=timedelta(minutes=3), actor=by(agent)
    )
    assert viewing.ends_at - viewing.started_at == timedelta(minutes=3)


def test_the_address_lets_in_once_and_within_the_minute(agent, account, clock):
    first = impersonation.open_(account, reason=REASON, actor=by(agent))[1]
    assert impersonation.find(first) is None, "the address alone shows nothing"
    assert impersonation.enter(first) is not None
    assert impersonation.enter(first) is None
    late = impersonation.open_(account, reason=REASON, actor=by(agent))[1]
    clock.shift(61)
    assert impersonation.enter(late) is None


def test_the_reason_is_compulsory_and_kept(agent, account):
    with pytest.raises(ReasonMissing):
        impersonation.open_(account, reason="  ", actor=by(agent))
    begun(agent, account)
    (event,) = events("seen-as")
    assert (event.actor_kind, event.actor_id) == ("agent", agent.id)
    assert (event.subject_kind, event.subject_id, event.company_id) == (
        "account",
        account.id,
        account.company_id,
    )
    assert event.detail.reason == REASON
    assert "until" in event.detail.after


@pytest.mark.parametrize("role", ["admin"])
def test_whoever_may_not_is_refused(account, role):
    with pytest.raises(NotAllowed):
        impersonation.open_(account, reason=REASON, actor=by(people.staff(role)))


def test_no_company_sees_another_in_its_place(account):
    with pytest.raises(NotAllowed):
        impersonation.open_(account, reason=REASON, actor=of(people.active()))


def test_an_account_that_nobody_enters_shows_nothing(agent):
    with pytest.raises(NothingToSee):
        impersonation.open_(people.pending(), reason=REASON, actor=by(agent))
    suspended = people.active()
    accounts.suspend(suspended, reason="Un doute", actor=by(agent))
    with pytest.raises(AccountSuspended):
        impersonation.open_(suspended, reason=REASON, actor=by(agent))
    erased = people.active()
    accounts.erase(erased, reason="Demande", actor=of(erased))
    with pytest.raises(AccountErased):
        impersonation.open_(erased, reason=REASON, actor=by(agent))


ENDS = {
    "the agent is disabled": lambda agent, account, admin: staff.disable(agent, actor=by(admin)),
    "the agent has another role": lambda agent, account, admin: staff.change_role(
        agent, Role.ADMIN, actor=by(admin)
    ),
    "the agent signs out": lambda agent, account, admin: impersonation.end_all(agent, actor=by(agent)),
    "the account is suspended": lambda agent, account, admin: accounts.suspend(
        account, reason="Un doute", actor=by(agent)
    ),
    "the person signs out everywhere": lambda agent, account, admin: accounts.sign_out_everywhere(
        account, actor=of(account)
    ),
    "the account is erased": lambda agent, account, admin: accounts.erase(
        account, reason="Demande", actor=of(account)
    ),
}


@pytest.mark.parametrize("what", sorted(ENDS))
def test_a_look_ends_when(agent, account, admin, what):
    secret = begun(agent, account)
    ENDS[what](agent, account, admin)
    assert impersonation.find(secret) is None


def test_an_agent_looks_at_one_account_at_a_time(agent, account):
    first = begun(agent, account)
    second = begun(agent, people.active())
    assert impersonation.find(first) is None
    assert impersonation.find(second) is not None
    assert len(events("seen-as-ended")) == 1


def test_two_open_looks_of_one_agent_are_refused_by_the_database(agent, account):
    begun(agent, account)
    with pytest.raises(IntegrityError), transaction() as session:
        other = Impersonation(digest="0" * 64, agent_id=agent.id, account_id=account.id)
        other.started_at, other.ends_at = now(), now() + impersonation.LIFE
        session.add(other)


def test_an_end_before_the_beginning_is_refused_by_the_database(agent, account):
    with pytest.raises(IntegrityError), transaction() as session:
        other = Impersonation(digest="0" * 64, agent_id=agent.id, account_id=account.id)
        other.started_at = other.ends_at = now()
        session.add(other)


def test_a_look_that_is_left_leaves_one_event(agent, account):
    viewing = impersonation.find(begun(agent, account))
    assert viewing is not None
    assert impersonation.end(viewing, actor=by(agent))
    assert not impersonation.end(viewing, actor=by(agent))
    (event,) = events("seen-as-ended")
    assert (event.actor_id, event.subject_id) == (agent.id, account.id)


def test_what_ran_out_is_not_left_a_second_time(agent, account, clock):
    begun(agent, account)
    clock.shift(impersonation.LIFE)
    impersonation.end_all(agent, actor=by(agent))
    assert events("seen-as-ended") == []


def test_whoever_only_looks_writes_nothing_by_whatever_way(agent, account):
    before = audit.head()["sequence"]
    only_look()
    for write in (
        lambda: accounts.suspend(account, reason="Un doute", actor=by(agent)),
        lambda: accounts.sign_out_everywhere(account, actor=of(account)),
        lambda: audit.refused("refused", account, actor=of(account), reason="x"),
    ):
        with pytest.raises(LookOnly):
            write()
    db.session().info.pop("looks")
    assert audit.head()["sequence"] == before


def test_looks_long_over_are_forgotten(agent, account, clock):
    begun(agent, account)
    assert impersonation.purge() == 0
    clock.shift(impersonation.LIFE + impersonation.KEPT)
    assert impersonation.purge() == 1


def test_many_who_end_one_look_at_once_leave_one_event(app, agent, account):
    viewing = impersonation.find(begun(agent, account))
    assert viewing is not None
    who = by(agent)
    outcome = together(app, [lambda: impersonation.end(viewing, actor=who)] * 16)
    assert sorted(outcome.made) == [False] * 15 + [True]
    assert len(events("seen-as-ended")) == 1


def test_one_address_followed_many_times_at_once_lets_in_once(app, agent, account):
    secret = impersonation.open_(account, reason=REASON, actor=by(agent))[1]
    outcome = together(app, [lambda: impersonation.enter(secret) is not None] * 16)
    assert outcome.made.count(True) == 1


def test_many_looks_begun_at_once_by_one_agent_leave_one_open(app, agent, account):
    number, who = account.id, by(agent)

    def begin():
        row = db.session.get(accounts.ProAccount, number)
        return impersonation.open_(row, reason=REASON, actor=who)[0].id

    outcome = together(app, [begin] * 8)
    assert len(outcome.made) == 8
    still = db.session.scalars(db.select(Impersonation).where(Impersonation.ended_at.is_(None))).all()
    assert len(still) == 1
    assert len(events("seen-as")) == 8
