"""The agent's journey, from the SIRET that a caller tells to the attachment that a supervisor reads."""

from __future__ import annotations

import pytest

from models import attachments
from models.accounts.queries import find_by_identifier
from models.audit import verify
from tests.views.backoffice.conftest import CODE, LHSM

pytestmark = pytest.mark.both_engines("the one way through all of it that is tried on both")

PERSON = {"first_name": "John", "last_name": "Doe", "email": "john.doe@example.org", "job_title": "Employé"}


def test_a_company_is_moved_on_the_telephone(app, desk, agent, supervisor, directory, record):
    directory.add(LHSM)
    concession = record("Réseaux d’Été – Lot 1")
    console = desk(agent)
    # the SIRET fills the page
    page = console.send("/console/comptes/new/", siret="200 084 952 00015")
    assert page.status == 200, page.text
    for words in ("LE HAVRE SEINE METROPOLE", "HOTEL DE LA COMMUNAUTE", "GEORGES BRAQUE", "76085"):
        assert words in page.text
    assert page.value("company_kind") == "collectivite"
    # the rest makes the account
    typed = {**PERSON, "company_phone": "02 35 22 25 25", "company_email": "contact@example.org"}
    page = console.post("/console/comptes/new/", {**page.form("first_name"), **typed})
    assert page.status == 303
    page = page.follow()
    assert page.doc.get_element_by_id("identifier").text == "pro.john.doe"
    account = find_by_identifier("pro.john.doe")
    assert account.company.phone == "+33235222525"
    # the mail is owed, and read in the console
    page = console.open("/console/courriels/?search=john.doe@example.org")
    assert len(page.ids) == 1
    assert "/activation/" in console.open(f"/console/courriels/details/?id={page.ids[0]}").text
    # the concession is found by a fragment without accents, and attached with the code
    page = console.open("/console/concessions/?search=reseaux d'ete")
    assert page.ids == [str(concession.id)]
    address = f"/console/concessions/{concession.id}/rattacher"
    page = console.send(address, account="pro.john.doe", evidence="code", access_code=CODE)
    assert page.status == 303
    assert "prendra effet quand le compte sera activé" in page.follow().text
    # a supervisor reads who did what, with which evidence
    page = desk(supervisor).open("/console/rattachements/?search=lot 1")
    assert len(page.ids) == 1
    page = desk(supervisor).open(f"/console/rattachements/details/?id={page.ids[0]}")
    assert agent.name in page.text and "Code d’accès" in page.text
    assert "Rattachée à pro.john.doe" in page.text
    assert CODE not in page.html
    assert attachments.current(concession).made_by_id == agent.id
    assert verify() > 0
