"""How a member of staff comes in: the invitation, its QR code, the recovery codes told once."""

from __future__ import annotations

import pyotp
import pytest
import segno

from models import staff
from models.kernel.access import tokens
from models.kernel.access.sessions import Session
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.permissions import Role
from tests.support.visitor import username_of
from views.fields.second_factor import qr_path

PASSWORD = "Chenal-balise-gabion-73-ombre"


@pytest.fixture
def link(app, admin):
    agent, token = staff.invite(
        "new@example.org", name="Nadia Lemoine", role=Role.AGENT, actor=Actor.of_agent(admin)
    )
    return agent, f"/console/invitation/{tokens.secret_of(token)}", staff.enrolment_secret(token)


def answers(secret, **changes):
    otp = pyotp.TOTP(secret).at(now())
    return {"password": PASSWORD, "password_confirm": PASSWORD, "otp": otp, **changes}


def test_the_page_shows_the_secret_to_read_and_to_type(app, desk, link):
    agent, address, secret = link
    page = desk().open(address)
    assert page.status == 200 and "Bienvenue, Nadia Lemoine" in page.text
    assert page.doc.get_element_by_id("totp-secret").text.replace(" ", "") == secret
    assert page.doc.xpath("//svg[@role='img']/path/@d")
    assert " style=" not in page.html
    db.session.refresh(agent)
    assert agent.accepted_at is None, "looking consumes nothing"


def test_the_qr_code_draws_the_dark_squares(app):
    side, path = qr_path("otpauth://totp/x")
    dark = sum(
        sum(row) for row in segno.make("otpauth://totp/x", error="m", micro=False).matrix_iter(border=4)
    )
    assert path.count("M") == dark and side > 20


def test_the_link_lets_in_once_and_tells_ten_codes_once(app, desk, link):
    agent, address, secret = link
    console = desk()
    page = console.send(address, **answers(secret))
    assert page.status == 303
    page = page.follow()
    codes = page.doc.xpath("//*[@id='codes']//span/text()")
    assert len(codes) == 10
    assert console.open(address).status == 410, "shown once, and the link is over"
    db.session.refresh(agent)
    assert agent.is_active
    page = console.send("/console/connexion", email="new@example.org", password=PASSWORD)
    assert console.send(page.location, otp=codes[0]).status == 303


def test_the_codes_are_nowhere_in_clear_while_they_wait(app, desk, link):
    _, address, secret = link
    console = desk()
    console.send(address, **answers(secret))
    db.session.rollback()
    kept = db.session.query(Session.data).filter(Session.agent_id.is_(None)).one()[0]
    codes = console.open(address).doc.xpath("//*[@id='codes']//span/text()")
    assert codes and not any(code in str(kept) for code in codes)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("password", "court"),
        ("password", "motdepasse1234"),
        ("password", "nadia.lemoine2026"),
        ("password_confirm", "Autre-chose-gabion-73"),
        ("otp", "000001"),
        ("otp", "abcdef"),
        ("otp", ""),
        ("password", ""),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(app, desk, link, field, typed):
    agent, address, secret = link
    changes = {field: typed} if field != "password" else {"password": typed, "password_confirm": typed}
    page = desk().send(address, **answers(secret, **changes))
    assert page.status == 422 and page.error(field)
    assert PASSWORD not in page.html
    db.session.refresh(agent)
    assert agent.accepted_at is None


def test_an_unknown_link_is_a_page_that_does_not_exist(app, desk):
    assert desk().open("/console/invitation/nothing").status == 404


def test_a_link_that_is_over_says_so_and_takes_no_form(app, desk, link, admin):
    agent, address, secret = link
    console = desk()
    typed = {**console.open(address).form(), **answers(secret)}
    staff.reset(agent, actor=Actor.of_agent(admin))
    assert console.open(address).status == 410
    assert console.post(address, typed).status == 422


def test_a_password_manager_finds_the_address(app, desk, link):
    agent, address, _ = link
    assert username_of(desk().open(address)) == agent.email
