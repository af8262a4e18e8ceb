"""The screen of keys: made by administrators alone, told once, renewed, revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.kernel.base import db
from models.staff.machines import ApiKey, KeyState
from models.staff.machines.queries import find_by_secret
from models.values.days import today
from tests.support import callers, people
from tests.support.records import count

NEW = "/console/cles/new/"


def typed(**changes):
    until = (today() + timedelta(days=90)).isoformat()
    known = {"name": "Guichet des permissions", "role": "agent", "expires_on": until}
    return {**known, "scopes": ["companies:read", "requests:read"], **changes}


def secret_of(page):
    """The key that a page shows."""
    found = page.doc.xpath("//*[@id='cle']")
    return found[0].text_content() if found else None


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_keys_are_the_administrators_affair(app, desk, role):
    key, _ = callers.issued()
    console = desk(people.staff(role))
    for address in ("", "new/", f"details/?id={key.id}", f"{key.id}/revoquer", f"{key.id}/renouveler"):
        assert console.open(f"/console/cles/{address}").status == 403


def test_a_key_is_told_once_on_its_page(app, desk, admin):
    made = desk(admin).send(NEW, **typed())
    assert made.status == 303
    first, again = made.follow(), made.follow()
    secret = secret_of(first)
    assert secret and find_by_secret(secret).client.scopes == ["companies:read", "requests:read"]
    assert secret_of(again) is None and secret not in again.html
    assert "Lire les structures · Lire les demandes" in again.text


def test_what_it_calls_must_be_said(app, desk, admin):
    assert "facultatif" not in desk(admin).open(NEW).text


def test_a_double_click_makes_one_key(app, desk, admin):
    console = desk(admin)
    answers = {**console.open(NEW).form(), **typed()}
    first, second = console.post(NEW, answers), console.post(NEW, answers)
    assert first.location == second.location and count(ApiKey) == 1
    assert secret_of(second.follow()), "the page that is shown has it"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "…"}, "name"),
        ({"role": "king"}, "role"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["codes:read"]}, "scopes"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "2001-01-01"}, "expires_on"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(app, desk, admin, change, field):
    page = desk(admin).send(NEW, **typed(**change))
    assert page.status == 422 and page.error(field) and count(ApiKey) == 0


def test_a_key_is_renewed_and_revoked_and_its_page_says_what_it_called(app, desk, admin):
    key, secret = callers.issued()
    callers.Caller(app, secret).get("companies")
    console = desk(admin)
    page = console.open(f"/console/cles/details/?id={key.id}")
    assert "companies:read1" in page.text.replace(" ", "") and "Lu par une application" in page.text
    renewed = console.send(f"/console/cles/{key.id}/renouveler").follow()
    assert find_by_secret(secret_of(renewed)).client_id == key.client_id
    console.send(f"/console/cles/{key.id}/revoquer")
    assert db.session.get(ApiKey, key.id).state is KeyState.REVOKED
    listed = console.open("/console/cles/").text
    assert "Révoquée" in listed and "En service" in listed
