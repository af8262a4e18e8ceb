"""`bascule agent`."""

from __future__ import annotations

import re

import pyotp

from models import staff
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.base import db
from models.staff.queries import find_agent_by_email
from tests.support import people


def found(email):
    db.session.rollback()
    return find_agent_by_email(email)


def add(bascule, *words, email="nouvelle@example.org", role="agent", **options):
    return bascule("agent", "add", email, "--name", "Nouvelle Venue", "--role", role, *words, **options)


def test_without_a_password_it_prints_an_invitation_under_the_consoles_address(bascule):
    result = add(bascule, public_url="https://pro.example.org", console_url="https://agents.example.org")
    assert result.exit_code == 0
    link = re.fullmatch(r"https://agents\.example\.org/console/invitation/([\w-]{43})\n", result.stdout)
    assert tokens.peek(Purpose.INVITATION, link[1]).agent.email == "nouvelle@example.org"
    assert not found("nouvelle@example.org").is_active


def test_with_password_and_second_factor_the_agent_is_in(bascule):
    secret = pyotp.random_base32()
    words = ["--password-stdin", "--totp-secret", secret]
    result = add(bascule, *words, input=people.STAFF_PASSWORD + "\n")
    assert result.exit_code == 0
    agent = found("nouvelle@example.org")
    assert agent.is_active
    assert agent.totp_secret == secret
    assert people.STAFF_PASSWORD not in result.output
    assert secret not in result.output
    signed = staff.sign_in("nouvelle@example.org", people.STAFF_PASSWORD, actor=people.SYSTEM)
    assert signed.id == agent.id


def test_a_second_factor_that_it_made_is_shown_once_to_be_enrolled(bascule):
    result = add(bascule, "--password-stdin", input=people.STAFF_PASSWORD + "\n")
    assert "otpauth://totp/" in result.stdout


def test_a_weak_password_a_taken_address_and_a_bad_secret_are_refused(bascule, agent):
    assert add(bascule, "--password-stdin", input="azerty123456\n").exit_code == 1
    assert add(bascule, email=agent.email).exit_code == 1
    assert add(bascule, email="pas-une-adresse").exit_code == 1
    words = ["--password-stdin", "--totp-secret", "1!"]
    assert add(bascule, *words, input=people.STAFF_PASSWORD + "\n").exit_code == 1
    assert add(bascule, "--totp-secret", "JBSWY3DPEHPK3PXP").exit_code == 2
    assert found("nouvelle@example.org") is None


def test_disabling_and_resetting(bascule, agent, admin):
    assert bascule("agent", "disable", agent.email).exit_code == 0
    assert found(agent.email).disabled_at is not None
    result = bascule("agent", "reset", agent.email)
    assert "/console/invitation/" in result.stdout
    assert not found(agent.email).is_active
    for word in ("disable", "reset"):
        result = bascule("agent", word, "inconnue@example.org")
        assert result.exit_code == 1
        assert "inconnue@example.org" in result.stderr


def test_the_last_administrator_stays(bascule, admin):
    result = bascule("agent", "disable", admin.email)
    assert result.exit_code == 1
    assert found(admin.email).is_active


def test_codes_are_shown_in_the_demonstration_only(bascule, agent):
    assert bascule("agent", "code", agent.email).exit_code == 1
    result = bascule("agent", "code", agent.email, env="demo")
    assert result.exit_code == 0
    assert re.fullmatch(r"\d{6}\n", result.stdout)
