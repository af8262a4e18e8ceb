"""Staff examine what companies filed: the list, the decision, the documents."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import documents, road_openings
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import OutboxEmail
from models.road_openings import RequestState
from models.values.days import today
from tests.support import road_works
from tests.support.road_works import PDF, granted


def address(made, action="etat"):
    return f"/console/demandes/{made.id}/{action}"


def test_a_request_is_found_by_its_number_its_street_and_its_company(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    for words in (made.reference, "georges braque", account.company.name, account.company.siret):
        assert console.open(f"/console/demandes/?search={words}").ids == [str(made.id)], words


def test_drafts_are_their_company_s_alone(desk, agent, account):
    made, console = road_works.drafted(account), desk(agent)
    assert console.open("/console/demandes/").ids == []
    assert console.open(f"/console/demandes/details/?id={made.id}").status == 404
    assert console.open(address(made)).status == 404


def test_a_request_is_granted_with_its_order_and_the_company_is_told(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    page = console.send(address(made), state="accordee", order_number="", prescriptions="")
    assert page.status == 422 and "arrêté" in page.error("order_number")
    page = console.send(address(made), state="accordee", order_number="AR-77", prescriptions="De nuit")
    assert page.status == 303
    text = page.follow().text
    assert "Accordée" in text and "AR-77" in text and "De nuit" in text and agent.name in text
    mails = db.select(OutboxEmail).where(OutboxEmail.kind == "request-moved")
    assert [mail.to for mail in db.session.scalars(mails)] == [account.email]


@pytest.mark.parametrize("state", ["refusee", "incomplete"])
def test_a_refusal_and_a_return_ask_for_their_reason(desk, agent, account, state):
    made, console = road_works.filed(account), desk(agent)
    page = console.send(address(made), state=state, reason="")
    assert page.status == 422 and page.error("reason")
    assert console.send(address(made), state=state, reason="Plan absent").status == 303
    db.session.refresh(made)
    assert made.state == state and made.reason == "Plan absent"


@pytest.mark.parametrize("state", ["deposee", "retiree", "travaux-commences", "brouillon", "", "accord"])
def test_staff_set_none_of_the_company_s_states(desk, agent, account, state):
    made, console = road_works.filed(account), desk(agent)
    page = console.post(address(made), {**console.open(address(made)).form("state"), "state": state})
    assert page.status == 422
    db.session.refresh(made)
    assert made.status is RequestState.FILED


def test_an_administrator_reads_and_moves_nothing(desk, admin, account):
    made, console = road_works.filed(account), desk(admin)
    page = console.open(f"/console/demandes/details/?id={made.id}")
    assert page.status == 200 and "Changer l’état" not in page.text
    assert console.open(address(made)).status == 403


def test_what_is_late_is_red_and_found(desk, agent, account, clock):
    made = road_works.filed(account)
    clock.shift(timedelta(days=17))
    page = desk(agent).open("/console/demandes/?retard=1")
    assert page.ids == [str(made.id)] and "En retard de 2 jours" in page.text
    assert page.doc.xpath(f"//tr[@data-id='{made.id}']/@class") == ["is-stop"]
    road_openings.move(made, RequestState.REFUSED, reason="Non", actor=Actor.of_agent(agent))
    assert desk(agent).open("/console/demandes/?retard=1").ids == []


def test_dates_to_decide_and_urgent_works_are_found_by_a_filter_each(desk, agent, account):
    longer, plain = road_works.granted(account, agent), road_works.granted(account, agent)
    road_works.ask_longer(longer, account)
    yesterday = today() - timedelta(days=1)
    urgent = road_works.filed(account, urgency="Une fuite de gaz sous la chaussée.", starts_on=yesterday)
    console = desk(agent)
    assert console.open("/console/demandes/?dates=1").ids == [str(longer.id)]
    assert console.open("/console/demandes/?urgence=1").ids == [str(urgent.id)]
    assert str(plain.id) in console.open("/console/demandes/").ids
    road_openings.drop_dates(longer, actor=Actor.of_account(account))
    road_openings.move(urgent, RequestState.REFUSED, reason="Non", actor=Actor.of_agent(agent))
    for name in ("dates", "urgence"):
        assert console.open(f"/console/demandes/?{name}=1").ids == []


def test_a_document_is_a_download_of_its_own_request(desk, agent, account):
    held = road_works.held(account)
    kept = documents.store("plan.pdf", PDF, actor=Actor.of_account(account))
    actor = Actor.of_account(account)
    made = road_openings.draft(account, held, road_works.works(), documents=[kept], actor=actor)
    road_openings.file(made, actor=actor)
    other, console = road_works.filed(account, held), desk(agent)
    answer = console.client.get(address(made, f"documents/{kept.id}"))
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    assert console.client.get(address(other, f"documents/{kept.id}")).status_code == 404
    page = console.open(f"/console/demandes/details/?id={made.id}")
    assert "plan.pdf" in page.text and "Contient un programme" in page.text


def test_an_imported_request_is_moved_too(desk, agent):
    made = road_works.imported(road_works.concession(), RequestState.FINISHED)
    console = desk(agent)
    assert console.send(address(made), state="close").status == 303
    db.session.refresh(made)
    assert made.status is RequestState.CLOSED


def test_the_same_decision_in_other_words_is_no_second_click(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    sent = {**console.open(address(made)).form("state"), "state": "accordee", "order_number": "AR-77"}
    assert console.post(address(made), sent).status == 303
    assert console.post(address(made), sent).status == 303, "a double click is one step"
    page = console.post(address(made), sent | {"order_number": "AR-78", "prescriptions": "De nuit"})
    assert page.status == 422, "said to be done, and was not"
    db.session.refresh(made)
    assert (made.order_number, made.prescriptions) == ("AR-77", "")


def test_a_decision_taken_on_an_old_page_is_not_taken(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    form = console.open(address(made)).form("state")
    road_openings.move(made, RequestState.EXAMINED, actor=Actor.of_agent(agent))
    page = console.post(address(made), {**form, "state": "accordee", "order_number": "AR-77"})
    assert page.status == 422 and "a été plus rapide" in page.text and "en instruction" in page.text
    db.session.refresh(made)
    assert made.status is RequestState.EXAMINED
    assert page.value("order_number") == "AR-77", "what was typed stays"
    page = console.post(address(made), {**page.form("state"), "state": "accordee"})
    assert page.status == 303


def test_a_permit_is_abrogated_with_its_reason(desk, agent, account):
    made, console = granted(account, agent), desk(agent)
    page = console.send(address(made, "etat"), state="abrogee", reason="")
    assert page.status == 422 and page.error("reason")
    page = console.send(address(made, "etat"), state="abrogee", reason="Un effondrement")
    assert page.status == 422 and page.error("order_number")
    typed = {"state": "abrogee", "reason": "Un effondrement", "order_number": "AR-9"}
    assert console.send(address(made, "etat"), **typed).status == 303
    assert "Abrogée" in console.open(f"/console/demandes/details/?id={made.id}").text


def test_urgent_works_are_told_as_such(desk, agent, account):
    urgency = "Une conduite a rompu devant l’école."
    made = road_works.filed(account, starts_on=today(), ends_on=today(), urgency=urgency)
    console = desk(agent)
    assert console.open("/console/calendrier/?mois=2001-01").ids == [str(made.id)]
    text = console.open(f"/console/demandes/details/?id={made.id}").text
    assert "Travaux urgents" in text and urgency in text
