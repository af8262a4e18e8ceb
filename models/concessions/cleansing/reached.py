"""Whom an invitation about a record reaches: what staff corrected, else what the old portal said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from models.concessions import letters
from models.concessions.cleansing.tables import UNMAILABLE, ContactCorrection, ContactFlaw
from models.kernel.base import db


class HasContact(Protocol):
    """A record, or the columns of one that tell its contact."""

    @property
    def id(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...


@dataclass(frozen=True)
class Contact:
    """Where a record's contact is reached. For invitations alone: what staff typed proves nothing."""

    email: str
    phone: str
    address: str
    postcode: str
    city: str
    email_corrected_at: datetime | None = None
    """When staff corrected or confirmed the e-mail that stands here; None where the record says it."""

    is_mailable: bool = True
    """Whether mails to the e-mail are not known to come back."""

    @property
    def has_post(self) -> bool:
        """Whether a letter finds its way."""
        return not letters.missing_parts(self.address, self.postcode, self.city)


BLOCK = 500
"""Records that one statement asks about."""


def list_reached(records: Iterable[HasContact]) -> dict[int, Contact]:
    """Whom each of these records reaches, by its number."""
    known = {record.id: record for record in records}
    corrections, flawed = _beside(list(known))
    return {
        number: _merge(record, corrections.get(number), is_mailable=number not in flawed)
        for number, record in known.items()
    }


def _beside(ids: list[int]) -> tuple[dict[int, ContactCorrection], set[int]]:
    corrections: dict[int, ContactCorrection] = {}
    flawed: set[int] = set()
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        standing = select(ContactCorrection).where(ContactCorrection.concession_id.in_(block))
        standing = standing.where(ContactCorrection.ended_at.is_(None))
        corrections |= {row.concession_id: row for row in db.session.scalars(standing)}
        unmailable = ContactFlaw.flaw.in_([flaw.value for flaw in UNMAILABLE])
        flawed |= set(db.session.scalars(select(ContactFlaw.id).where(ContactFlaw.id.in_(block), unmailable)))
    return corrections, flawed


def _merge(record: HasContact, correction: ContactCorrection | None, *, is_mailable: bool) -> Contact:
    """Fact by fact: a correction stands as long as the record says what it was put in the place of."""
    email, phone, corrected_at = record.email, record.phone, None
    post = (record.address, record.postcode, record.city)
    if correction is not None:
        if correction.email and record.email == correction.was_email:
            email, corrected_at = correction.email, correction.made_at
        if correction.phone and record.phone == correction.was_phone:
            phone = correction.phone
        if correction.address and post == (
            correction.was_address,
            correction.was_postcode,
            correction.was_city,
        ):
            post = (correction.address, correction.postcode, correction.city)
    return Contact(email, phone, *post, email_corrected_at=corrected_at, is_mailable=is_mailable)
