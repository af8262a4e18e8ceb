"""The screen of mails: read as they are written, sent again, marked come back."""

from __future__ import annotations

import pytest

from models import accounts
from models.kernel.access import tokens
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailState, OutboxEmail
from tests.support import people
from tests.support.records import by, events, mails_of
from tests.views.backoffice.conftest import again


@pytest.fixture
def mail(app):
    """The activation mail of an account that waits."""
    account = people.pending()
    return db.session.query(OutboxEmail).filter_by(account_id=account.id).one()


def put(mail, state, error=None):
    with transaction():
        mail.state, mail.last_error = state.value, error


def test_a_mail_is_found_by_its_address_and_read_as_it_is_written(app, desk, agent, mail):
    console = desk(agent)
    assert console.client.get("/console/courriels/", query_string={"search": mail.to}).status_code == 200
    page = console.open(f"/console/courriels/?search={mail.account.identifier}")
    assert page.ids == [str(mail.id)]
    page = console.open(f"/console/courriels/details/?id={mail.id}")
    assert page.status == 200 and mail.to in page.text and "activation" in page.text.lower()


def test_a_hard_refusal_is_shown_corrected_and_sent_again(app, desk, agent, mail):
    put(mail, MailState.REFUSED, "550 5.1.1 no such user")
    console = desk(agent)
    assert str(mail.id) in console.open("/console/courriels/?etat=pas-arrive").ids
    page = console.open(f"/console/courriels/details/?id={mail.id}")
    assert "550 5.1.1 no such user" in page.text and "Corriger et renvoyer" in page.text
    page = console.send(f"/console/courriels/{mail.id}/renvoyer", email="juste@example.org")
    assert page.status == 303
    assert "juste@example.org" in page.follow().text
    assert again(mail).state == MailState.REFUSED.value, "the first stays as it was"
    assert mail.account.email == "juste@example.org"


@pytest.mark.parametrize("typed", ["", "nowhere", "a@b@c"])
def test_it_goes_to_no_address_that_is_none(app, desk, agent, mail, typed):
    put(mail, MailState.REFUSED)
    page = desk(agent).send(f"/console/courriels/{mail.id}/renvoyer", email=typed)
    assert page.status == 422 and page.error("email") and page.value("email") == typed


def test_a_link_that_is_over_is_not_sent_again(app, desk, agent, mail):
    from models import accounts

    put(mail, MailState.SENT)
    accounts.resend(mail.account, actor=people.SYSTEM)
    page = desk(agent).send(f"/console/courriels/{mail.id}/renvoyer")
    assert page.status == 422 and "ne se renvoie pas" in page.text


def test_what_came_back_is_marked_and_only_if_it_left(app, desk, agent, mail):
    console, address = desk(agent), f"/console/courriels/{mail.id}/retour"
    assert console.send(address).status == 422
    put(mail, MailState.SENT)
    assert console.send(address).status == 303
    assert again(mail).state == MailState.BOUNCED.value


def test_administrators_read_mails_and_send_none(app, desk, admin, mail):
    console = desk(admin)
    assert console.open(f"/console/courriels/details/?id={mail.id}").status == 200
    for action in ("renvoyer", "retour"):
        assert console.open(f"/console/courriels/{mail.id}/{action}").status == 403


def test_a_forgotten_mail_says_that_it_is_and_offers_nothing(app, desk, agent, mail):
    put(mail, MailState.SENT)
    email = mail.to
    accounts.erase(mail.account, reason="Demande", actor=people.SYSTEM)
    console = desk(agent)
    assert "adresse effacée" in console.open("/console/courriels/").text
    page = console.open(f"/console/courriels/details/?id={mail.id}")
    assert page.status == 200 and "sont effacés depuis le" in page.text
    assert email not in page.text and "Renvoyer" not in page.text


def test_a_link_that_staff_read_leaves_its_event(app, desk, agent, mail):
    address = f"/console/courriels/details/?id={mail.id}"
    assert people.activation_secret(mail.account) in desk(agent).open(address).text
    assert events("mail-read")[-1].actor_id == agent.id


def test_staff_read_no_link_of_an_active_account(app, desk, agent, account):
    accounts.ask_reset(account.identifier, actor=people.SYSTEM)
    reset = mails_of("reset")[-1]
    page = desk(agent).open(f"/console/courriels/details/?id={reset.id}")
    assert tokens.secret_of(reset.token) not in page.text and "/mot-de-passe/" in page.text
    assert events("mail-read") == []


def test_the_link_of_a_corrected_address_is_sent_again_from_the_account(app, desk, agent, account):
    accounts.correct(account, version=account.version, email="autre@example.org", actor=by(agent))
    console, address = desk(agent), f"/console/comptes/{account.id}/renvoyer"
    assert "Renvoyer le lien" in console.open(f"/console/comptes/details/?id={account.id}").text
    assert console.send(address).status == 303
    assert [mail.to for mail in mails_of("email-proof")] == ["autre@example.org"] * 2
