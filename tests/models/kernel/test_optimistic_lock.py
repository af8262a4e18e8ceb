"""A correction writes what differs, counts itself, and refuses to overwrite what it never saw."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, audit, cases, concessions, mails, staff
from models.cases import CaseKind
from models.concessions.access_codes import TitleLock
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.errors import Stale
from models.kernel.optimistic_lock import Versioned
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Role
from models.storage import registry
from models.values.siret import Siret
from tests.support import people
from tests.support.records import concession

NAMES = ("phone", "email")


class Row(Versioned):
    """A row of nothing."""

    def __init__(self, **facts):
        self.__dict__.update({"version": 3, "phone": "1", "email": "a@example.org", **facts})


def row(**facts):
    return Row(**facts)


def test_only_what_differs_is_written_and_told():
    held = row()
    done = optimistic_lock.apply(held, {"phone": "2", "email": "a@example.org"}, NAMES, version=3)
    assert done == ({"phone": "1"}, {"phone": "2"})
    assert (held.phone, held.version) == ("2", 4)


def test_what_the_row_says_already_is_no_change():
    held = row()
    assert optimistic_lock.apply(held, {"phone": "1"}, NAMES, version=3) == ({}, {})
    assert held.version == 3


def test_a_version_that_is_over_is_refused_with_what_both_wrote():
    held = row()
    with pytest.raises(Stale) as refused:
        optimistic_lock.apply(held, {"phone": "2"}, NAMES, version=2)
    assert refused.value.facts == {
        "current": {"phone": "1", "email": "a@example.org"},
        "version": 3,
        "wanted": {"phone": "2"},
    }
    assert held.phone == "1"


def test_what_may_not_be_corrected_and_what_is_not_said_are_left_out():
    assert optimistic_lock.correctable({"siret": "1", "phone": "2", "email": None}, NAMES) == {"phone": "2"}


def test_the_trail_tells_who_changed_each_fact_last(app, agent, account):
    by = Actor.of_agent(agent)
    for changes in ({"job_title": "Gérante"}, {"job_title": "Directrice"}, {"last_name": "Dö"}):
        accounts.correct(account, version=account.version, actor=by, **changes)
    last = audit.last_to_change("account", account.id, ("job_title", "last_name", "email"))
    assert {name: event.sequence - last["last_name"].sequence for name, event in last.items()} == {
        "last_name": 0,
        "job_title": -1,
    }


def test_whoever_never_looked_is_not_held_to_a_version():
    held = row()
    optimistic_lock.expect(held, None)
    optimistic_lock.expect(held, 3)
    optimistic_lock.expect(held, held.mark)
    optimistic_lock.advance(held)
    with pytest.raises(Stale) as refused:
        optimistic_lock.expect(held, "3")
    assert refused.value.facts == {"version": 4, "seen": "3"}
    for nonsense in ("none", "", "3.0", "²"):
        assert optimistic_lock.has_moved(held, nonsense)


def test_every_row_that_two_may_touch_counts_its_changes():
    registry.load()
    counted = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Versioned)
    }
    assert counted == {
        "agents",
        "attachments",
        "cases",
        "companies",
        "concessions",
        "edited_texts",
        "import_runs",
        "mandates",
        "match_pairs",
        "outbox_emails",
        "outreach_batches",
        "partners",
        "pro_accounts",
        "road_opening_requests",
        "shapes",
        "title_locks",
    }


def read(row):
    """What somebody has in hand, before a colleague is faster."""
    return row.mark


def test_a_case_that_moved_since_is_not_closed(app, account, agent):
    case = cases.open_(CaseKind.HELP, "Aide", account=account, actor=Actor.of_account(account))
    seen = read(case)
    with transaction():
        optimistic_lock.advance(case)
    with pytest.raises(Stale):
        cases.close(case, reason="Répondu", seen=seen, actor=Actor.of_agent(agent))
    cases.close(case, reason="Répondu", seen=read(case), actor=Actor.of_agent(agent))
    assert not case.is_open and case.version == 3


def test_a_mail_that_a_colleague_resent_is_not_resent_unseen(app, account, agent):
    with transaction():
        mail = mails.notify(MailKind.ACCOUNT_RESTORED, account.email, account=account)
    mails.sent(mail, message_id="<1@example.org>")
    seen, by = read(mail), Actor.of_agent(agent)
    mails.resend(mail, seen=seen, actor=by)
    with pytest.raises(Stale):
        mails.resend(mail, seen=seen, actor=by)
    with pytest.raises(Stale):
        mails.mark_bounced(mail, seen=seen, actor=by)
    mails.mark_bounced(mail, seen=read(mail), actor=by)
    assert mail.state == "bounced"


def test_a_title_that_failures_closed_meanwhile_is_not_reopened_unseen(app, agent):
    record, by = concession(), Actor.of_agent(agent)
    with transaction() as session:
        held = TitleLock(title_digest=record.title_digest, failures=8, paused_until=now() + timedelta(days=1))
        session.add(held)
    seen = read(held)
    with transaction():
        held.closed_at, held.closures = now(), 1
        optimistic_lock.advance(held)
    with pytest.raises(Stale):
        concessions.reopen(record, reason="Appel", seen=seen, actor=by)
    concessions.reopen(record, reason="Appel", seen=read(held), actor=by)
    assert held.closed_at is None and held.version == 3


def test_a_role_that_a_colleague_changed_is_not_changed_unseen(app, agent, admin):
    seen, by = read(agent), Actor.of_agent(admin)
    staff.change_role(agent, Role.SUPERVISOR, seen=seen, actor=by)
    with pytest.raises(Stale):
        staff.change_role(agent, Role.ADMIN, seen=seen, actor=by)
    assert agent.role == "supervisor"


def test_a_referent_who_is_added_makes_no_decision_stale(app, account, agent, supervisor):
    made = attachments.attach(
        concession(), account, evidence="other", justification="x" * 20, actor=Actor.of_agent(agent)
    )
    seen = read(made)
    other = people.active(company=people.facts(siret=Siret.parse(account.company.siret)))
    attachments.add_referent(made, other, actor=Actor.of_agent(agent))
    attachments.approve(made, seen=seen, actor=Actor.of_agent(supervisor))
    assert read(made) != seen
