"""Ending an attachment, taking it back, reviewing and contesting it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments
from models.attachments import (
    AccountUnusable,
    AlreadyAttached,
    Attachment,
    AttachmentOver,
    DetachTooLate,
    UndoTooLate,
)
from models.attachments.visibility import list_attachments_for_account
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.values.days import working_days_after
from tests.support import people
from tests.support.records import CODE, by, concession, events, held, mails_of, of, waiting

# -- detaching


def test_detaching_frees_the_concession_and_keeps_the_history(app, account, agent):
    bound = held(account, agent)
    attachments.detach(bound, reason="Cession", actor=by(agent))
    assert bound.status == "detached" and bound.ended_reason == "Cession" and bound.ended_by_id == agent.id
    assert bound.concession.status == "free" and list_attachments_for_account(account, "voirie") == []
    assert events("detached")[0].detail.reason == "Cession"


def test_a_detached_concession_may_be_attached_again(app, account, agent):
    bound = held(account, agent)
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    assert held(account, agent, record=bound.concession).is_in_effect


def test_staff_detach_with_a_reason(app, account, agent):
    bound = held(account, agent)
    for reason in ("", "   "):
        with pytest.raises(ReasonMissing):
            attachments.detach(bound, reason=reason, actor=by(agent))
    assert bound.is_open


def test_the_referent_detaches_at_his_own_request(app, account, agent):
    bound = held(account, agent)
    attachments.detach(bound, reason="à la demande du référent", actor=of(account))
    assert bound.ended_reason == "à la demande du référent" and bound.ended_by_id is None


def test_a_referent_too_says_why(app, account, agent):
    bound = held(account, agent)
    with pytest.raises(ReasonMissing):
        attachments.detach(bound, reason=" ", actor=of(account))
    with pytest.raises(ReasonMissing):
        attachments.contest_by_company(bound, account, message=" ", actor=of(account))
    assert bound.is_open and bound.suspended_at is None


def test_a_co_referent_and_a_stranger_detach_nothing(app, account, agent):
    colleague = people.active(company=people.facts(siret=account.company.siret))
    bound = held(account, agent)
    attachments.add_referent(bound, colleague, actor=by(agent))
    for somebody in (colleague, people.active()):
        with pytest.raises(NotAllowed):
            attachments.detach(bound, reason="à la demande du référent", actor=of(somebody))


def test_an_agent_detaches_his_own_within_thirty_minutes(app, account, agent, supervisor, clock):
    clock.move_to(account.activated_at + timedelta(hours=1), tick=False)
    first, second = held(account, agent), held(account, agent)
    with pytest.raises(DetachTooLate):
        attachments.detach(first, reason="Erreur", actor=by(people.staff("agent")))
    clock.shift(timedelta(minutes=30))
    attachments.detach(first, reason="Erreur", actor=by(agent))
    clock.shift(timedelta(seconds=1))
    with pytest.raises(DetachTooLate):
        attachments.detach(second, reason="Erreur", actor=by(agent))
    attachments.detach(second, reason="Cession", actor=by(supervisor))


def test_an_agent_does_not_detach_what_a_company_attached(app, account, agent):
    bound = attachments.claim(
        account, kind="voirie", title=concession().title, access_code=CODE, actor=of(account)
    )
    with pytest.raises(DetachTooLate):
        attachments.detach(bound, reason="Erreur", actor=by(agent))


def test_an_administrator_detaches_nothing(app, account, agent, admin):
    with pytest.raises(NotAllowed):
        attachments.detach(held(account, agent), reason="Erreur", actor=by(admin))


def test_detaching_twice_tells_once(app, account, agent):
    bound = held(account, agent)
    for _ in range(2):
        attachments.detach(bound, reason="Erreur", actor=by(agent))
    assert len(events("detached")) == 1


def test_what_is_detached_within_a_day_is_told_apart(app, account, agent, supervisor, clock):
    clock.move_to(now(), tick=False)
    soon, late, open_ = (held(account, agent) for _ in range(3))
    clock.shift(timedelta(hours=23, minutes=59, seconds=59))
    attachments.detach(soon, reason="Erreur", actor=by(supervisor))
    clock.shift(timedelta(seconds=1))
    attachments.detach(late, reason="Cession", actor=by(supervisor))
    found = db.session.scalars(db.select(Attachment).where(attachments.undone_within_a_day()))
    assert [attachment.id for attachment in found] == [soon.id]
    assert open_.is_open


def test_company_referent_and_old_contact_are_told_of_a_detachment(app, agent):
    account = people.active(company=people.facts(email="siege@example.org"), email="ref@example.org")
    bound = held(account, agent, record=concession(email="ancien@example.org"))
    attachments.detach(bound, reason="Cession", actor=by(agent))
    recipients = {mail.to for mail in mails_of("detached")}
    assert recipients == {"siege@example.org", "ref@example.org", "ancien@example.org"}


# -- taking it back


def test_a_detachment_is_undone_within_thirty_days(app, account, agent, supervisor, clock):
    first, second = held(account, agent), held(account, agent)
    for bound in (first, second):
        attachments.detach(bound, reason="Erreur", actor=by(agent))
    clock.shift(timedelta(days=29, hours=23))
    attachments.undo_detach(first, actor=by(agent))
    assert first.is_in_effect and first.ended_reason is None
    assert events("detachment-undone") and mails_of("detachment-undone")
    clock.shift(timedelta(hours=2))
    with pytest.raises(UndoTooLate):
        attachments.undo_detach(second, actor=by(supervisor))


def test_it_is_not_undone_once_the_concession_was_attached_again(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    again = held(people.active(), agent, "callback", record=bound.concession, called_number="+33235223344")
    with pytest.raises(AlreadyAttached) as refused:
        attachments.undo_detach(bound, actor=by(supervisor))
    assert refused.value.facts["attachment"].id == again.id
    attachments.detach(again, reason="Erreur", actor=by(agent))
    with pytest.raises(AlreadyAttached):
        attachments.undo_detach(bound, actor=by(supervisor))
    attachments.undo_detach(again, actor=by(supervisor))


def test_whoever_detached_undoes_and_so_does_a_supervisor_and_nobody_else(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    for actor in (by(people.staff("agent")), of(account), by(people.staff("admin"))):
        with pytest.raises(NotAllowed):
            attachments.undo_detach(bound, actor=actor)
    attachments.undo_detach(bound, actor=by(supervisor))


def test_a_refusal_and_a_lapse_are_not_undone(app, account, agent, supervisor):
    bound = waiting(account, agent)
    attachments.contest(bound, reason="Faux", actor=by(supervisor))
    with pytest.raises(UndoTooLate):
        attachments.undo_detach(bound, actor=by(supervisor))


def test_it_is_not_undone_for_an_account_that_is_suspended(app, account, agent, supervisor):
    bound = held(account, agent)
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(AccountUnusable):
        attachments.undo_detach(bound, actor=by(supervisor))


def test_undone_after_the_activation_it_takes_effect(app, agent):
    pending = people.pending()
    bound = held(pending, agent)
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    secret = people.activation_secret(pending)
    accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM)
    attachments.undo_detach(bound, actor=by(agent))
    assert bound.status == "in-effect"


# -- waiting too long


def test_what_waits_lapses_after_five_working_days(app, account, agent, supervisor, clock):
    bound = waiting(account, agent)
    clock.move_to(bound.review_due_at - timedelta(seconds=5), tick=False)
    assert attachments.lapse_overdue(actor=people.SYSTEM) == 0
    clock.shift(timedelta(seconds=5))
    assert attachments.lapse_overdue(actor=people.SYSTEM) == 1
    assert bound.status == "lapsed" and bound.concession.status == "free"
    assert events("attachment-lapsed") and mails_of("attachment-lapsed")
    assert attachments.lapse_overdue(actor=people.SYSTEM) == 0


def test_supervisors_are_reminded_once_after_a_working_day(app, account, agent, supervisor, clock):
    bound = waiting(account, agent)
    assert attachments.remind_overdue() == 0
    clock.move_to(working_days_after(bound.created_at, 1), tick=False)
    assert attachments.remind_overdue() == 1
    assert attachments.remind_overdue() == 0
    assert [mail.to for mail in mails_of("review-reminder")] == [supervisor.email]


def test_what_was_decided_neither_lapses_nor_is_reminded_of(app, account, agent, supervisor, clock):
    attachments.approve(waiting(account, agent), actor=by(supervisor))
    clock.shift(timedelta(days=30))
    assert attachments.remind_overdue() == attachments.lapse_overdue(actor=people.SYSTEM) == 0


# -- what is asked before


def test_what_was_not_detached_is_not_undone_whoever_asks(app, account, agent, supervisor):
    bound = held(account, agent)
    with pytest.raises(NotAllowed):
        attachments.check_undo(bound, by(agent))
    with pytest.raises(UndoTooLate):
        attachments.check_undo(bound, by(supervisor))
    attachments.detach(bound, reason="Erreur", actor=by(agent))
    attachments.check_undo(bound, by(agent))


def test_a_referent_is_added_to_what_is_open_by_who_may_attach_or_answers_for_it(app, account, agent):
    bound = held(account, agent)
    attachments.check_add_referent(bound, by(agent))
    attachments.check_add_referent(bound, of(account))
    with pytest.raises(NotAllowed):
        attachments.check_add_referent(bound, of(people.active()))
    attachments.detach(bound, reason="Cession", actor=by(agent))
    with pytest.raises(AttachmentOver):
        attachments.check_add_referent(bound, by(agent))


def test_a_record_that_is_held_is_not_attached_and_says_by_what(app, account, agent):
    record = concession()
    attachments.check_attach(record, by(agent))
    bound = held(account, agent, record=record)
    with pytest.raises(AlreadyAttached) as refused:
        attachments.check_attach(record, by(agent))
    assert refused.value.facts["attachment"] is bound
