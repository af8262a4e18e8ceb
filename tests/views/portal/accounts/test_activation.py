"""The activation link: shown once, followed once, asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from models import accounts
from models.accounts import ProAccount
from models.kernel.base import db
from tests.support import people
from tests.support.visitor import Page, Visitor, username_of

PASSWORD = people.PRO_PASSWORD

GOOD = {"password": PASSWORD, "password_confirm": PASSWORD, "accept_data": "y", "accept_terms": "y"}


@pytest.fixture
def waiting(app: object) -> ProAccount:
    return people.pending()


def link(account: ProAccount) -> str:
    return f"/activation/{people.activation_secret(account)}"


def send(visitor: Visitor, address: str, **changes: Any) -> Page:
    return visitor.open(address).send(**{**GOOD, **changes})


def test_the_link_activates_and_says_so_at_the_sign_in(visitor: Visitor, waiting: ProAccount) -> None:
    page = send(visitor, link(waiting))
    assert page.target == "/connexion"
    page = page.follow()
    assert page.says("Activation de votre accès réussie, vous pouvez dès à présent vous connecter.")
    assert page.value("identifier") == waiting.identifier
    assert page.send(identifier=waiting.identifier, password=PASSWORD).target == "/tableau-de-bord"
    db.session.refresh(waiting)
    assert waiting.terms_version and waiting.terms_accepted_at and waiting.data_accepted_at


def test_looking_consumes_nothing(visitor: Visitor, waiting: ProAccount) -> None:
    address = link(waiting)
    for _ in range(3):
        page = visitor.open(address)
        assert page.status == 200 and page.says("CGU") and page.says(waiting.identifier)
    assert send(visitor, address).status == 303


@pytest.mark.parametrize("missing", list(GOOD))
def test_password_consent_and_terms_are_all_needed(
    visitor: Visitor, waiting: ProAccount, missing: str
) -> None:
    page = send(visitor, link(waiting), **{missing: None})
    assert page.status == 422 and page.errors(missing)
    assert PASSWORD not in page.html, "a secret is never sent back"
    db.session.refresh(waiting)
    assert not waiting.is_active


def test_the_two_passwords_must_agree(visitor: Visitor, waiting: ProAccount) -> None:
    page = send(visitor, link(waiting), password_confirm="Autre-phrase-entierement-61")
    assert page.status == 422 and "diffèrent" in page.errors("password_confirm")


@pytest.mark.parametrize(
    ("password", "expected"),
    [("court", "12"), ("motdepasse123", "devine"), ("x" * 129, "128")],
)
def test_a_weak_password_is_refused_beside_its_field(
    visitor: Visitor, waiting: ProAccount, password: str, expected: str
) -> None:
    page = send(visitor, link(waiting), password=password, password_confirm=password)
    assert page.status == 422 and page.errors("password") and expected in page.errors("password")


def test_a_password_made_of_the_persons_own_name_is_refused(visitor: Visitor, waiting: ProAccount) -> None:
    password = f"{waiting.full_name} 1"
    page = send(visitor, link(waiting), password=password, password_confirm=password)
    assert page.status == 422 and "votre nom" in page.errors("password")


def test_a_used_link_offers_a_way_on(visitor: Visitor, waiting: ProAccount) -> None:
    address = link(waiting)
    send(visitor, address)
    again = visitor.open(address)
    assert again.status == 410 and again.says("a expiré ou a déjà servi")
    assert visitor.post(address, **GOOD).status == 422


def test_an_expired_link_offers_a_new_one(visitor: Visitor, waiting: ProAccount, clock: Any) -> None:
    address = link(waiting)
    clock.shift(73 * 3600)
    page = visitor.open(address)
    assert page.status == 410
    assert page.send(page.form(action="nouveau-lien")).target == "/"
    fresh = link(waiting)
    assert fresh != address and send(visitor, fresh).status == 303


def test_a_resent_link_kills_the_earlier_one(visitor: Visitor, waiting: ProAccount) -> None:
    address = link(waiting)
    accounts.resend(waiting, actor=people.SYSTEM)
    assert visitor.open(address).status == 410


@pytest.mark.parametrize("secret", ["x", "A" * 43, "..", "%00", "é" * 50, "x" * 3000])
def test_a_link_that_never_was_does_not_exist(visitor: Visitor, secret: str) -> None:
    assert visitor.open(f"/activation/{secret}").status == 404
    assert visitor.open(f"/mot-de-passe/{secret}").status == 404
    assert visitor.open(f"/mon-compte/courriel/{secret}").status == 404
    assert visitor.post(f"/activation/{secret}/nouveau-lien").status == 404


def test_a_link_opens_only_what_it_is_for(visitor: Visitor, waiting: ProAccount) -> None:
    assert visitor.open(f"/mot-de-passe/{people.activation_secret(waiting)}").status == 404


def test_a_password_manager_finds_the_identifier(visitor: Visitor, waiting: ProAccount) -> None:
    assert username_of(visitor.open(link(waiting))) == waiting.identifier
