"""The console's first page."""

from __future__ import annotations

from models import attachments, cases
from models.actors import Actor
from models.cases import CaseKind
from tests import people
from tests.views.backoffice.conftest import JUSTIFICATION


def stats(page):
    return {a.get("href"): a.xpath("b")[0].text for a in page.doc.xpath("//a[contains(@class, 'b-stat')]")}


def test_an_idle_day_says_so(app, desk, agent):
    page = desk(agent).open("/console/")
    assert page.status == 200 and "Rien ne vous attend" in page.text
    assert page.doc.xpath("//main//form[@action='/console/migration/']//input[@name='q']")


def test_each_count_leads_to_what_it_counts(app, desk, agent, supervisor, account, record):
    cases.open_(CaseKind.HELP, "Perdu", account=account, actor=Actor.of_account(account))
    attachments.attach(
        record(), account, evidence="other", justification=JUSTIFICATION, actor=Actor.of_agent(agent)
    )
    console = desk(supervisor)
    counted = stats(console.open("/console/"))
    assert counted == {"/console/rattachements/controle/": "1", "/console/dossiers/?etat=open": "1"}
    for address, count in counted.items():
        assert len(console.open(address).ids) == int(count)
    assert "/console/rattachements/controle/" not in stats(desk(agent).open("/console/"))


def test_the_cases_that_wait_are_listed(app, desk, agent, account):
    case = cases.open_(CaseKind.HELP, "Perdu", account=account, actor=Actor.of_account(account))
    page = desk(agent).open("/console/")
    assert page.ids == [str(case.id)] and "Perdu" in page.text


def test_every_role_has_its_first_page(app, desk):
    for role in ("agent", "supervisor", "admin"):
        page = desk(people.staff(role)).open("/console/")
        assert page.status == 200
        assert bool(page.doc.xpath("//main//a[@href='/console/comptes/new/']")) == (role != "admin")
