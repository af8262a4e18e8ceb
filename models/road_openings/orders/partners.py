"""The list of partners, as administrators keep it."""

from __future__ import annotations

from sqlalchemy import func, select

from models import audit
from models.audit import AuditAction
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.road_openings.orders.tables import Partner
from models.values import contacts

LIMIT = 50
"""Each order is owed to all of them in one transaction."""


class PartnerKnown(DomainError):
    """Another partner has this address."""

    field = "email"


class TooManyPartners(DomainError):
    """The list is full (facts: `limit`)."""


def list_partners() -> list[Partner]:
    """All of them, by name."""
    return list(db.session.scalars(select(Partner).order_by(Partner.name, Partner.id).limit(LIMIT)))


def find_partner(partner_id: int) -> Partner | None:
    """The partner of that number."""
    return db.session.get(Partner, partner_id)


def add(name: str, email: str, *, submission: str | None = None, actor: Actor) -> Partner:
    """A partner more; a form sent twice adds one.

    Raises `NotAllowed`, `EmailRefused`, `PartnerKnown`, `TooManyPartners`.
    """
    _check(actor)
    address = contacts.email(email)

    def make() -> Partner:
        lock("partners")
        if (db.session.scalar(select(func.count()).select_from(Partner)) or 0) >= LIMIT:
            raise TooManyPartners(limit=LIMIT)
        _check_free(address)
        made = Partner(
            name=name.strip(), email=address, email_key=contacts.email_key(address), added_at=now()
        )
        db.session.add(made)
        db.session.flush()
        audit.record(
            AuditAction.PARTNER_ADDED, made, actor=actor, after={"name": made.name, "email": address}
        )
        return made

    with transaction():
        return idempotency.once(submission, Partner, make)


def change(partner: Partner, *, name: str, email: str, version: int, actor: Actor) -> None:
    """Another name or address. Raises `Stale`, also of one that is gone, and as `add`."""
    _check(actor)
    address, number = contacts.email(email), partner.id
    with transaction():
        lock("partners")
        if find_locked(Partner, number) is None:
            raise Stale
        if contacts.email_key(address) != partner.email_key:
            _check_free(address)
        wanted = {"name": name.strip(), "email": address}
        done = optimistic_lock.apply(partner, wanted, ("name", "email"), version=version)
        partner.email_key = contacts.email_key(address)
        if done.after:
            audit.record(
                AuditAction.PARTNER_CHANGED, partner, actor=actor, before=done.before, after=done.after
            )


def remove(partner: Partner, *, actor: Actor) -> None:
    """Nothing is sent to it any more; what it was sent stays among the mails. Twice is once."""
    _check(actor)
    number = partner.id  # whoever was faster took the row away
    with transaction() as session:
        lock("partners")
        if find_locked(Partner, number) is None:
            return
        idempotency.forget(Partner, [number])
        audit.record(
            AuditAction.PARTNER_REMOVED,
            partner,
            actor=actor,
            before={"name": partner.name, "email": partner.email},
        )
        session.delete(partner)


def _check(actor: Actor) -> None:
    if not actor.may(Permission.KEEP_PARTNERS):
        raise NotAllowed


def _check_free(address: str) -> None:
    same = select(Partner.id).where(Partner.email_key == contacts.email_key(address))
    if db.session.scalar(same) is not None:
        raise PartnerKnown
