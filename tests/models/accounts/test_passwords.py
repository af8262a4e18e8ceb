"""The current password is the one of this moment: what was right just before opens nothing."""

from __future__ import annotations

import pyotp
import pytest

from models import accounts
from models.accounts import WrongPassword
from models.accounts.merging import asking
from models.kernel.access import tokens
from models.kernel.base import db
from models.kernel.clock import now
from models.sign_in.codes import random_secret
from models.values import passwords
from tests.support.people import PRO_PASSWORD
from tests.support.racing.races import meanwhile
from tests.support.records import mails_of, of, visitor

OWNERS, STRANGERS = "Balise-cardinale-ouest-19", "Feu-de-jetee-nord-2026"


def change_password(account):
    accounts.change_password(account, current_password=PRO_PASSWORD, password=STRANGERS, actor=of(account))


def ask_for_another_address(account):
    accounts.request_email_change(
        account, "inconnu@example.org", current_password=PRO_PASSWORD, actor=of(account)
    )


def turn_on_the_second_factor(account):
    secret = random_secret()
    accounts.turn_on(
        account,
        secret=secret,
        code=pyotp.TOTP(secret).at(now()),
        current_password=PRO_PASSWORD,
        actor=of(account),
    )


def ask_for_a_merge(account):
    asking.request_link(account, "pro.nobody.there", current_password=PRO_PASSWORD, actor=of(account))


def erase(account):
    accounts.erase_own(account, current_password=PRO_PASSWORD, reason="Fin", session=None, actor=of(account))


@pytest.mark.parametrize(
    "deed", [change_password, ask_for_another_address, turn_on_the_second_factor, ask_for_a_merge, erase]
)
def test_whoever_gave_the_old_password_undoes_nothing_of_a_reset_that_came_between(
    app, account, monkeypatch, deed
):
    accounts.ask_reset(account.identifier, actor=visitor())
    secret = tokens.secret_of(mails_of("reset")[-1].token)
    verify, waiting = passwords.verify, [lambda: accounts.reset(secret, OWNERS, actor=visitor())]

    def verified(stored, password):
        right = verify(stored, password)
        if waiting:
            meanwhile(app, waiting.pop())
        return right

    monkeypatch.setattr(passwords, "verify", verified)
    with pytest.raises(WrongPassword):
        deed(account)
    db.session.refresh(account)
    assert account.erased_at is None and not account.has_second_factor
    assert mails_of("email-change") == []
    assert accounts.sign_in(account.identifier, OWNERS, actor=visitor()).id == account.id
