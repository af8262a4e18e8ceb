"""A new address counts once it is proved."""

from __future__ import annotations

from models.accounts import ProAccount
from models.kernel.access.tokens import secret_of
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people
from tests.support.visitor import Signed


def test_a_new_address_counts_once_it_is_proved(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    page = visitor.open("/mon-compte/courriel").send(
        current_password=people.PRO_PASSWORD, email="neuve@example.org"
    )
    assert page.target == "/mon-compte"
    db.session.refresh(account)
    assert account.email != "neuve@example.org"
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.to == "neuve@example.org" and mail.token is not None
    address = f"/mon-compte/courriel/{secret_of(mail.token)}"
    page = visitor.open(address)
    assert page.status == 200 and page.says("neuve@example.org")
    assert page.send(page.doc.xpath("//main//form")[0]).status == 303
    db.session.refresh(account)
    assert account.email == "neuve@example.org"
    assert visitor.open(address).status == 410 and visitor.post(address).status == 422


def test_an_awaited_address_is_shown_and_given_up(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    visitor.open("/mon-compte/courriel").send(current_password=people.PRO_PASSWORD, email="neuve@example.org")
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.token is not None
    link = f"/mon-compte/courriel/{secret_of(mail.token)}"
    page = visitor.open("/mon-compte")
    assert page.says("neuve@example.org")
    assert page.send(page.form(action="abandonner")).follow().says("Votre adresse reste la même.")
    assert not visitor.open("/mon-compte").says("neuve@example.org")
    assert visitor.open(link).status == 410


def test_the_old_address_is_told_of_the_new(signed: Signed, account: ProAccount) -> None:
    before, visitor = account.email, signed(account)
    visitor.open("/mon-compte/courriel").send(current_password=people.PRO_PASSWORD, email="neuve@example.org")
    mail = db.session.query(OutboxEmail).filter_by(kind="email-change").one()
    assert mail.token is not None
    visitor.post(f"/mon-compte/courriel/{secret_of(mail.token)}")
    [notice] = db.session.query(OutboxEmail).filter_by(kind="email-changed")
    assert notice.to == before and account.email == "neuve@example.org"
