"""The welcome page, the sign-in and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models import accounts
from models.accounts import ProAccount
from tests.support import people
from tests.support.visitor import Page, Visitor

SYSTEM = people.SYSTEM


def sign_in(visitor: Visitor, account: ProAccount, password: str = people.PRO_PASSWORD) -> Page:
    return visitor.open("/connexion").send(identifier=account.identifier, password=password)


def test_the_welcome_page_shows_both_ways(visitor: Visitor) -> None:
    page = visitor.open("/")
    for words in (
        "Bienvenue sur Hariane PRO !",
        "J'ai déjà un compte, connectez-moi",
        "pro.prénom.nom ou asso.prénom.nom",
        "Je n'ai pas encore de compte",
        "Créer un compte Pro",
        "Créer un compte Asso",
        "Vous êtes un particulier",
        "À propos",
    ):
        assert page.says(words), words
    assert {"/faq", "/aide", "/identifiant-oublie", "/mot-de-passe-oublie"} <= set(
        page.doc.xpath("//a/@href")
    )


def test_the_right_password_opens_the_dashboard(visitor: Visitor, account: ProAccount) -> None:
    assert sign_in(visitor, account).target == "/tableau-de-bord"
    page = visitor.open("/tableau-de-bord")
    assert page.status == 200 and page.says(account.full_name)
    assert visitor.open("/").target == "/tableau-de-bord"


def test_an_identifier_is_trimmed_and_case_blind(visitor: Visitor, account: ProAccount) -> None:
    page = visitor.open("/connexion").send(
        identifier=f"  {account.identifier.upper()} ", password=people.PRO_PASSWORD
    )
    assert page.target == "/tableau-de-bord"


def test_whoever_was_on_the_way_somewhere_gets_there(visitor: Visitor, account: ProAccount) -> None:
    page = visitor.open("/mon-compte").follow()
    page = page.send(identifier=account.identifier, password=people.PRO_PASSWORD)
    assert page.target == "/mon-compte"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/console/"]
)
def test_the_way_never_leads_out_of_the_portal(visitor: Visitor, account: ProAccount, wanted: str) -> None:
    page = visitor.open("/connexion")
    page = page.send(identifier=account.identifier, password=people.PRO_PASSWORD, next=wanted)
    assert page.answer.headers["Location"] == "/tableau-de-bord"


def test_unknown_wrong_pending_and_suspended_get_one_answer(visitor: Visitor, account: ProAccount) -> None:
    waiting, suspended = people.pending(), people.active()
    accounts.suspend(suspended, reason="Demande de la structure", actor=SYSTEM)
    tries = [
        (account.identifier, "not the password"),
        (waiting.identifier, people.PRO_PASSWORD),
        (suspended.identifier, people.PRO_PASSWORD),
        ("pro.no.body", people.PRO_PASSWORD),
    ]
    answers = set()
    for identifier, password in tries:
        page = Visitor(visitor.client.application.test_client()).open("/connexion")
        page = page.send(identifier=identifier, password=password)
        assert page.status == 422 and page.value("identifier") == identifier
        answers.add(page.text)
        assert people.PRO_PASSWORD not in page.html and "not the password" not in page.html
    assert len(answers) == 1


def test_both_fields_are_asked_for(visitor: Visitor) -> None:
    page = visitor.open("/connexion").send(identifier="", password="")
    assert page.status == 422 and page.errors("identifier") and page.errors("password")


def test_leaving_ends_the_session(visitor: Visitor, account: ProAccount) -> None:
    sign_in(visitor, account)
    page = visitor.open("/tableau-de-bord")
    assert page.send(page.form(action="/deconnexion")).target == "/"
    assert visitor.open("/tableau-de-bord").target == "/connexion"


def test_a_session_that_ended_is_said_so_once_at_the_sign_in(
    signed: Callable[[ProAccount], Visitor], account: ProAccount, clock: Any
) -> None:
    visitor = signed(account)
    clock.shift(61 * 60)
    page = visitor.open("/mon-compte").follow()
    assert page.says("Votre session est terminée.")
    assert not visitor.open("/mon-compte").follow().says("Votre session est terminée.")
    page = page.send(identifier=account.identifier, password=people.PRO_PASSWORD)
    assert page.target == "/mon-compte"


def test_whoever_left_is_not_told_that_the_session_ended(visitor: Visitor, account: ProAccount) -> None:
    sign_in(visitor, account)
    page = visitor.open("/tableau-de-bord")
    page.send(page.form(action="/deconnexion")).follow()
    assert not visitor.open("/tableau-de-bord").follow().says("Votre session est terminée.")


def test_leaving_is_never_a_get(signed: Callable[[ProAccount], Visitor], account: ProAccount) -> None:
    visitor = signed(account)
    assert visitor.open("/deconnexion").status == 405
    assert visitor.open("/tableau-de-bord").status == 200


def test_a_form_without_its_token_is_refused(visitor: Visitor, account: ProAccount) -> None:
    data = {"identifier": account.identifier, "password": people.PRO_PASSWORD}
    assert visitor.client.post("/connexion", data=data).status_code == 400


def test_the_brand_is_a_setting(app, make_app) -> None:
    made = make_app(portal_name="Portail Canari", authority_name="Communauté Essai", test_banner="0")
    with made.app_context():
        for address in ("/", "/faq", "/cgu", "/confidentialite", "/accessibilite", "/a-propos", "/aide"):
            page = Visitor(made.test_client()).open(address)
            assert page.says("Portail Canari") and not page.says("Hariane PRO"), address


def test_a_visitor_has_no_session_to_lose(visitor: Visitor) -> None:
    assert not visitor.open("/").doc.xpath("//*[@id='session']")
    assert visitor.open("/session").target.startswith("/connexion")
