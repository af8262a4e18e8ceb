"""The three steps of an account's creation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.companies import Company
from models.companies.directory import State
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import OutboxEmail
from tests.support.portal import COMPANY, PERSON, KnownDirectory, step_2, step_3
from tests.support.records import count
from tests.support.visitor import Visitor


def test_three_steps_make_an_account_and_owe_one_mail(visitor: Visitor, directory: KnownDirectory) -> None:
    page = step_3(visitor, directory)
    page = page.send(**PERSON)
    assert page.target == "/creer-un-compte/recapitulatif"
    page = page.follow()
    assert page.doc.get_element_by_id("identifier").text_content() == "pro.john.doe"
    assert page.says(
        "Le compte de RESEAUX DU LITTORAL a été créé. Vous allez recevoir un courriel de confirmation."
    )
    assert page.says("john.doe@example.org")
    assert visitor.open("/creer-un-compte/recapitulatif").says("pro.john.doe"), (
        "the summary survives a reload"
    )
    account = find_by_identifier("pro.john.doe")
    assert account is not None and account.job_title == "Employé" and not account.newsletter
    assert account.company.phone == "+33235223344"
    assert count(OutboxEmail) == 1


def test_the_company_is_shown_as_the_directory_describes_it(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_2(visitor, directory)
    for words in ("RESEAUX DU LITTORAL", "HOTEL DES RESEAUX", "12 RUE DU PERREY", "76600 LE HAVRE", "(2/3)"):
        assert page.says(words), words
    assert page.value("kind") == "entreprise" and page.value("acronym") == "RDL"
    assert not page.doc.xpath("//*[@name='name' or @name='address']"), "what is known is not asked"
    assert not page.says("répertoire, vu"), "it was asked just now"


def test_an_answer_of_earlier_says_how_old_it_is(
    noon: Any, visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_2(visitor, directory, seen_at=now() - timedelta(hours=3, minutes=5))
    assert page.says("Répertoire, vu il y a 3 heures.")


@pytest.mark.parametrize(
    "address",
    ["/creer-un-compte/structure", "/creer-un-compte/personne", "/creer-un-compte/recapitulatif"],
)
def test_no_step_can_be_reached_without_the_one_before(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    assert page.status == 303 and page.target == "/creer-un-compte/pro"


def test_the_third_step_cannot_be_reached_from_the_first(visitor: Visitor, directory: KnownDirectory) -> None:
    step_2(visitor, directory, account_type="asso", category="9220")
    page = visitor.open("/creer-un-compte/personne")
    assert page.status == 303 and page.target == "/creer-un-compte/asso"
    assert visitor.open("/creer-un-compte/recapitulatif").target == "/creer-un-compte/asso"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "Indiquez un SIRET"),
        ("2000849520001", "13 chiffres"),
        ("00000000000000", "zéros"),
        ("20008495200016", "vérifiez les 14 chiffres"),
        ("ABC08495200015", "lettres"),
        ("２０００８４９５２０００１５", "chiffres"),
    ],
)
def test_a_wrong_siret_is_refused_and_kept(visitor: Visitor, typed: str, expected: str) -> None:
    page = visitor.open("/creer-un-compte/pro").send(siret=typed)
    assert page.status == 422 and expected in page.errors("siret")
    assert page.value("siret") == typed
    assert page.doc.findtext(".//title").startswith("Erreur")


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        (State.CLOSED, {}, "fermé"),
        (State.CLOSED, {"closed_unit": True}, "cessé"),
        (State.CLOSED, {"is_duplicate": True, "successor": "552032534"}, "552"),
        (State.UNKNOWN, {}, "ne connaît pas"),
        (State.UNAVAILABLE, {}, "ne répond pas"),
    ],
)
def test_each_answer_of_the_directory_has_its_own_honest_message(
    visitor: Visitor, directory: KnownDirectory, state: State, facts: dict[str, bool], expected: str
) -> None:
    siret = directory.add(state, **facts)
    page = visitor.open("/creer-un-compte/pro").send(siret=siret)
    assert page.status == 422 and expected in page.errors("siret") and page.value("siret") == siret
    assert visitor.open("/creer-un-compte/structure").status == 303, "nothing was begun"


def test_what_the_directory_keeps_to_itself_is_asked_for(visitor: Visitor, directory: KnownDirectory) -> None:
    hidden = {"name": "", "acronym": "", "address": "", "postcode": ""}
    page = step_2(visitor, directory, state=State.PARTLY_DIFFUSIBLE, **hidden)
    assert "[ND]" not in page.html
    refused = page.send(**COMPANY)
    assert refused.status == 422
    assert refused.errors("name") and refused.errors("address") and refused.errors("postcode")
    assert not refused.doc.xpath("//*[@name='city']"), "the town is known"
    typed = {"name": "Dupont Élagage", "address": "3 rue des Gallions", "postcode": "76600"}
    refused.send(**COMPANY, **typed).follow().send(**PERSON).follow()
    company = db.session.query(Company).one()
    assert (company.name, company.city) == ("Dupont Élagage", "LE HAVRE")


@pytest.mark.parametrize("missing", ["kind", "phone", "email"])
def test_a_missing_fact_of_the_company_is_named_and_the_rest_kept(
    visitor: Visitor, directory: KnownDirectory, missing: str
) -> None:
    page = step_2(visitor, directory).send(**{**COMPANY, missing: ""})
    assert page.status == 422
    assert [name for name in COMPANY if page.errors(name)] == [missing]
    assert all(page.value(name) == COMPANY[name] for name in COMPANY if name != missing)


@pytest.mark.parametrize("missing", list(PERSON))
def test_a_missing_fact_of_the_person_is_named_and_nothing_is_made(
    visitor: Visitor, directory: KnownDirectory, missing: str
) -> None:
    page = step_3(visitor, directory).send(**{**PERSON, missing: ""})
    assert page.status == 422 and [name for name in PERSON if page.errors(name)] == [missing]
    assert count(ProAccount) == count(Company) == count(OutboxEmail) == 0


def test_news_are_not_ticked_beforehand(visitor: Visitor, directory: KnownDirectory) -> None:
    box = step_3(visitor, directory).doc.xpath("//input[@name='newsletter']")[0]
    assert not box.checked


def test_going_back_keeps_what_was_typed(visitor: Visitor, directory: KnownDirectory) -> None:
    page = step_3(visitor, directory).send(first_name="Anne", email="pas une adresse", action="retour")
    assert page.target == "/creer-un-compte/structure"
    page = page.follow()
    assert page.value("phone") == "02 35 22 33 44"
    page = page.send(phone="02 35 00 00 00", action="retour")
    assert page.target == "/creer-un-compte/pro"
    page = page.follow()
    page = page.send(siret=page.value("siret")).follow()
    assert page.value("phone") == "02 35 00 00 00"
    page = page.send(**COMPANY).follow()
    assert (page.value("first_name"), page.value("email")) == ("Anne", "pas une adresse")


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"phone": "02 35"}], ids=["kind", "phone"])
def test_going_back_over_a_wrong_second_step_closes_the_third(
    visitor: Visitor, directory: KnownDirectory, wrong: dict[str, str]
) -> None:
    step_3(visitor, directory)
    visitor.open("/creer-un-compte/structure").send(**COMPANY | wrong, action="retour")
    assert visitor.open("/creer-un-compte/personne").target == "/creer-un-compte/pro"
    csrf = visitor.open("/creer-un-compte/pro").value("csrf_token")
    sent = visitor.client.post("/creer-un-compte/personne", data=PERSON | {"csrf_token": csrf})
    assert sent.status_code == 303 and count(ProAccount) == 0


def test_another_siret_begins_afresh(visitor: Visitor, directory: KnownDirectory) -> None:
    step_3(visitor, directory)
    page = step_2(visitor, directory, name="AUTRE")
    assert page.value("phone") in (None, "")
    assert visitor.open("/creer-un-compte/personne").status == 303


def test_a_page_of_one_company_makes_no_account_for_another(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    first = step_3(visitor, directory, name="PREMIERE")
    second = step_3(visitor, directory, name="SECONDE")
    page = first.send(**PERSON)
    assert page.target == "/creer-un-compte/structure" and count(ProAccount) == 0
    page = page.follow()
    assert page.says("SECONDE") and page.says("Cette page montrait une autre structure")
    page = second.send(**PERSON).follow()
    assert page.says("Le compte de SECONDE a été créé") and count(ProAccount) == 1


@pytest.mark.parametrize("field", ["name", "address", "acronym"])
def test_the_mark_of_the_directory_is_not_taken_for_an_answer(
    visitor: Visitor, directory: KnownDirectory, field: str
) -> None:
    page = step_2(visitor, directory, name="", address="", state=State.PARTLY_DIFFUSIBLE)
    page = page.send(**COMPANY | {"name": "Moi", "address": "1 rue A", field: "[nd]"})
    assert page.status == 422 and page.errors(field) and page.value(field) == "[nd]"


def test_the_legal_category_decides_the_type_and_the_page_says_so(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_2(visitor, directory, account_type="pro", category="9220")
    assert page.says("votre structure est une association") and page.says("asso.")
    page = page.send(**COMPANY).follow().send(**PERSON).follow()
    assert page.says("asso.john.doe") and page.says("Le type de votre structure décide")


def test_an_association_by_its_own_button_is_told_nothing_special(
    visitor: Visitor, directory: KnownDirectory
) -> None:
    page = step_2(visitor, directory, account_type="asso", category="9220")
    assert not page.says("D’après le répertoire, votre structure")
    assert page.says("Celui de l’association") and not page.says("Celui de l’entreprise")
    page = page.send(**COMPANY).follow().send(**PERSON).follow()
    assert page.says("asso.john.doe")


@pytest.mark.both_engines("one engine keeps a zero byte, the other refuses it")
@pytest.mark.parametrize("name", ["Jean\x00", "a\r\nBcc: x@example.org", "x" * 121, "<b>", "exemple.fr"])
def test_a_name_that_nobody_types_is_refused(visitor: Visitor, directory: KnownDirectory, name: str) -> None:
    page = step_3(visitor, directory).send(**{**PERSON, "last_name": name})
    assert page.status == 422 and page.errors("last_name")
    assert "\x00" not in page.html and count(ProAccount) == 0


def test_names_are_kept_as_typed(visitor: Visitor, directory: KnownDirectory) -> None:
    page = step_3(visitor, directory)
    page.send(**{**PERSON, "first_name": "Élodie", "last_name": "d'Œuvré-Łuk"}).follow()
    account = db.session.query(ProAccount).one()
    assert (account.first_name, account.last_name) == ("Élodie", "d'Œuvré-Łuk")
    assert account.identifier == "pro.elodie.doeuvre-luk"


def test_what_was_typed_is_kept_an_hour_and_the_page_says_so_when_it_is_over(
    visitor: Visitor, directory: KnownDirectory, clock: Any
) -> None:
    step_3(visitor, directory)
    clock.shift(61 * 60)
    page = visitor.open("/creer-un-compte/personne")
    assert page.target == "/creer-un-compte/pro" and page.follow().says("Votre saisie a expiré.")


@pytest.mark.parametrize("address", ["/creer-un-compte/autre", "/creer-un-compte/", "/creer-un-compte"])
def test_an_unknown_type_does_not_exist(visitor: Visitor, address: str) -> None:
    assert visitor.open(address).status == 404


def test_the_first_step_leads_to_help(visitor: Visitor) -> None:
    page = visitor.open("/creer-un-compte/pro")
    assert {"/aide", "/faq"} <= set(page.doc.xpath("//a/@href"))
