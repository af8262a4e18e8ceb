"""What staff noted of somebody's address goes: with the account of its person, and with the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.accounts import ProAccount
from models.concessions.cleansing.tables import ContactChange, ContactCorrection
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import locked
from models.kernel.transactions import transaction


def forget_person(account: ProAccount, how: str, actor: Actor) -> None:
    """Takes out the corrections that bear the address of somebody who is gone; in their transaction.

    The record says again what the old portal said of it.
    """
    if not account.has_proved_email:  # whoever merely typed the address takes nothing of it along
        return
    theirs = select(ContactCorrection).where(
        ContactCorrection.email_key == account.email_key, ContactCorrection.forgotten_at.is_(None)
    )
    for correction in db.session.scalars(locked(theirs.order_by(ContactCorrection.id), ContactCorrection)):
        if correction.ended_at is None:
            db.session.add(ContactChange(concession_id=correction.concession_id))
        _forget(correction)


def forget_before(moment: datetime, *, limit: int = 5_000) -> int:
    """Takes the words out of the corrections that were over before this moment; returns how many."""
    old = select(ContactCorrection).where(
        ContactCorrection.ended_at < moment, ContactCorrection.forgotten_at.is_(None)
    )
    if db.session.scalar(old.with_only_columns(ContactCorrection.id).limit(1)) is None:
        return 0
    with transaction() as session:
        first = old.order_by(ContactCorrection.ended_at, ContactCorrection.id).limit(limit)
        found = list(session.scalars(locked(first, ContactCorrection)))
        for correction in found:
            _forget(correction)
        return len(found)


def list_about(account: ProAccount) -> list[ContactCorrection]:
    """What staff noted of the address that this person proved to be theirs, newest first."""
    if not account.has_proved_email:
        return []
    theirs = select(ContactCorrection).where(ContactCorrection.email_key == account.email_key)
    return list(db.session.scalars(theirs.order_by(ContactCorrection.id.desc())))


def _forget(correction: ContactCorrection) -> None:
    for name in ("email", "phone", "address", "postcode", "city"):
        setattr(correction, name, "")
        setattr(correction, f"was_{name}", "")
    correction.email_key = correction.reference = ""
    correction.forgotten_at = now()
    correction.ended_at = correction.ended_at or correction.forgotten_at
