"""Title and code attach a contract; whatever is wrong gets one answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.accounts import ProAccount
from models.cases import Case
from models.concessions import Concession
from models.kernel.base import db
from tests.support import people
from tests.support.portal import claim
from tests.support.visitor import Signed

Made = Callable[..., Concession]

WRONG = "Intitulé ou code incorrect, ou trop d'essais"


def test_title_and_code_attach_and_the_dashboard_shows_it(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession("Port Autonome – réseau Nord")
    page = claim(visitor, "port autonome réseau nord").follow()
    assert page.says("Le compte a bien été ajouté.")
    for words in (
        "Contrats et abonnements rattachés",
        "Contrats d'eau",
        "Comptes de stationnement pro",
        "Comptes concessionnaires VOIRIE",
        "Rattacher un compte de concession voirie",
        "Intitulé",
        "Référent",
        "Action",
        "Page 1 de 1",
    ):
        assert page.says(words), words
    [row] = page.rows.values()
    assert record.title in row and account.full_name in row


def test_whatever_is_wrong_gets_one_answer_and_an_agent_to_ask(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    texts = set()
    for title, code in (
        (record.title, "4826"),
        ("Aucune concession", "4826"),
        (concession(code="1111").title, "1111"),
    ):
        page = claim(visitor, title, code)
        assert page.status == 422 and page.says(WRONG) and page.value("title") == title
        assert page.value("access_code") in (None, "") and code not in page.text
        texts.add(page.text)
    assert len(texts) == 1
    page = page.send(page.form(action="/demander")).follow()
    [case] = db.session.query(Case).all()
    assert page.says("Votre demande est transmise à un agent.") and page.says(
        f"Votre dossier : {case.number}."
    )
    assert case.account_id == account.id and "1111" not in str(case.question.tried)


@pytest.mark.parametrize("code", ["", "42", "12345", "abcd", "٠٠٤٢", "00 42"])
def test_what_is_no_code_is_said_so_and_not_counted(
    signed: Signed, account: ProAccount, concession: Made, code: str
) -> None:
    visitor, record = signed(account), concession()
    for _ in range(6):
        page = claim(visitor, record.title, code)
        assert page.status == 422 and page.errors("access_code") and not page.says(WRONG)
    assert claim(visitor, record.title).status == 303


def test_a_held_concession_is_said_without_a_name_and_opens_a_case(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    record, other = concession(), people.active(last_name="Holder")
    claim(signed(other), record.title)
    page = claim(signed(account), record.title)
    assert page.status == 422 and page.says("déjà rattaché")
    assert "Holder" not in page.html and other.company.name not in page.html
    assert page.says("Son titulaire est interrogé") and page.says("co-référent")
    assert db.session.query(Case).count() == 1
    page = claim(signed(other), record.title)
    assert page.status == 422 and "déjà dans votre tableau de bord" in page.errors("title")
    assert db.session.query(Case).count() == 1


@pytest.mark.parametrize("address", ["/rattachements/autre/nouveau", "/rattachements/1/nouveau"])
def test_an_unknown_kind_does_not_exist(signed: Signed, account: ProAccount, address: str) -> None:
    assert signed(account).open(address).status == 404


@pytest.mark.parametrize("typed", ["orange s a ex france telecom", "ORANGE SA (ex France Télécom)"])
def test_a_legal_form_is_the_same_letter_by_letter(
    signed: Signed, account: ProAccount, concession: Made, typed: str
) -> None:
    concession("Orange S.A. (ex-France Télécom)")
    assert claim(signed(account), typed).follow().says("Le compte a bien été ajouté.")
