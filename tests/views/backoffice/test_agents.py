"""The screen of staff: invited, given a role, disabled, reset; by administrators alone."""

from __future__ import annotations

import pytest

from models import agents
from models.agents import Agent
from models.base import db
from models.outbox import OutboxEmail
from tests import people
from tests.views.backoffice.conftest import again

NEW = "/console/agents/new/"
TYPED = {"email": "nadia@example.org", "name": "Nadia Lemoine", "role": "agent"}


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_staff_is_the_administrators_affair(app, desk, agent, role):
    console = desk(people.staff(role))
    for address in ("", "new/", f"details/?id={agent.id}", f"{agent.id}/desactiver", f"{agent.id}/role"):
        assert console.open(f"/console/agents/{address}").status == 403


def test_an_invitation_is_owed_by_mail(app, desk, admin):
    page = desk(admin).send(NEW, **TYPED)
    assert page.status == 303
    made = agents.find_by_email("nadia@example.org")
    assert made.status == "invited" and made.role == "agent"
    assert db.session.query(OutboxEmail).filter_by(agent_id=made.id, kind="invitation").count() == 1
    assert "L’invitation part" in page.follow().text


def test_a_double_click_invites_once(app, desk, admin):
    console = desk(admin)
    typed = {**console.open(NEW).form(), **TYPED}
    first, second = console.post(NEW, typed), console.post(NEW, typed)
    assert first.status == second.status == 303 and first.location == second.location


@pytest.mark.parametrize(
    ("field", "typed"), [("email", ""), ("email", "nadia"), ("name", " "), ("role", ""), ("role", "king")]
)
def test_a_wrong_answer_is_told_beside_its_field(app, desk, admin, field, typed):
    page = desk(admin).send(NEW, **{**TYPED, field: typed})
    assert page.status == 422 and page.error(field)
    assert db.session.query(Agent).count() == 1


def test_nobody_is_invited_twice(app, desk, admin, agent):
    page = desk(admin).send(NEW, **{**TYPED, "email": agent.email.upper()})
    assert page.status == 422 and "porte déjà" in page.error("email")


def test_disabling_closes_the_sessions_at_once(app, desk, admin, agent):
    console = desk(agent)
    assert console.open("/console/").status == 200
    assert desk(admin).send(f"/console/agents/{agent.id}/desactiver").status == 303
    assert console.open("/console/").location.startswith("/console/connexion")


def test_a_reset_invites_again(app, desk, admin, agent):
    assert desk(admin).send(f"/console/agents/{agent.id}/reinitialiser").status == 303
    assert again(agent).status == "invited"


def test_another_role_is_given(app, desk, admin, agent):
    page = desk(admin).send(f"/console/agents/{agent.id}/role", role="supervisor")
    assert page.status == 303 and again(agent).role == "supervisor"
    assert desk(admin).send(f"/console/agents/{agent.id}/role", role="").status == 422


@pytest.mark.parametrize("action", ["desactiver", "reinitialiser", "role"])
def test_nobody_changes_himself(app, desk, admin, action):
    page = desk(admin).send(f"/console/agents/{admin.id}/{action}")
    assert page.status == 422 and "son propre" in page.text
    assert again(admin).is_active


def test_the_list_is_searched_by_name_and_address(app, desk, admin, agent):
    for said in (agent.name, agent.email):
        page = desk(admin).client.get("/console/agents/", query_string={"search": said})
        assert f'data-id="{agent.id}"' in page.text
