"""The screen of companies: typed by hand when the directory cannot tell, corrected, searched."""

from __future__ import annotations

import pytest

from models import attachments, companies
from models.companies import Company
from models.companies.directory import Establishment, State
from models.companies.queries import find_company_by_siret
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.siret import Siret
from tests.support import people
from tests.views.backoffice.conftest import CODE, LHSM, again

NEW = "/console/structures/new/"
BY_HAND = {
    "name": "NEUVE ET FILS",
    "kind": "entreprise",
    "phone": "02 35 22 25 25",
    "email": "contact@example.org",
    "address": "1 quai de Southampton",
    "postcode": "76600",
    "city": "Le Havre",
    "reason": "Établissement de la semaine dernière, Kbis reçu.",
}


def test_a_company_that_the_directory_does_not_know_is_typed_with_a_reason(app, desk, agent, directory):
    page = desk(agent).send(f"{NEW}?siret={LHSM}", **BY_HAND)
    assert page.status == 303
    company = find_company_by_siret(LHSM)
    assert company.name == "NEUVE ET FILS" and company.is_to_verify
    page = page.follow()
    assert "à vérifier" in page.text and BY_HAND["reason"] in page.text


@pytest.mark.parametrize("field", [*BY_HAND, "siret"])
def test_every_fact_is_needed(app, desk, agent, directory, field):
    page = desk(agent).send(NEW, **{**BY_HAND, "siret": LHSM, field: ""})
    assert page.status == 422 and page.error(field)
    assert db.session.query(Company).count() == 0


def test_a_siret_that_we_hold_is_not_typed_again(app, desk, agent, directory, account):
    page = desk(agent).send(NEW, **BY_HAND, siret=account.company.siret)
    assert page.status == 422 and "tenons déjà" in page.error("siret")


def test_where_the_directory_speaks_it_is_right(app, desk, agent, directory):
    directory.add(LHSM)
    assert desk(agent).send(NEW, **BY_HAND, siret=LHSM).status == 303
    assert find_company_by_siret(LHSM).name == "LE HAVRE SEINE METROPOLE"


def test_a_double_click_makes_one_company(app, desk, agent, directory):
    directory.default = State.UNAVAILABLE
    console = desk(agent)
    typed = {**console.open(NEW).form(), **BY_HAND, "siret": str(LHSM)}
    first, second = console.post(NEW, typed), console.post(NEW, typed)
    assert first.status == 303 and first.location == second.location


def test_contacts_are_corrected_and_two_at_once_are_shown_side_by_side(app, desk, agent, account):
    company = account.company
    console, address = desk(agent), f"/console/structures/edit/?id={company.id}"
    typed = {**console.open(address).form(), "phone": "01 02 03 04 05"}
    assert desk(agent).send(address, acronym="RDL").status == 303
    page = console.post(address, typed)
    assert (
        page.status == 422
        and "a modifié cette fiche pendant que vous écriviez" in page.text
        and "RDL" in page.text
    )
    assert again(company).acronym == "RDL"
    assert console.post(address, {**typed, **page.form()}).status == 303
    assert again(company).phone == "+33102030405"


def test_a_detail_shows_people_and_attachments(app, desk, agent, account):
    page = desk(agent).open(f"/console/structures/details/?id={account.company_id}")
    assert account.identifier in page.text and "Aucune concession rattachée." in page.text


@pytest.mark.parametrize("what", ["name", "siret", "phone", "email"])
def test_the_list_is_searched_by_what_a_caller_says(app, desk, agent, account, what):
    company = account.company
    typed = "0235223344" if what == "phone" else getattr(company, what)
    page = desk(agent).client.get("/console/structures/", query_string={"search": typed})
    assert f'data-id="{company.id}"' in page.text


def test_administrators_read_and_change_nothing(app, desk, admin, account):
    console = desk(admin)
    assert console.open(f"/console/structures/details/?id={account.company_id}").status == 200
    assert console.open(NEW).status == 403
    assert console.open(f"/console/structures/edit/?id={account.company_id}").status == 403


@pytest.mark.both_engines("each engine has its own statements")
def test_a_page_of_a_list_costs_as_few_statements_however_many_rows(app, desk, agent):
    from sqlalchemy import event

    for _ in range(6):
        people.pending()
    console = desk(agent)
    console.open("/console/structures/")
    seen = []
    listen = lambda *args: seen.extend([args[2]] if args[2] != "BEGIN" else [])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    for address in ("structures", "comptes", "concessions", "rattachements", "courriels", "dossiers"):
        seen.clear()
        console.open(f"/console/{address}/")
        assert len(seen) <= 8, (address, seen)
    event.remove(db.engine, "before_cursor_execute", listen)


def test_what_the_watch_found_is_a_list_that_a_link_opens(app, desk, agent, admin, record):
    closed, renamed, same = (attached(record) for _ in range(3))
    say(closed, State.CLOSED)
    say(renamed, State.OPEN, name="LITTORAL ET FILS")
    home = desk(admin).open("/console/")
    for choice, company in (("fermees", closed), ("a-comparer", renamed)):
        address = f"/console/structures/?veille={choice}"
        assert home.doc.xpath(f"//main//a[@href='{address}']")
        page = desk(agent).open(address)
        assert page.doc.xpath("//tr/@data-id") == [str(company.id)], choice
    assert (
        "Le répertoire dit autre chose"
        in desk(agent).open(f"/console/structures/details/?id={closed.id}").text
    )


def attached(record):
    """A company that holds a record."""
    account, held = people.active(), record()
    by = Actor.of_account(account)
    attachments.claim(account, kind="voirie", title=held.title, access_code=CODE, actor=by)
    return account.company


def say(company, state, **facts):
    """What the directory says of it since."""
    found = Establishment(Siret(company.siret), state, **facts)
    assert companies.note_news(company, found, actor=people.SYSTEM)
