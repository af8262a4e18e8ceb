"""A link activates once, within its time, and tells whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments
from models.accounts import AccountStatus, ProAccount
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.transactions import transaction
from models.values.passwords import PasswordRefused
from tests.support import people
from tests.support.newcomers import activate, create
from tests.support.racing.races import together
from tests.support.records import actions, by, concession, count, mails_of, visitor


def test_activation_sets_the_password_and_keeps_the_consents_with_their_time(app, clock):
    account = create()
    active = activate(account)
    assert active.status is AccountStatus.ACTIVE
    assert active.terms_version == "3"
    assert active.terms_accepted_at == active.data_accepted_at == active.activated_at
    assert accounts.sign_in("pro.john.doe", people.PRO_PASSWORD, actor=visitor()).id == account.id


def test_a_link_activates_once(app):
    account = create()
    secret = people.activation_secret(account)
    activate(account)
    with pytest.raises(TokenExpired):
        accounts.activate(secret, "Une-autre-phrase-longue-9", terms_version="3", actor=visitor())


def test_looking_at_the_link_consumes_nothing(app):
    account = create()
    secret = people.activation_secret(account)
    for _ in range(5):
        assert tokens.peek(Purpose.ACTIVATION, secret).account_id == account.id
    activate(account)


def test_a_refused_password_does_not_consume_the_link(app):
    account = create()
    with pytest.raises(PasswordRefused):
        accounts.activate(people.activation_secret(account), "court", terms_version="3", actor=visitor())
    assert activate(account).is_active


def test_the_link_dies_after_seventy_two_hours(app, clock):
    account = create()
    secret = people.activation_secret(account)
    clock.shift(timedelta(hours=71, minutes=59))
    assert tokens.peek(Purpose.ACTIVATION, secret)
    assert account.status is AccountStatus.PENDING
    clock.shift(timedelta(minutes=2))
    with pytest.raises(TokenExpired):
        activate(account)
    assert account.status is AccountStatus.LINK_EXPIRED


def test_resending_kills_the_earlier_link(app):
    account = create()
    first = people.activation_secret(account)
    accounts.resend(account, actor=people.SYSTEM)
    with pytest.raises(TokenExpired):
        tokens.peek(Purpose.ACTIVATION, first)
    assert people.activation_secret(account) != first
    assert count(Token, Token.account_id == account.id, Token.ended_at.is_(None)) == 1
    assert len(mails_of("activation")) == 2 and "activation-resent" in actions()


def test_an_active_account_is_sent_no_activation_link(app, account):
    with pytest.raises(accounts.AccountNotPending):
        accounts.resend(account, actor=people.SYSTEM)


def test_an_expired_link_brings_a_new_one_to_the_accounts_own_address(app, clock):
    account = create()
    secret = people.activation_secret(account)
    clock.shift(timedelta(hours=73))
    accounts.request_activation_again(secret, actor=visitor())
    assert [mail.to for mail in mails_of("activation")] == ["john.doe@example.org"] * 2
    accounts.request_activation_again(secret, actor=visitor())
    assert len(mails_of("activation")) == 2
    with pytest.raises(TokenUnknown):
        accounts.request_activation_again("rien", actor=visitor())


def test_an_expired_link_that_is_followed_by_several_at_once_brings_one_new_link(app, clock):
    secret = people.activation_secret(create())
    clock.shift(timedelta(hours=73))
    together(app, [lambda: accounts.request_activation_again(secret, actor=visitor())] * 6)
    assert len(mails_of("activation")) == 2


def test_activation_tells_the_companys_address(app):
    account = activate(create(company=people.facts(email="siege@example.org")))
    sent = mails_of("new-account")
    assert [mail.to for mail in sent] == ["siege@example.org"]
    assert sent[0].params["identifier"] == account.identifier


def test_activation_tells_referents_and_no_other_account_of_the_company(app, agent):
    facts = people.facts(email="siege@example.org")
    referent = people.active(company=facts, email="referent@example.org")
    people.active(company=facts, email="curieux@example.org")
    attachments.attach(concession(), referent, evidence="code", access_code="4827", actor=by(agent))
    before = len(mails_of("new-account"))
    activate(create(company=facts))
    recipients = {mail.to for mail in mails_of("new-account")[before:]}
    assert recipients == {"siege@example.org", "referent@example.org"}


def test_at_most_three_notices_a_day_leave_for_one_address(app):
    facts = people.facts(email="siege@example.org")
    for number in range(5):
        people.active(company=facts, email=f"p{number}@example.org")
    states = [mail.state for mail in mails_of("new-account", to="siege@example.org")]
    assert states == ["owed"] * 3 + ["held"] * 2


def test_the_database_itself_refuses_an_active_account_without_its_consents(app, account):
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(ProAccount).where(ProAccount.id == account.id).values(terms_accepted_at=None))
