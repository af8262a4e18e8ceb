"""The link of the activation mail."""

from __future__ import annotations

from typing import Any

import pytest

from models import accounts, mails
from models.accounts import ProAccount
from models.kernel import jobs
from models.kernel.base import db
from models.values.passwords import verify
from tests import people
from tests.support.visitor import Page, Visitor

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
    ("password", "said"),
    [("court", "12"), ("motdepasse123", "devine"), ("x" * 129, "128")],
)
def test_a_weak_password_is_refused_beside_its_field(
    visitor: Visitor, waiting: ProAccount, password: str, said: str
) -> None:
    page = send(visitor, link(waiting), password=password, password_confirm=password)
    assert page.status == 422 and page.errors("password") and said in page.errors("password")


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


# -- forgotten


def mails_of(kind: str) -> list[mails.OutboxEmail]:
    db.session.rollback()
    return list(db.session.scalars(db.select(mails.OutboxEmail).filter_by(kind=kind)))


def answer_visitors() -> None:
    """The worker's part of what visitors asked for."""
    db.session.rollback()
    for job in db.session.scalars(db.select(jobs.Job).filter_by(kind=accounts.ANSWER)).all():
        accounts.answer(job.payload)


def test_a_forgotten_password_is_changed_with_the_link(visitor: Visitor, account: ProAccount) -> None:
    from models.kernel.tokens import secret_of

    page = visitor.open("/mot-de-passe-oublie").send(identifier=account.identifier)
    assert page.target == "/connexion"
    answer_visitors()
    [mail] = mails_of("reset")
    assert mail.token is not None
    address, new = f"/mot-de-passe/{secret_of(mail.token)}", "Bassin-du-roi-marnage-19"
    assert visitor.open(address).status == 200
    page = visitor.open(address).send(password=new, password_confirm=new).follow()
    assert page.says("Votre mot de passe est changé") and page.value("identifier") == account.identifier
    db.session.refresh(account)
    assert verify(account.password_hash, new)
    assert visitor.open(address).status == 410
    assert visitor.post(address, password=new, password_confirm=new).status == 422


def test_nobody_learns_whether_an_account_exists(visitor: Visitor, account: ProAccount) -> None:
    answers = set()
    for field, address, values in (
        ("identifier", "/mot-de-passe-oublie", (account.identifier, "pro.no.body")),
        ("email", "/identifiant-oublie", (account.email, "nobody@example.org")),
    ):
        said = set()
        for value in values:
            page = visitor.open(address).send(**{field: value})
            assert page.target == "/connexion"
            said.add(page.follow().text)
        answers.add(len(said))
    assert answers == {1}
    assert not mails_of("reset") and not mails_of("identifiers"), (
        "what is owed is found out later, by the worker"
    )
    answer_visitors()
    assert len(mails_of("reset")) == len(mails_of("identifiers")) == 1


def test_an_address_that_is_none_is_said_so(visitor: Visitor) -> None:
    page = visitor.open("/identifiant-oublie").send(email="nobody")
    assert page.status == 422 and page.errors("email") and page.value("email") == "nobody"
