"""Staff put another contact in the place of one that reaches nobody, and say what shows it."""

from __future__ import annotations

from sqlalchemy import select

from models import audit
from models.audit import AuditAction
from models.concessions import letters
from models.concessions.cleansing.following import look_again
from models.concessions.cleansing.reached import list_reached
from models.concessions.cleansing.tables import (
    UNMAILABLE,
    ContactCorrection,
    ContactFlaw,
    ContactProof,
)
from models.concessions.letters import PostalAddressMissing
from models.concessions.tables import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts

FACTS = ("email", "phone", "address", "postcode", "city")
"""What tells where somebody is reached."""


class CorrectionEmpty(DomainError):
    """Neither an e-mail, nor a number, nor an address was given."""

    field = "email"


class ContactProofMissing(DomainError):
    """Nothing was said of where the proof is found."""

    field = "reference"


def check_correct(flaw: ContactFlaw, actor: Actor) -> None:
    """What stands in the queue may be corrected."""


def correct(
    flaw: ContactFlaw,
    *,
    email: str | None = None,
    phone: str | None = None,
    address: str | None = None,
    postcode: str | None = None,
    city: str | None = None,
    proof: str,
    reference: str,
    actor: Actor,
) -> ContactCorrection:
    """Keeps another contact for the invitations about this record; it proves nothing, and changes no record.

    What is left out stays as it was. Who could not be invited by a batch under way is, by that batch; the
    others by the next. Raises `CorrectionEmpty`, `ContactProofMissing`, `PostalAddressMissing`,
    `EmailRefused`, `PhoneRefused`, `Stale` when a colleague, or a newer file, mended it before.
    """
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    given = _given(email, phone, address, postcode, city)
    if not reference.strip():
        raise ContactProofMissing
    with transaction() as session:
        lock("contact-flaws")  # before the row, as whoever follows it does
        held = find_locked(ContactFlaw, flaw.id)
        if held is None:
            raise Stale
        record, kept = held.concession, _still_standing(held)
        before = list_reached([record])[record.id]
        _end_standing(record)
        made = ContactCorrection(
            concession_id=record.id,
            made_at=now(),
            agent_id=actor.id if actor.is_staff else None,
            proof=ContactProof(proof).value,
            reference=reference.strip(),
            **(kept | given),
            **{f"was_{name}": getattr(record, name) for name in FACTS},
        )
        made.email_key = contacts.email_key(made.email)
        session.add(made)
        session.flush()
        look_again([record.id])
        audit.record(
            AuditAction.RECORD_CONTACT_CORRECTED,
            record,
            actor=actor,
            before={name: getattr(before, name) for name in given},
            after={**given, "proof": made.proof},
            reason=made.reference,
        )
        react(DomainEvent.CONTACT_CORRECTED, record)
        return made


def _given(
    email: str | None, phone: str | None, address: str | None, postcode: str | None, city: str | None
) -> dict[str, str]:
    """What was typed, as it is kept; the parts of an address together."""
    found: dict[str, str] = {}
    if (email or "").strip():
        found["email"] = contacts.email(email)
    if (phone or "").strip():
        found["phone"] = contacts.phone(phone)
    post = {"address": address or "", "postcode": postcode or "", "city": city or ""}
    if any(part.strip() for part in post.values()):
        if missing := letters.missing_parts(**post):
            raise PostalAddressMissing(missing=missing)
        found |= {name: part.strip() for name, part in post.items()}
    if not found:
        raise CorrectionEmpty
    return found


def _still_standing(held: ContactFlaw) -> dict[str, str]:
    """What an earlier correction said that still stands; an e-mail that came back does not."""
    earlier = find_standing(held.concession)
    if earlier is None:
        return {}
    reached = list_reached([held.concession])[held.id]
    names = FACTS if held.flaw not in {flaw.value for flaw in UNMAILABLE} else FACTS[1:]
    return {name: known for name in names if (known := getattr(earlier, name)) == getattr(reached, name)}


def _end_standing(record: Concession) -> None:
    earlier = find_standing(record)
    if earlier is not None:
        earlier.ended_at = now()
        db.session.flush()  # before the new one, which the index would refuse beside it


def find_standing(record: Concession) -> ContactCorrection | None:
    """The correction that stands for this record."""
    standing = select(ContactCorrection).where(ContactCorrection.concession_id == record.id)
    return db.session.scalar(standing.where(ContactCorrection.ended_at.is_(None)))
