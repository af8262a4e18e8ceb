"""The screen of staff: invited, given a role, disabled, reset; by administrators alone."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from models import staff
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import OutboxEmail
from models.staff import Agent
from models.staff.queries import find_agent_by_email
from tests.support import people
from tests.views.backoffice.conftest import again
from views import formats

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
    made = find_agent_by_email("nadia@example.org")
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
    for typed in (agent.name, agent.email):
        page = desk(admin).client.get("/console/agents/", query_string={"search": typed})
        assert f'data-id="{agent.id}"' in page.text


# -- a lost telephone


REASON = "Téléphone perdu, identité vérifiée."
ENROL = "/console/connexion/application"


def test_a_second_factor_is_reset_with_a_reason_and_the_sessions_end(app, desk, admin, agent):
    console, address = desk(agent), f"/console/agents/{agent.id}/second-facteur"
    assert desk(admin).send(address, reason=" ").status == 422
    assert console.open("/console/").status == 200
    page = desk(admin).send(address, reason=REASON)
    assert page.status == 303 and "est réinitialisé" in page.follow().text
    assert console.open("/console/").location.startswith("/console/connexion")
    assert again(agent).must_enrol and again(agent).is_active


def test_the_next_sign_in_enrols_a_new_one_and_tells_ten_codes_once(app, desk, admin, agent):
    desk(admin).send(f"/console/agents/{agent.id}/second-facteur", reason=REASON)
    console = desk()
    page = console.send("/console/connexion", email=agent.email, password=people.STAFF_PASSWORD)
    assert console.open("/console/comptes/").location.startswith("/console/connexion/code")
    page = console.open(page.location)
    assert page.location.startswith(ENROL)
    page = console.open(page.location)
    secret = page.doc.get_element_by_id("totp-secret").text.replace(" ", "")
    assert secret == again(agent).totp_secret
    assert console.send(ENROL, otp="000000").status == 422
    page = console.send(ENROL, otp=pyotp.TOTP(secret).at(now()))
    assert page.status == 303
    assert len(page.follow().doc.xpath("//*[@id='codes']//span/text()")) == 10
    assert console.open("/console/comptes/").status == 200
    assert console.open(ENROL).location == "/console/"


def test_the_page_of_an_enrolment_asks_for_the_password_first(app, desk, agent):
    assert desk().open(ENROL).location.startswith("/console/connexion?next=")
    assert desk(agent).open(ENROL).location == "/console/"


def test_nobody_resets_his_own_second_factor(app, desk, admin):
    page = desk(admin).send(f"/console/agents/{admin.id}/second-facteur", reason=REASON)
    assert page.status == 422 and "son propre" in page.text
    assert not again(admin).must_enrol


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_only_administrators_reset_one(app, desk, agent, role):
    assert desk(people.staff(role)).open(f"/console/agents/{agent.id}/second-facteur").status == 403


# -- who was here, and when


def test_the_list_and_the_detail_say_when_somebody_was_here(app, desk, admin, agent, clock):
    console = desk(agent)
    clock.shift(120)
    console.open("/console/comptes/")
    seen = again(agent).last_seen_at
    assert seen is not None and now() - seen < timedelta(seconds=5), "a page read, not only a sign-in"
    moment = formats.iso(seen)
    page = desk(admin).open("/console/agents/")
    row = page.doc.xpath(f"//tr[@data-id='{agent.id}']")[0]
    assert moment in row.xpath(".//time/@datetime")
    detail = desk(admin).open(f"/console/agents/details/?id={agent.id}")
    assert moment in detail.doc.xpath("//dd/time/@datetime") and "Ses connexions" in detail.text


def test_the_last_administrator_is_offered_no_way_out(app, desk, admin):
    other = people.staff("admin")
    staff.disable(other, actor=Actor.of_agent(admin))
    page = desk(admin).send(f"/console/agents/{admin.id}/desactiver")
    assert page.status == 422 and again(admin).is_active
