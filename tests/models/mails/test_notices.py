"""Mails owed: with the change, once each, never held back when they matter, gathered when they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import accounts, attachments, mails
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import Stale
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.mails import (
    MailForgotten,
    MailGathered,
    MailKind,
    MailNotResendable,
    MailOnItsWay,
    MailState,
    MailStillDue,
)
from models.mails.kinds import NOTICES
from models.mails.resending import is_readdressable
from models.values.contacts import EmailRefused
from tests.support import people
from tests.support.records import CODE, actions, by, concession, count, mails_of


def notify(kind=MailKind.NEW_ACCOUNT, to="siege@example.org", **options):
    return mails.notify(kind, to, **options)


def test_a_mail_is_owed_with_a_job_that_sends_it(app):
    mail = notify()
    job = db.session.scalars(select(Job)).one()
    assert (job.kind, job.payload) == ("mail", {"mail": mail.id}) and mail.state == "owed"


def test_a_change_that_fails_owes_no_mail(app):
    with pytest.raises(ZeroDivisionError), transaction():
        notify()
        raise ZeroDivisionError
    assert mails_of() == [] and count(Job) == 0


def test_without_an_address_nothing_is_owed(app):
    assert notify(to="") is None and notify(to=None) is None


def test_beyond_three_a_day_notices_are_held_and_gathered_into_one(app, clock):
    kept = [notify(params={"n": number}).state for number in range(6)]
    assert kept == ["owed"] * 3 + ["held"] * 3
    gathering = db.session.scalars(select(Job).where(Job.kind == "gather")).one()
    assert gathering.payload == {"to": "siege@example.org"} and gathering.due_at > now() + timedelta(hours=23)
    clock.shift(timedelta(hours=24, seconds=5))
    first = mails.gather("siege@example.org")
    assert [notice["n"] for notice in first.params["notices"]] == [3, 4, 5]
    assert first.state == "owed" and first.kind == "gathered"
    assert mails.gather("siege@example.org") is None
    assert {mail.state for mail in mails_of("new-account")} == {"owed", "gathered"}


def test_case_does_not_make_another_address(app):
    states = [
        notify(to=to).state for to in ("a@example.org", "A@example.org", "a@EXAMPLE.org", "A@EXAMPLE.ORG")
    ]
    assert states == ["owed"] * 3 + ["held"]


def test_another_day_and_another_address_count_anew(app, clock):
    for _ in range(4):
        notify()
    assert notify(to="autre@example.org").state == "owed"
    clock.shift(timedelta(hours=24, seconds=1))
    assert notify().state == "owed"


@pytest.mark.parametrize("kind", sorted(set(MailKind) - NOTICES))
def test_activation_reset_and_security_mails_are_never_held_back(app, kind):
    for _ in range(5):
        notify()
    assert notify(kind).state == "owed"


def test_only_notices_are_held_back():
    never = {
        MailKind.ACTIVATION,
        MailKind.RESET,
        MailKind.PASSWORD_CHANGED,
        MailKind.SIGN_IN_FAILURES,
        MailKind.EMAIL_CHANGED,
        MailKind.CONTACT_CHANGED,
        MailKind.ATTACHMENT_CONTESTED,
        MailKind.INVITATION,
        MailKind.ACCOUNT_SUSPENDED,
    }
    assert not never & NOTICES


def test_a_sent_mail_says_when_and_under_which_name(app):
    mail = notify()
    mails.sent(mail, message_id="<1@example.org>")
    assert (mail.state, mail.attempts, mail.message_id) == (MailState.SENT, 1, "<1@example.org>")
    assert mail.sent_at is not None and mail.next_at is None


def test_a_refused_mail_is_shown_with_its_error_and_one_put_off_with_its_time(app):
    mail = notify()
    later = now() + timedelta(minutes=5)
    mails.postponed(mail, error="451 plus tard", next_at=later)
    assert (mail.state, mail.next_at, mail.last_error) == (MailState.RETRYING, later, "451 plus tard")
    mails.postponed(mail, error="550 inconnu", next_at=None)
    assert (mail.state, mail.attempts) == (MailState.REFUSED, 2)


def test_a_mail_is_sent_again_to_a_corrected_address_and_the_first_stays(app, agent):
    mail = notify()
    mails.postponed(mail, error="550 inconnu", next_at=None)
    again = mails.resend(mail, email="juste@example.org", actor=by(agent))
    assert (again.to, again.state, mail.state) == ("juste@example.org", "owed", "refused")
    assert "mail-resent" in actions()
    with pytest.raises(EmailRefused):
        mails.resend(mail, email="n’importe quoi", actor=by(agent))


def test_what_an_agent_sends_again_is_not_held_back(app, agent):
    first, *_, last = [notify() for _ in range(4)]
    mails.sent(first, message_id="<1@example.org>")
    assert last.state == "held"
    assert mails.resend(first, actor=by(agent)).state == "owed"


def test_a_mail_that_has_yet_to_leave_or_left_with_others_is_not_sent_twice(app, agent):
    *_, held = mails_owed = [notify() for _ in range(4)]
    for mail in (mails_owed[0], held):
        with pytest.raises(MailStillDue):
            mails.resend(mail, email="juste@example.org", actor=by(agent))
    mails.postponed(mails_owed[0], error="451 plus tard", next_at=now() + timedelta(minutes=5))
    with pytest.raises(MailStillDue):
        mails.resend(mails_owed[0], actor=by(agent))
    mails.gather(held.to_key)
    with pytest.raises(MailGathered):
        mails.resend(held, actor=by(agent))
    assert "mail-resent" not in actions()


def test_an_activation_whose_link_lives_is_sent_again_as_it_is_and_a_dead_one_is_not(app, agent, clock):
    people.pending()
    mail = mails_of("activation")[0]
    mails.sent(mail, message_id="<1@example.org>")
    again = mails.resend(mail, actor=by(agent))
    assert again.token_id == mail.token_id
    clock.shift(timedelta(hours=73))
    with pytest.raises(MailNotResendable):
        mails.resend(mail, actor=by(agent))


def test_a_bounce_is_marked_on_what_was_sent(app, agent):
    mail = notify()
    with pytest.raises(Stale):
        mails.mark_bounced(mail, actor=by(agent))
    mails.sent(mail, message_id="<1@example.org>")
    mails.mark_bounced(mail, actor=by(agent))
    assert mail.state == "bounced" and "mail-bounced" in actions()


def test_no_mail_holds_the_secret_of_its_link(app):
    account = people.pending()
    secret = people.activation_secret(account)
    mail = mails_of("activation")[0]
    assert secret not in str(mail.params) + mail.search


def test_an_attachment_owes_its_mails_or_none(app, account, agent, monkeypatch):
    monkeypatch.setattr(jobs, "enqueue", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    assert mails_of("attached") == [] and count(attachments.Attachment) == 0


# -- what is asked before


def test_a_mail_is_sent_again_somewhere_unless_its_link_is_over_and_leads_nowhere(app, agent):
    account = people.pending()
    mail = mails_of("activation", to=account.email)[0]
    mails.sent(mail, message_id="<1@example.org>")
    mails.check_resend_anywhere(mail, by(agent))
    accounts.resend(account, actor=by(agent))
    assert is_readdressable(mail)
    mails.check_resend_anywhere(mail, by(agent))  # corrected, the account gets a new link
    with pytest.raises(MailNotResendable):
        mails.check_resend(mail, by(agent))
    accounts.activate(
        people.activation_secret(account), people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM
    )
    assert not is_readdressable(mail)
    with pytest.raises(MailNotResendable):
        mails.check_resend_anywhere(mail, by(agent))


def test_a_mail_on_its_way_says_where_it_stands_and_when_it_is_tried_again(app, agent):
    mail, later = notify(), now() + timedelta(minutes=5)
    with pytest.raises(MailOnItsWay) as refused:
        mails.check_resend_anywhere(mail, by(agent))
    assert refused.value.facts == {"why": "owed", "next_at": None}
    mails.postponed(mail, error="451 plus tard", next_at=later)
    with pytest.raises(MailOnItsWay) as refused:
        mails.check_resend_anywhere(mail, by(agent))
    assert refused.value.facts == {"why": "retrying-at", "next_at": later}


def test_what_came_back_was_sent_and_is_remembered(app, agent):
    mail = notify()
    with pytest.raises(Stale):
        mails.check_mark_bounced(mail, by(agent))
    mails.sent(mail, message_id="<1@example.org>")
    mails.check_mark_bounced(mail, by(agent))
    mails.mark_bounced(mail, actor=by(agent))
    with pytest.raises(Stale):
        mails.check_mark_bounced(mail, by(agent))


def test_of_a_forgotten_mail_nothing_is_done(app, agent):
    account = people.active()
    mail = mails_of("activation", to=account.email)[0]
    mails.sent(mail, message_id="<1@example.org>")
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    assert mail.forgotten_at is not None
    for check in (mails.check_resend, mails.check_resend_anywhere, mails.check_mark_bounced):
        with pytest.raises(MailForgotten):
            check(mail, by(agent))
