"""A person goes: one session at a time, or for good, and the audit tells both in order."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import WrongPassword
from models.audit import AuditEvent
from models.kernel.access import sessions
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from tests.support import people


def actions():
    db.session.rollback()
    return list(db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.sequence)))


def is_live(secret):
    db.session.rollback()
    return sessions.find(Site.PORTAL, secret) is not None


def test_signing_out_kills_the_session_of_this_browser_alone(account):
    here, elsewhere = (sessions.open_(Site.PORTAL, account=account) for _ in range(2))
    accounts.sign_out(account, session=here, actor=Actor.of_account(account))
    assert not is_live(here)
    assert is_live(elsewhere)
    assert actions()[-1] == "signed-out"


def test_a_session_that_is_nowhere_is_signed_out_of_all_the_same(account):
    accounts.sign_out(account, session=None, actor=Actor.of_account(account))
    assert actions()[-1] == "signed-out"


def test_whoever_erases_their_account_is_signed_out_first(account):
    secret = sessions.open_(Site.PORTAL, account=account)
    accounts.erase_own(
        account,
        current_password=people.PRO_PASSWORD,
        reason="asked for",
        session=secret,
        actor=Actor.of_account(account),
    )
    assert account.erased_at is not None
    assert not is_live(secret)
    assert [each for each in actions() if each in ("signed-out", "account-erased")] == [
        "signed-out",
        "account-erased",
    ]


def test_a_wrong_password_erases_nothing_and_signs_nobody_out(account):
    secret = sessions.open_(Site.PORTAL, account=account)
    with pytest.raises(WrongPassword):
        accounts.erase_own(
            account,
            current_password="Pas-le-bon-du-tout",
            reason="asked for",
            session=secret,
            actor=Actor.of_account(account),
        )
    assert account.erased_at is None
    assert is_live(secret)
    assert not {"signed-out", "account-erased"} & set(actions())
