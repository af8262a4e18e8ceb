"""Staff send an active account what its person would ask for, and never read it."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import AccountNotActive, AccountSuspended, EmailNotProved
from models.kernel.access import tokens
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.records import by, events, mails_of, of


def test_a_link_goes_to_the_person_alone_whatever_strangers_have_asked(app, desk, agent, account):
    for _ in range(4):
        accounts.ask_reset(account.identifier, actor=of(account))
    console = desk(agent)
    page = console.open(f"/console/comptes/details/?id={account.id}")
    assert "Envoyer un nouveau mot de passe" in page.text
    page = console.send(f"/console/comptes/{account.id}/mot-de-passe")
    assert page.status == 303
    mail = mails_of("reset")[-1]
    assert mail.to == account.email and mail.state == "owed" and mail.token is not None
    event = events("password-reset-asked")[-1]
    assert (event.actor_kind, event.subject_id) == ("agent", account.id)
    read = console.open(f"/console/courriels/details/?id={mail.id}")
    assert read.status == 200 and tokens.secret_of(mail.token) not in read.html


def test_it_is_refused_where_the_link_would_reach_nobody_or_somebody_else(app, agent, admin, account):
    with pytest.raises(AccountNotActive):
        accounts.send_reset(people.pending(), actor=by(agent))
    with pytest.raises(NotAllowed):
        accounts.send_reset(account, actor=by(admin))
    accounts.correct(account, version=account.version, email="autre@example.org", actor=by(agent))
    with pytest.raises(EmailNotProved):
        accounts.send_reset(account, actor=by(agent))
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(AccountSuspended):
        accounts.send_reset(account, actor=by(agent))
