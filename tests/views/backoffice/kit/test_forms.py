"""A step on a row whose state is over is refused, says who was faster, and keeps what was typed."""

from __future__ import annotations

from models import attachments, road_openings, staff
from models.kernel.actors import Actor
from models.permissions import Role
from models.road_openings import RequestState
from tests.support import people, road_works
from tests.views.backoffice.conftest import again


def faster(page):
    """What the page says of the one who was faster."""
    found = page.doc.xpath("//main//*[@role='alert'][contains(., 'plus rapide')]")
    return " ".join(found[0].text_content().split()) if found else ""


def test_a_request_that_a_colleague_moved_is_not_moved_from_where_it_was(app, desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    address = f"/console/demandes/{made.id}/etat"
    typed = {**console.open(address).form("state"), "state": "incomplete", "reason": "Plan absent"}
    colleague = people.staff("agent", name="Karim Diallo")
    road_openings.move(made, RequestState.EXAMINED, actor=Actor.of_agent(colleague))
    page = console.post(address, typed)
    assert page.status == 422 and again(made).status is RequestState.EXAMINED
    assert "En instruction" in faster(page) and "Karim Diallo" in faster(page)
    assert page.value("reason") == "Plan absent" and "en instruction" in page.text
    assert console.post(address, page.form("state")).status == 303
    assert again(made).status is RequestState.INCOMPLETE


def test_the_same_step_by_two_people_is_told_and_a_double_click_is_one_step(app, desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    address = f"/console/demandes/{made.id}/etat"
    typed = {**console.open(address).form("state"), "state": "en-instruction"}
    late, other = desk(people.staff("agent")), f"/console/demandes/{made.id}/etat"
    behind = {**late.open(other).form("state"), "state": "en-instruction"}
    assert console.post(address, typed).status == 303
    assert console.post(address, typed).status == 303
    assert faster(late.post(other, behind))


def test_a_role_that_another_administrator_changed_is_read_again_first(app, desk, admin, agent):
    console, address = desk(admin), f"/console/agents/{agent.id}/role"
    typed = {**console.open(address).form("role"), "role": "admin"}
    other = people.staff("admin", name="Inès Caron")
    staff.change_role(agent, Role.SUPERVISOR, actor=Actor.of_agent(other))
    page = console.post(address, typed)
    assert page.status == 422 and again(agent).role == "supervisor"
    assert "Rôle changé" in faster(page) and "Inès Caron" in faster(page)
    assert page.value("role") == "admin"
    assert console.post(address, page.form("role")).status == 303
    assert again(agent).role == "admin"


def test_a_detachment_that_somebody_made_is_not_made_again(app, desk, supervisor, agent, account, record):
    actor = Actor.of_agent(agent)
    made = attachments.attach(record(), account, evidence="code", access_code="4827", actor=actor)
    console, address = desk(supervisor), f"/console/rattachements/{made.id}/detacher"
    typed = {**console.open(address).form("reason"), "reason": "Cession"}
    attachments.detach(made, reason="Erreur de ma part", actor=actor)
    page = console.post(address, typed)
    assert page.status == 422 and "Erreur de ma part" in faster(page)
    assert again(made).ended_reason == "Erreur de ma part"


def test_who_was_not_overtaken_reads_nothing_of_it(app, desk, supervisor, agent, account, record):
    actor = Actor.of_agent(agent)
    made = attachments.attach(record(), account, evidence="code", access_code="4827", actor=actor)
    page = desk(supervisor).send(f"/console/rattachements/{made.id}/detacher", reason="")
    assert page.status == 422 and page.error("reason") and not faster(page)
