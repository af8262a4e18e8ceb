"""Makes keys and takes them back: by administrators, each with its event; the secret is told once."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from models import audit
from models.audit import AuditAction
from models.kernel import idempotency, keys
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission, Role
from models.staff.machines.scopes import completed
from models.staff.machines.tables import ApiClient, ApiKey, KeyState
from models.values.days import today
from models.values.text import fold

MARK = "bascule_"
"""How a key begins, so that whoever finds one in a file knows whose it is."""

SHOWN = len(MARK) + 4
"""Letters of a key that stay legible: too few to guess the rest, enough to tell two apart."""

LONGEST_LIFE = timedelta(days=366)


class ClientNameMissing(DomainError):
    """A client has a name, by which the trail tells what it did."""

    field = "name"


class ClientNameTaken(DomainError):
    """Another client has this name: its key is renewed, not made anew."""

    field = "name"


class ScopesMissing(DomainError):
    """A key without a scope would open nothing."""

    field = "scopes"


class ExpiryRefused(DomainError):
    """A key ends between today and a year from now (facts: `latest`)."""

    field = "expires_on"


class KeyOver(DomainError):
    """The key serves no more: it is over, or was revoked."""


class Issued(NamedTuple):
    """A new key and its secret; None where the same form had made it before, since nobody keeps it."""

    key: ApiKey
    secret: str | None


def issue(
    name: str,
    *,
    role: Role,
    scopes: Collection[str],
    expires_on: date,
    submission: str | None = None,
    actor: Actor,
) -> Issued:
    """A new client with its first key.

    Raises `NotAllowed`, `ClientNameMissing`, `ClientNameTaken`, `ScopesMissing`, `ExpiryRefused`.
    """
    _demand_management(actor)
    _check_expiry(expires_on)
    if not fold(name):
        raise ClientNameMissing
    wanted = completed(scopes)
    if not wanted:
        raise ScopesMissing
    made: list[str] = []

    def make() -> ApiKey:
        lock("api-clients")
        if _find_by_name(name) is not None:
            raise ClientNameTaken
        client = ApiClient(
            name=name.strip()[:120],
            name_key=fold(name)[:120],
            role=Role(role).value,
            scopes=wanted,
            created_at=now(),
        )
        db.session.add(client)
        key, secret = _add_key(client, expires_on, actor)
        made.append(secret)
        return key

    key = idempotency.once(submission, ApiKey, make)
    return Issued(key, made[0] if made else None)


def _find_by_name(name: str) -> ApiClient | None:
    return db.session.scalar(select(ApiClient).where(ApiClient.name_key == fold(name)[:120]))


def check_renew(key: ApiKey, actor: Actor) -> None:
    """A client may have a new key whatever became of the one before."""


def renew(key: ApiKey, *, expires_on: date, submission: str | None = None, actor: Actor) -> Issued:
    """Another key for the same client; the one before serves on until it is revoked or over.

    Raises `NotAllowed`, `ExpiryRefused`.
    """
    _demand_management(actor)
    _check_expiry(expires_on)
    made: list[str] = []

    def make() -> ApiKey:
        new, secret = _add_key(key.client, expires_on, actor)
        made.append(secret)
        return new

    new = idempotency.once(submission, ApiKey, make)
    return Issued(new, made[0] if made else None)


def check_revoke(key: ApiKey, actor: Actor) -> None:
    """Raises `KeyOver` for a key that serves no more."""
    if key.state is not KeyState.ACTIVE:
        raise KeyOver


def revoke(key: ApiKey, *, actor: Actor) -> None:
    """The key opens nothing from the next call on. Raises `NotAllowed`, `KeyOver`."""
    _demand_management(actor)
    with transaction():
        lock_row(key)
        if key.revoked_at is not None:
            return  # a double click is one revocation
        check_revoke(key, actor)
        key.revoked_at = now()
        audit.record(AuditAction.API_KEY_REVOKED, key, actor=actor)


def _demand_management(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_KEYS):
        raise NotAllowed


def _check_expiry(expires_on: date) -> None:
    latest = today() + LONGEST_LIFE
    if not today() <= expires_on <= latest:
        raise ExpiryRefused(latest=latest)


def _add_key(client: ApiClient, expires_on: date, actor: Actor) -> tuple[ApiKey, str]:
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        client=client,
        digest=keys.digest_of(secret),
        hint=secret[:SHOWN],
        created_at=now(),
        expires_on=expires_on,
        minute_calls=0,
    )
    db.session.add(key)
    db.session.flush()
    after = {
        "name": client.name,
        "role": client.role,
        "scopes": list(client.scopes),
        "expires_on": expires_on.isoformat(),
    }
    audit.record(AuditAction.API_KEY_CREATED, key, actor=actor, after=after)
    return key, secret
