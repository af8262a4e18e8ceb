"""What happens to an account after its activation, until it is erased, and who is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import accounts, attachments, mails
from models.accounts import AccountErased, AccountStatus
from models.accounts.lifecycle import list_overdue_accounts
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.mails import MailNotResendable
from models.sign_in.throttle import WrongPassword
from tests.support import people
from tests.support.newcomers import activate, create
from tests.support.records import by, concession, count, events, mails_of, of, visitor

# -- what happens to it later


def test_a_correction_tells_the_old_address_and_sends_a_pending_link_to_the_new_one(app, agent):
    account = create()
    first = people.activation_secret(account)
    accounts.correct(account, version=1, email="juste@example.org", last_name="Dö", actor=by(agent))
    assert (account.email, account.full_name, account.identifier) == (
        "juste@example.org",
        "John Dö",
        "pro.john.doe",
    )
    assert [mail.to for mail in mails_of("email-changed")] == ["john.doe@example.org"]
    assert mails_of("activation")[-1].to == "juste@example.org"
    with pytest.raises(TokenExpired):
        tokens.peek(Purpose.ACTIVATION, first)
    with pytest.raises(Stale):
        accounts.correct(account, version=1, email="tard@example.org", actor=by(agent))


def test_a_correction_is_found_by_searches_of_everything_that_bears_the_name(app, agent, account):
    bound = attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    accounts.correct(account, version=account.version, last_name="Nouvellement", actor=by(agent))
    assert "nouvellement" in account.search and "nouvellement" in bound.search


def test_an_erased_account_is_not_corrected_and_says_so_before(app, agent, account):
    accounts.check_correct(account, by(agent))
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    with pytest.raises(AccountErased):
        accounts.check_correct(account, by(agent))


def test_suspending_needs_a_reason_and_closes_the_door_at_once(app, account, agent):
    with pytest.raises(ReasonMissing):
        accounts.suspend(account, reason="  ", actor=by(agent))
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.suspend(account, reason="Départ de la personne", actor=by(agent))
    assert account.status is AccountStatus.SUSPENDED
    assert count(Token, Token.account_id == account.id, Token.ended_at.is_(None)) == 0
    assert mails_of("account-suspended")[0].to == account.email
    with pytest.raises(accounts.AccountSuspended):
        accounts.suspend(account, reason="Encore", actor=by(agent))


def test_restoring_needs_a_reason_and_opens_the_door_again(app, account, agent):
    with pytest.raises(accounts.AccountNotSuspended):
        accounts.restore(account, reason="Rien", actor=by(agent))
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(ReasonMissing):
        accounts.restore(account, reason="", actor=by(agent))
    accounts.restore(account, reason="Doute levé", actor=by(agent))
    assert account.is_active
    assert events("account-restored")[0].detail.reason == "Doute levé"


def test_a_pending_account_that_is_restored_gets_a_new_link(app, agent):
    account = create()
    accounts.suspend(account, reason="Doute", actor=by(agent))
    assert not db.session.scalars(select(Token).where(Token.ended_at.is_(None))).all()
    accounts.restore(account, reason="Levé", actor=by(agent))
    assert activate(account).is_active


def test_an_account_suspended_before_its_activation_cannot_be_activated(app, agent):
    account = create()
    secret = people.activation_secret(account)
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(TokenExpired):
        accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=visitor())


def test_accounts_never_activated_go_after_thirty_days(app, clock, agent):
    account = create(email="oubli@example.org")
    attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    clock.shift(timedelta(days=29, hours=23))
    assert list_overdue_accounts() == []
    clock.shift(timedelta(hours=2))
    assert [each.id for each in list_overdue_accounts()] == [account.id]
    accounts.lapse(account, actor=people.SYSTEM)
    assert account.status is AccountStatus.ERASED and account.email == ""
    assert list_overdue_accounts() == []


def test_an_account_that_lapses_frees_what_it_was_to_hold_and_tells_the_old_contact(app, agent):
    account, record = create(), concession(email="ancien@example.org")
    bound = attachments.attach(record, account, evidence="code", access_code="4827", actor=by(agent))
    accounts.lapse(account, actor=people.SYSTEM)
    assert bound.status == "lapsed" and attachments.current(record) is None
    assert "ancien@example.org" in {mail.to for mail in mails_of("attachment-lapsed")}


def test_an_active_account_does_not_lapse(app, account):
    with pytest.raises(accounts.AccountNotPending):
        accounts.lapse(account, actor=people.SYSTEM)


def test_erasure_leaves_the_person_nowhere_in_the_account_nor_in_what_searches_find(app, agent):
    account = people.active(first_name="Zéphyrine", last_name="Quillebeuf", email="zq@example.org")
    bound = attachments.attach(concession(), account, evidence="code", access_code="4827", actor=by(agent))
    case = attachments.ask_agent(account, kind="voirie", title="Un titre", actor=of(account))
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    for row in (account, bound, case):
        text = " ".join(str(value) for value in vars(row).values()).lower()
        assert "quillebeuf" not in text and "zq@example" not in text
    assert not bound.is_open
    with pytest.raises(Stale):
        accounts.erase(account, reason="Encore", actor=people.SYSTEM)


def test_an_erased_persons_links_are_dead_and_carry_no_address(app, account):
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.request_email_change(
        account, "neuf@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    accounts.erase(account, reason="Demande", actor=people.SYSTEM)
    links = db.session.scalars(select(Token).where(Token.account_id == account.id)).all()
    assert len(links) == 3 and not any(link.is_live or link.data for link in links)


def test_what_an_erased_referent_held_goes_to_a_co_referent(app, agent):
    facts = people.facts()
    first, second = people.active(company=facts), people.active(company=facts)
    bound = attachments.attach(concession(), first, evidence="code", access_code="4827", actor=by(agent))
    attachments.add_referent(bound, second, actor=by(agent))
    accounts.erase(first, reason="Demande", actor=people.SYSTEM)
    assert bound.is_in_effect and bound.referent_id == second.id


# -- correcting the address of a mail that was refused


def test_an_activation_mail_is_corrected_and_sent_again_with_a_new_link(app, agent):
    account = create(email="fautte@example.org")
    refused = mails_of("activation")[0]
    mails.postponed(refused, error="550 inconnu", next_at=None)
    again = mails.resend(refused, email="juste@example.org", actor=by(agent))
    assert again.to == account.email == "juste@example.org"
    assert again.token_id != refused.token_id and not refused.token.is_live
    assert activate(account).is_active


def test_a_reset_link_is_never_sent_to_another_address(app, account, agent):
    accounts.ask_reset(account.identifier, actor=visitor())
    [mail] = mails_of("reset")
    mails.sent(mail, message_id="<1@example.org>")
    with pytest.raises(MailNotResendable):
        mails.resend(mail, email="pirate@example.org", actor=by(agent))


# -- the address corrected by who has just created the account


def test_who_created_an_account_corrects_its_address_and_staff_do_it_their_way(app, agent):
    account = create(email="fautte@example.org")
    with pytest.raises(NotAllowed):
        accounts.readdress(account, "juste@example.org", version=account.version, actor=by(agent))
    accounts.readdress(account, "juste@example.org", version=account.version, actor=visitor())
    assert account.email == "juste@example.org" and account.version == 2
    assert [mail.to for mail in mails_of("activation")] == ["fautte@example.org", "juste@example.org"]
    assert mails_of("email-changed") == []


def test_an_address_that_staff_corrected_meanwhile_is_not_put_back(app, agent):
    account = create(email="fautte@example.org")
    seen = account.version
    accounts.correct(account, version=seen, email="juste@example.org", actor=by(agent))
    with pytest.raises(Stale):
        accounts.readdress(account, "pirate@example.org", version=seen, actor=visitor())
    assert account.email == "juste@example.org"


def test_a_proof_and_what_it_opens_are_one(app, account):
    with pytest.raises(ZeroDivisionError):
        with accounts.proved(account, people.PRO_PASSWORD):
            accounts.erase(account, reason="à la demande de la personne", actor=of(account))
            raise ZeroDivisionError
    db.session.rollback()
    assert account.erased_at is None and account.is_active
    with pytest.raises(WrongPassword):
        with accounts.proved(account, "pas celui-là"):
            raise AssertionError("nothing is done without the proof")
