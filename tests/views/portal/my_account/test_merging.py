"""*Mon compte*: another account of the same person goes into this one."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.kernel.access import tokens
from models.staff import Agent
from tests.support import people
from tests.support.merges import twin
from tests.support.records import held, mails_of
from tests.support.visitor import Signed, Visitor
from views import mails as rendered

WORD = people.PRO_PASSWORD


@pytest.fixture
def gone(account: ProAccount, agent: Agent) -> ProAccount:
    """Another account of the same person, the referent of something."""
    other = twin(account)
    held(other, agent)
    return other


def test_by_the_other_password_what_follows_is_shown_and_then_done(
    signed: Signed, account: ProAccount, gone: ProAccount
) -> None:
    visitor, identifier = signed(account), gone.identifier
    page = visitor.open("/mon-compte").doc.xpath("//a[@href='/mon-compte/fusion']")
    assert page, "the way stands on the account's page"
    form = visitor.open("/mon-compte/fusion")
    shown = form.send(identifier=identifier, password=WORD, current_password=WORD).follow()
    assert shown.says("Ce qui suit") and shown.says("Réseaux d’Été") and gone.is_active
    assert shown.send(shown.form("answer"), answer="accepter").follow().says("a rejoint le vôtre")
    assert visitor.open("/tableau-de-bord").says("Réseaux d’Été")
    assert visitor.open(shown.address).status == 404


def test_both_may_stay_apart_at_the_last_question(
    signed: Signed, account: ProAccount, gone: ProAccount
) -> None:
    form = signed(account).open("/mon-compte/fusion")
    shown = form.send(identifier=gone.identifier, password=WORD, current_password=WORD).follow()
    assert shown.send(shown.form("answer"), answer="refuser").follow().says("restent séparés")
    assert gone.is_active


def test_what_is_wrong_stands_beside_its_field_and_no_secret_comes_back(
    signed: Signed, account: ProAccount, gone: ProAccount
) -> None:
    visitor = signed(account)
    for typed, words in (
        (
            {"identifier": gone.identifier, "password": "Non-ce-n’est-pas-12"},
            "Identifiant ou mot de passe inexact",
        ),
        ({"identifier": "pro.jamais.vue", "password": WORD}, "Identifiant ou mot de passe inexact"),
        ({"identifier": people.active().identifier, "password": WORD}, "ne sont pas du même SIREN"),
        ({"identifier": account.identifier, "password": WORD}, "rien à fusionner"),
        ({"identifier": ""}, "Indiquez l’identifiant"),
    ):
        page = visitor.open("/mon-compte/fusion").send(**typed, current_password=WORD)
        assert page.status == 422 and page.says(words), words
        assert WORD not in page.html


def test_without_the_other_password_one_answer_and_a_link_to_who_is_there(
    signed: Signed, account: ProAccount, gone: ProAccount
) -> None:
    visitor, answers = signed(account), []
    for identifier in (gone.identifier, "pro.jamais.vue", people.active().identifier):
        page = visitor.open("/mon-compte/fusion").send(identifier=identifier, current_password=WORD)
        answers.append(page.follow().doc.xpath("string(//*[contains(@class,'b-flash')])"))
    assert len(set(answers)) == 1 and "un lien part" in answers[0]
    assert [mail.to for mail in mails_of("merge-asked")] == [gone.email]


def ask(visitor: Visitor, gone: ProAccount) -> str:
    """Where the link leads that the other account received."""
    visitor.open("/mon-compte/fusion").send(identifier=gone.identifier, current_password=WORD)
    (mail,) = mails_of("merge-asked")
    assert mail.token is not None
    address = f"/mon-compte/fusion/lien/{tokens.secret_of(mail.token)}"
    assert address in rendered.render(mail).body
    return address


def test_the_link_asks_consumes_nothing_and_merges_by_its_button(
    signed: Signed, visitor: Visitor, account: ProAccount, gone: ProAccount
) -> None:
    address = ask(signed(account), gone)
    for _ in range(2):
        page = visitor.open(address)
        assert page.says("Fusionner les deux comptes ?") and page.says("Réseaux d’Été")
    assert page.send(page.form("answer"), answer="accepter").follow().says("n’en font plus qu’un")
    assert gone.merged_into_id == account.id
    assert visitor.open(address).status == 410
    assert visitor.open("/mon-compte/fusion/lien/jamais-envoye").status == 404


def test_the_link_refuses_too(
    signed: Signed, visitor: Visitor, account: ProAccount, gone: ProAccount
) -> None:
    page = visitor.open(ask(signed(account), gone))
    assert page.send(page.form("answer"), answer="refuser").follow().says("restent séparés")
    assert gone.is_active
