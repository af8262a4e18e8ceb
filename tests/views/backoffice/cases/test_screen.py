"""The screen of cases: what companies ask, and what became of it."""

from __future__ import annotations

import pytest

from models import cases
from models.cases import CaseKind
from models.kernel.actors import Actor
from tests.views.backoffice.conftest import again


@pytest.fixture
def case(account):
    """A company asks staff to attach."""
    return cases.open_(
        CaseKind.ATTACH,
        "Port Estuaire",
        message="Notre code ne marche plus.",
        phone="+33235223344",
        account=account,
        tried={"title": "Port Estuaire", "kind": "voirie"},
        actor=Actor.of_account(account),
    )


def test_a_case_is_found_by_subject_company_and_person(app, desk, agent, account, case):
    for typed in ("estuaire", account.company.name, account.identifier, account.company.siret, "0235223344"):
        page = desk(agent).client.get("/console/dossiers/", query_string={"search": typed})
        assert f'data-id="{case.id}"' in page.text, typed


def test_the_detail_tells_what_was_tried_and_leads_to_the_concession(app, desk, agent, case):
    page = desk(agent).open(f"/console/dossiers/details/?id={case.id}")
    assert "Notre code ne marche plus." in page.text and "Port Estuaire (voirie)" in page.text
    assert page.doc.xpath("//a[contains(@href, '/console/concessions/?search=Port')]")


def test_a_case_is_closed_once_with_what_became_of_it(app, desk, agent, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/clore"
    page = console.send(address, reason="")
    assert page.status == 422 and page.error("reason") and again(case).is_open
    assert console.open("/console/dossiers/?etat=open").ids == [str(case.id)]
    assert console.send(address, reason="Rattachée au téléphone").status == 303
    assert again(case).closed_by_id == agent.id
    assert console.open("/console/dossiers/?etat=open").ids == []
    assert console.open("/console/dossiers/?etat=closed").ids == [str(case.id)]
    assert "Rattachée au téléphone" in console.open(f"/console/dossiers/details/?id={case.id}").text
    assert console.send(address, reason="Encore").status == 422


def test_administrators_close_nothing(app, desk, admin, case):
    assert desk(admin).open(f"/console/dossiers/{case.id}/clore").status == 403
