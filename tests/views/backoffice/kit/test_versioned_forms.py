"""Two people correct the same row: the second reads who was faster, compares, chooses; nothing is lost."""

from __future__ import annotations

import pytest

from models import accounts, companies
from models.kernel.actors import Actor
from models.kernel.base import db
from tests.support import people
from tests.views.backoffice.conftest import again


@pytest.fixture
def edit(account):
    """The page on which contacts of a company are corrected."""
    return f"/console/structures/edit/?id={account.company_id}"


@pytest.fixture
def company(account):
    return account.company


def saved(company, **changes):
    """A colleague saves meanwhile."""
    colleague = people.staff("agent", name="Karim Diallo")
    companies.correct(company, version=again(company).version, actor=Actor.of_agent(colleague), **changes)
    return colleague


def summary(page):
    return " ".join(page.doc.get_element_by_id("erreurs").text_content().split())


def test_the_page_says_who_when_what_they_wrote_and_what_was_typed(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05"}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    assert page.status == 422 and page.doc.xpath("//title")[0].text.startswith("Erreur")
    shown = summary(page)
    assert "Karim Diallo (agent) a modifié cette fiche" in shown and "l’instant" in shown
    assert "choisissez entre « 02 35 00 00 14 » et « 01 02 03 04 05 »" in shown
    assert "Vous aviez lu : « 02 35 22 33 44 »" in page.text
    assert page.value("phone") == "01 02 03 04 05"
    assert again(company).phone == "+33235000014"


def test_the_summary_leads_to_each_choice(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05"}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    targets = [a.get("href")[1:] for a in page.doc.xpath("//*[@id='erreurs']//a")]
    assert targets and all(page.doc.get_element_by_id(target).tag == "input" for target in targets)


@pytest.mark.parametrize(("kept", "phone"), [("theirs", "+33235000014"), ("mine", "+33102030405")])
def test_what_is_chosen_is_what_is_saved(app, desk, agent, company, edit, kept, phone):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05", "acronym": "MOI"}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    assert console.post(edit, {**page.form(), "keep_phone": kept}).status == 303
    assert (again(company).phone, company.acronym) == (phone, "MOI")


def test_what_is_typed_on_that_page_still_counts(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05"}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    assert console.post(edit, {**page.form(), "phone": "01 02 03 04 06"}).status == 303
    assert again(company).phone == "+33102030406"


def test_a_fact_that_only_the_other_changed_is_taken_over(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05"}
    saved(company, acronym="LUI")
    page = console.post(edit, typed)
    assert page.status == 422 and "« LUI » remplace « vide »" in summary(page)
    assert page.value("acronym") == "LUI" and not page.doc.xpath("//main//input[@type='radio']")
    assert console.post(edit, page.form()).status == 303
    assert (again(company).phone, company.acronym) == ("+33102030405", "LUI")


def test_the_same_correction_twice_is_one_and_asks_nothing(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "02.35.00.00.14"}
    saved(company, phone="02 35 00 00 14")
    assert console.post(edit, typed).status == 303
    assert again(company).version == 2


def test_a_newer_version_of_what_the_form_does_not_show_is_no_conflict(app, desk, agent, account):
    console, edit = desk(agent), f"/console/comptes/edit/?id={account.id}"
    typed = {**console.open(edit).form(), "job_title": "Gérante"}
    colleague = Actor.of_agent(people.staff("agent"))
    accounts.suspend(account, reason="Départ", actor=colleague)
    accounts.restore(account, reason="Retour", actor=colleague)
    assert console.post(edit, typed).status == 303
    assert again(account).job_title == "Gérante"


def test_who_is_overtaken_twice_chooses_twice(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05"}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    saved(company, phone="02 35 00 00 15")
    page = console.post(edit, {**page.form(), "keep_phone": "theirs"})
    assert page.status == 422 and "02 35 00 00 15" in summary(page)
    assert "Vous aviez lu : « 02 35 00 00 14 »" in page.text
    assert again(company).phone == "+33235000015"


@pytest.mark.parametrize("before", ["", "nonsense", "[1]", '{"phone": 5}'])
def test_without_what_was_read_every_difference_is_a_choice(app, desk, agent, company, edit, before):
    console = desk(agent)
    typed = {**console.open(edit).form(), "phone": "01 02 03 04 05", "before": before}
    saved(company, phone="02 35 00 00 14")
    page = console.post(edit, typed)
    assert page.status == 422 and page.doc.xpath("//input[@name='keep_phone']")
    assert again(company).phone == "+33235000014"


def test_an_account_erased_meanwhile_is_not_corrected(app, desk, agent, account):
    console, edit = desk(agent), f"/console/comptes/edit/?id={account.id}"
    typed = {**console.open(edit).form(), "job_title": "Gérante"}
    accounts.erase(account, reason="À sa demande", actor=people.SYSTEM)
    page = console.post(edit, typed)
    assert page.status == 422 and "effacé" in summary(page)
    assert again(account).job_title == "" and db.session.get(type(account), account.id).erased_at


def test_a_choice_needs_no_script(app, desk, agent, company, edit):
    console = desk(agent)
    typed = {**console.open(edit).form(), "kind": "association"}
    saved(company, kind="autre")
    page = console.post(edit, typed)
    labels = {
        radio.get("value"): page.doc.xpath(f"//label[@for='{radio.get('id')}']")[0].text_content()
        for radio in page.doc.xpath("//input[@name='keep_kind']")
    }
    assert labels["theirs"].endswith("Autre") and labels["mine"].endswith("Association")
    assert page.doc.xpath("//input[@name='keep_kind'][@checked]/@value") == ["mine"]
