"""Strangers cause three mails a day and ten a week to one address, over all of them and all kinds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, mails
from models.accounts import Person, reminders
from models.accounts.email_change import MailboxFull, pending_email
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind, MailState
from models.mails.queries import list_troubled
from models.mails.states import CAPPED_ERROR
from models.sign_in.throttle import SignInRefused, WrongPassword
from models.staff import Agent
from tests.support import people
from tests.support.records import by, mails_of, of, visitor

VICTIM = "victime@example.org"


def sign_up(email=VICTIM, *, actor=None, **company):
    return accounts.create(
        people.facts(**company), Person("Jean", "Dupont", email, "Employé"), actor=actor or visitor()
    )


def left():
    return [mail for mail in mails_of() if mail.last_error != CAPPED_ERROR]


def test_the_fourth_account_of_a_day_sends_nothing_to_the_same_address(app):
    for spelling in (VICTIM, VICTIM.upper(), VICTIM, VICTIM):
        sign_up(spelling)
    states = [(mail.state, mail.last_error) for mail in mails_of()]
    assert states == [(MailState.OWED, None)] * 3 + [(MailState.REFUSED, CAPPED_ERROR)]
    sign_up("autre@example.org")
    assert len(left()) == 4, "another address has its own measure"


def test_ten_a_week_is_the_most_and_a_week_later_there_is_room_again(app, clock):
    for _ in range(6):
        for _ in range(4):
            sign_up()
        clock.shift(timedelta(hours=25))
    assert len(left()) == 10
    clock.shift(timedelta(days=7))
    sign_up()
    assert len(left()) == 11


def test_every_kind_that_a_stranger_can_cause_counts(app):
    account = people.active(email=VICTIM)
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.remind_identifiers(VICTIM, actor=visitor())
    for _ in range(5):
        with pytest.raises(SignInRefused):
            accounts.sign_in(account.identifier, "wrong", actor=visitor())
    assert [mail.kind for mail in mails_of(to=VICTIM)][1:] == ["reset", "identifiers", "sign-in-failures"]
    sign_up()
    accounts.ask_reset(account.identifier, actor=visitor())
    assert [mail.last_error for mail in mails_of(to=VICTIM)][4:] == [CAPPED_ERROR]


def test_a_new_address_asked_for_too_often_is_refused_and_the_link_before_it_lives_on(app, clock):
    account = people.active()
    change = {"current_password": people.PRO_PASSWORD, "actor": of(account)}
    for _ in range(3):
        accounts.request_email_change(account, VICTIM, **change)
    live = tokens.live(Purpose.EMAIL_CHANGE, account)
    for _ in range(6):
        with pytest.raises(MailboxFull):
            accounts.request_email_change(account, VICTIM.upper(), **change)
    assert tokens.live(Purpose.EMAIL_CHANGE, account) == live is not None
    assert len([mail for mail in mails_of() if mail.kind == "email-change-asked"]) == 3
    accounts.request_email_change(account, "autre@example.org", **change)
    clock.shift(timedelta(hours=25))
    accounts.request_email_change(account, VICTIM, **change)
    with pytest.raises(WrongPassword):
        accounts.request_email_change(account, VICTIM, current_password="wrong", actor=of(account))


def test_no_request_to_change_an_address_tells_who_has_an_account(app):
    known = people.active(email=VICTIM)
    for _ in range(3):
        accounts.remind_identifiers(VICTIM, actor=visitor())
        accounts.remind_identifiers("inconnu@example.org", actor=visitor())
    seen = []
    for address in (VICTIM, "inconnu@example.org"):
        account = people.active()
        change = {"current_password": people.PRO_PASSWORD, "actor": of(account)}
        accounts.request_email_change(account, "avant@example.org", **change)
        before = tokens.live(Purpose.EMAIL_CHANGE, account)
        with pytest.raises(WrongPassword):
            accounts.request_email_change(account, address, current_password="wrong", actor=of(account))
        accounts.request_email_change(account, address, **change)
        awaited = pending_email(account)
        kinds = [mail.kind for mail in mails_of(to=account.email)]
        seen.append((awaited.data == address, before.is_live, kinds))
    assert seen[0] == seen[1] and known.email == VICTIM
    sent = {mail.to: mail.last_error for mail in mails_of("email-change")}
    assert sent[VICTIM] == CAPPED_ERROR and sent["inconnu@example.org"] is None, "and the most is the most"


def test_a_companys_typed_address_hears_of_ten_newcomers_a_week_and_of_their_own_measure(app, clock):
    company = people.facts(email="standard@example.org")
    for number in range(14):
        people.active(company=company, email=f"n{number}@example.org")
        clock.shift(timedelta(hours=9))
    notices = [mail for mail in mails_of() if mail.kind == "new-account"]
    assert [mail.last_error for mail in notices].count(CAPPED_ERROR) == 14 - 10
    clock.shift(timedelta(days=7))
    people.active(company=company, email="apres@example.org")
    assert mails_of()[-1].last_error is None


def test_what_strangers_caused_too_often_waits_for_nobody_of_the_staff(app):
    for _ in range(4):
        sign_up()
    db.session.expire_all()
    capped = mails_of()[-1]
    assert capped.last_error == CAPPED_ERROR and not capped.is_troubled and not capped.troubled
    assert list_troubled(10) == []


def test_warnings_of_failed_sign_ins_leave_room_for_a_reset(app):
    account = people.active(email=VICTIM)
    with transaction():
        for _ in range(3):
            mails.notify(MailKind.SIGN_IN_FAILURES, VICTIM, account=account)
    warnings = [mail.last_error for mail in mails_of(to=VICTIM) if mail.kind == "sign-in-failures"]
    assert warnings == [None, CAPPED_ERROR, CAPPED_ERROR]
    accounts.ask_reset(account.identifier, actor=visitor())
    assert mails_of(to=VICTIM)[-1].last_error is None


def test_reminders_count_too(app, clock):
    for _ in range(4):
        accounts.create(people.facts(), Person("Jean", "Dupont", VICTIM, "Employé"), actor=people.SYSTEM)
    clock.shift(timedelta(days=3, minutes=1))
    reminders.remind(actor=people.SYSTEM)
    assert [mail.last_error for mail in mails_of() if mail.kind == "activation-reminder"] == [
        None, None, None, CAPPED_ERROR,
    ]  # fmt: skip


def test_a_live_link_is_not_killed_by_a_mail_that_will_not_leave(app):
    account = people.active(email=VICTIM)
    for _ in range(5):
        accounts.ask_reset(account.identifier, actor=visitor())
    resets = [mail for mail in mails_of() if mail.kind == "reset"]
    assert len(resets) == 3 and resets[-1].token == tokens.live(Purpose.RESET, account)


def test_staff_write_whatever_strangers_caused(app, agent: Agent):
    account = sign_up()
    for _ in range(3):
        sign_up()
    accounts.resend(account, actor=by(agent))
    sign_up(actor=by(agent))
    assert [mail.state for mail in mails_of()][-2:] == [MailState.OWED] * 2
