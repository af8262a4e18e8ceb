"""Staff create an account: the company first, as the directory knows it, then the person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments import Evidence
from models.companies.directory import State
from models.companies.queries import find_company_by_siret
from models.kernel.access.sessions import Session
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import count
from tests.views.backoffice.conftest import CODE, LHSM, again

NEW = "/console/comptes/new/"


TYPED = {
    "first_name": "John",
    "last_name": "Doe",
    "email": "john.doe@example.org",
    "job_title": "Employé",
    "company_phone": "02 35 22 25 25",
    "company_email": "contact@example.org",
}


def filled(console, siret=LHSM, **changes):
    """The whole page, typed."""
    page = console.send(NEW, siret=siret)
    assert page.status == 200, page.text
    return {**page.form("first_name"), **TYPED, **changes}


@pytest.mark.parametrize(
    ("siret", "words"),
    [
        ("2000849520001", "13 chiffres"),
        ("20008495200016", "l’un d’eux est faux"),
        ("2000849520001A", "retirez les lettres"),
        ("00000000000000", "que des zéros"),
        ("", "14 chiffres"),
    ],
)
def test_a_wrong_siret_is_told_beside_its_field_and_kept(app, desk, agent, directory, siret, words):
    page = desk(agent).send(NEW, siret=siret)
    assert page.status == 422 and words in page.error("siret").replace("\u00a0", " ")
    assert page.value("siret") == siret


def test_an_unknown_siret_leads_to_the_company_typed_by_hand(app, desk, agent, directory):
    page = desk(agent).send(NEW, siret=LHSM)
    assert page.status == 422 and "ne connaît pas ce SIRET" in page.error("siret")
    assert page.doc.xpath("//main//a[contains(@href, '/console/structures/new/?siret=20008495200015')]")


def test_an_answer_of_earlier_says_how_old_it_is_and_is_asked_again_by_hand(
    app, noon, desk, agent, directory
):
    directory.add(LHSM)
    directory.seen_at = now() - timedelta(hours=3, minutes=5)
    console = desk(agent)
    page = console.send(NEW, siret=LHSM)
    assert "répertoire, vu il y a 3 heures" in page.text.replace("\u00a0", " ")
    directory.add(LHSM, State.CLOSED)
    page = console.post(NEW, {**page.form("first_name"), **TYPED, "action": "redemander"})
    assert page.status == 200 and count(ProAccount) == 0
    assert "Établissement fermé" in page.text and "répertoire, vu" not in page.text
    assert page.value("last_name") == "Doe" and not page.doc.xpath("//button[@value='redemander']")


def test_an_unknown_number_of_earlier_is_asked_again_by_hand(app, noon, desk, agent, directory):
    directory.seen_at = now() - timedelta(minutes=20)
    console = desk(agent)
    page = console.send(NEW, siret=LHSM)
    assert page.status == 422 and page.doc.xpath("//button[@value='redemander']")
    assert "Répertoire, vu il y a 20 minutes." in page.text.replace("\u00a0", " ")
    directory.add(LHSM)
    page = console.send(NEW, siret=LHSM, action="redemander")
    assert page.status == 200 and "LE HAVRE SEINE METROPOLE" in page.text


def test_a_closed_company_wants_a_reason(app, desk, agent, directory):
    directory.add(LHSM, State.CLOSED)
    console = desk(agent)
    page = console.post(NEW, filled(console))
    assert page.status == 422 and page.error("reason") and count(ProAccount) == 0
    page = console.post(NEW, filled(console, reason="Liquidation en cours, travaux à finir."))
    assert page.status == 303 and count(ProAccount) == 1


def test_a_partly_diffusible_company_is_completed_and_never_shows_the_mark(app, desk, agent, directory):
    directory.add(LHSM, State.PARTLY_DIFFUSIBLE, name="", address="", postcode="")
    console = desk(agent)
    page = console.send(NEW, siret=LHSM)
    assert "[ND]" not in page.html
    typed = {"company_name": "Durand", "company_address": "1 rue du Port", "company_postcode": "76600"}
    assert console.post(NEW, filled(console)).status == 422
    assert console.post(NEW, filled(console, **typed)).status == 303
    assert find_company_by_siret(LHSM).name == "Durand"


def test_a_silent_directory_lets_the_agent_type_and_marks_the_company(app, desk, agent, directory):
    directory.default = State.UNAVAILABLE
    console = desk(agent)
    typed = filled(console)
    assert {"company_name", "company_address", "company_postcode", "company_city"} <= set(typed)
    page = console.post(NEW, typed)
    assert page.status == 422 and page.error("company_name") and count(ProAccount) == 0
    hand = {
        "company_name": "NEUVE",
        "company_address": "1 quai",
        "company_postcode": "76600",
        "company_city": "LE HAVRE",
    }
    page = console.post(NEW, {**typed, **hand, "company_kind": "entreprise"})
    assert page.status == 303
    assert find_company_by_siret(LHSM).is_to_verify


def test_a_company_that_we_hold_is_shown_and_left_as_it_is(app, desk, agent, directory, account):
    siret, phone = account.company.siret, account.company.phone
    directory.add(account.company.siret, name="UN AUTRE NOM")
    console = desk(agent)
    page = console.send(NEW, siret=siret)
    assert account.company.name in page.text and "UN AUTRE NOM" not in page.text
    assert "Nous tenons déjà cette structure" in page.text
    page = console.post(NEW, filled(console, siret, company_phone="01 02 03 04 05"))
    assert page.status == 303
    assert again(account.company).phone == phone
    other = find_by_identifier("pro.john.doe")
    assert other.company_id == account.company_id
    assert other.typed_phone == other.typed_email == "", (
        "the person was told nothing of the company's contacts"
    )


def test_a_double_click_makes_one_account(app, desk, agent, directory):
    directory.add(LHSM)
    console = desk(agent)
    typed = filled(console)
    first, second = console.post(NEW, typed), console.post(NEW, typed)
    assert first.location == second.location and count(ProAccount) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_name", ""),
        ("last_name", ""),
        ("job_title", ""),
        ("email", "john.doe"),
        ("email", ""),
        ("company_phone", "12"),
        ("company_phone", ""),
        ("company_email", "@"),
        ("company_kind", "n-importe-quoi"),
        ("door", "autre"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_the_rest_is_kept(
    app, desk, agent, directory, field, typed
):
    directory.add(LHSM)
    console = desk(agent)
    page = console.post(NEW, filled(console, **{field: typed}))
    assert page.status == 422 and page.error(field) and count(ProAccount) == 0
    kept = "last_name" if field == "first_name" else "first_name"
    assert page.value(kept) == TYPED[kept]
    assert not page.error(kept)


def test_an_association_gets_its_own_identifier_by_either_door(app, desk, agent, directory):
    from models.companies.directory import CompanyKind

    directory.add(LHSM, legal_category="9220", kind=CompanyKind.ASSOCIATION)
    console = desk(agent)
    assert console.post(NEW, filled(console, door="pro")).status == 303
    assert find_by_identifier("asso.john.doe") is not None


def test_administrators_make_no_account(app, desk, admin, account):
    console = desk(admin)
    assert console.open(NEW).status == 403
    assert console.open(f"/console/comptes/{account.id}/suspendre").status == 403
    page = console.open(f"/console/comptes/details/?id={account.id}")
    assert page.status == 200 and "Suspendre" not in page.text


def test_a_person_whom_we_know_is_shown_beside_the_form_and_created_with_a_reason(
    app, desk, agent, directory
):
    known = people.active(first_name="John", last_name="DOE")
    siret = known.company.siret
    directory.add(siret)
    console = desk(agent)
    page = console.post(NEW, filled(console, siret))
    assert page.status == 422 and count(ProAccount) == 1
    assert "Sans doute déjà connue" in page.text and known.email in page.text
    first = page.doc.xpath("//section[@aria-labelledby='known']//a[contains(@class, 'btn')]")[0]
    assert first.get("href") == f"/console/comptes/{known.id}/mot-de-passe"
    label = page.doc.xpath("//label[@for=//input[@name='even_if_known']/@id]")[0].text_content()
    assert "facultatif" not in label, "it is what creates the second account"
    typed = page.form("first_name")
    assert typed["first_name"] == "John" and typed["job_title"] == "Employé"
    assert console.post(NEW, typed).status == 422 and count(ProAccount) == 1
    assert console.post(NEW, {**typed, "even_if_known": "Un homonyme, son fils."}).status == 303
    assert count(ProAccount) == 2


def test_a_record_that_bears_the_siren_and_is_held_is_named_all_the_same(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    attachments.attach(
        concession, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent)
    )
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    page = desk(agent).open(f"/console/comptes/details/?id={other.id}")
    near = " ".join(page.doc.get_element_by_id("proches").text_content().split())
    assert concession.title in near and "Rattachée" in near and "Aucune" not in near
    assert not [href for href in page.doc.xpath("//*[@id='proches']//a/@href") if "/rattacher" in href]


def test_an_account_typed_after_the_end_of_the_session_is_shown_again_with_its_company(
    app, desk, agent, directory
):
    directory.add(LHSM, State.OPEN)
    console = desk(agent)
    data = filled(console)
    with transaction() as session:
        session.query(Session).delete()
    page = console.post(NEW, data)
    assert page.status == 303 and count(ProAccount) == 0
    page = console.send(page.location, email=agent.email, password=people.STAFF_PASSWORD)
    page = console.send(page.location, otp=people.code_of(agent))
    page = console.open(console.open(page.location).location)
    assert page.form("first_name")["siret"] == LHSM and page.value("first_name") == data["first_name"]
    assert "Voici ce que vous aviez tapé" in page.html and count(ProAccount) == 0
