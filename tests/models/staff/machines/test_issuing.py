"""Keys are made by administrators, told once, kept as a digest, renewed, and revoked at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.permissions import Role
from models.staff import machines
from models.staff.machines import ApiClient, ApiKey, KeyState, Scope
from models.staff.machines.queries import find_by_secret
from models.values.days import today
from tests.support.callers import ADMIN, issued
from tests.support.records import count

SOON = timedelta(days=30)


def issue(name="Guichet", scopes=(Scope.COMPANIES_READ,), days=30, **more):
    expires_on = today() + timedelta(days=days)
    return machines.issue(
        name, role=Role.AGENT, scopes=scopes, expires_on=expires_on, **{"actor": ADMIN, **more}
    )


def test_a_key_is_found_by_its_secret_which_nothing_keeps(app):
    key, secret = issue()
    assert find_by_secret(secret).id == key.id and find_by_secret(secret + "x") is None
    held = db.session.execute(db.select(ApiKey.__table__)).mappings().one()
    assert secret not in map(str, held.values()) and secret.startswith(held["hint"])
    assert len(held["hint"]) < len(secret) / 3


def test_making_and_revoking_leave_their_events_without_the_secret(app):
    key, secret = issue()
    machines.revoke(key, actor=ADMIN)
    events = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence)).all()
    assert [event.action for event in events] == ["api-key-created", "api-key-revoked"]
    assert {(event.subject_kind, event.subject_id) for event in events} == {("api-key", key.id)}
    assert not any(secret in (event.detail.after or "") for event in events)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_administrators_make_renew_and_revoke(app, role):
    key, _ = issue()
    other = Actor("agent", 1, "Aline", role.value)
    with pytest.raises(NotAllowed):
        issue("Autre", actor=other)
    with pytest.raises(NotAllowed):
        machines.renew(key, expires_on=today() + SOON, actor=other)
    with pytest.raises(NotAllowed):
        machines.revoke(key, actor=other)
    assert count(ApiKey) == 1 and key.state is KeyState.ACTIVE


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, machines.ClientNameMissing),
        ({"scopes": ()}, machines.ScopesMissing),
        ({"scopes": ("codes:read",)}, machines.ScopesMissing),
        ({"days": -1}, machines.ExpiryRefused),
        ({"days": 367}, machines.ExpiryRefused),
    ],
)
def test_a_key_has_a_name_a_scope_and_an_end_within_a_year(app, change, refusal):
    with pytest.raises(refusal):
        issue(**change)
    assert count(ApiClient) == 0


def test_a_name_is_one_program_however_it_is_written(app):
    issue("Guichet d’été")
    with pytest.raises(machines.ClientNameTaken):
        issue("GUICHET D'ETE")


def test_a_double_click_makes_one_key_and_tells_it_once(app):
    first, again = issue(submission="a" * 20), issue(submission="a" * 20)
    assert first.key.id == again.key.id and first.secret and again.secret is None


def test_a_renewed_program_has_two_keys_until_one_is_revoked(app):
    key, old = issued()
    new = machines.renew(key, expires_on=today() + SOON, actor=ADMIN)
    assert new.key.client_id == key.client_id
    assert {find_by_secret(old).state, find_by_secret(new.secret).state} == {KeyState.ACTIVE}
    machines.revoke(key, actor=ADMIN)
    assert find_by_secret(old).state is KeyState.REVOKED
    assert find_by_secret(new.secret).state is KeyState.ACTIVE


def test_a_key_serves_to_the_end_of_its_last_day(app, clock):
    key, _ = issue(days=1)
    clock.shift(timedelta(days=1))
    assert key.state is KeyState.ACTIVE
    clock.shift(timedelta(days=1))
    assert key.state is KeyState.EXPIRED
    with pytest.raises(machines.KeyOver):
        machines.revoke(key, actor=ADMIN)


def test_a_double_click_revokes_once(app):
    key, _ = issue()
    machines.revoke(key, actor=ADMIN)
    machines.revoke(key, actor=ADMIN)
    assert count(AuditEvent) == 2
