"""Why the contact of a record reaches nobody: what is missing, what is no address, what came back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from models.concessions.cleansing.reached import Contact
from models.concessions.cleansing.tables import Flaw
from models.kernel import base
from models.mails import MailState, OutboxEmail
from models.values import contacts
from models.values.contacts import EmailRefused, PhoneRefused

LEFT = (MailState.SENT.value, MailState.REFUSED.value, MailState.BOUNCED.value)

_FOR_GOOD = re.compile(r"5\d\d\b|not an address\b")
"""How a `last_error` begins that blames the address. A server of ours that was down blames nobody."""

_DOMAIN = re.compile(
    r"\b5\.1\.(2|10)\b|\b5\.4\.4\b"  # RFC 3463, RFC 7505: bad domain, null MX, nowhere to route it
    r"|\b(domain|host)( name)?\b.{0,40}\b(not found|unknown|not exist|invalid)\b|\bunknown (domain|host)\b",
    re.IGNORECASE,
)
"""What a server says of a domain to which nobody's mail goes."""


class Returned(NamedTuple):
    """The last mail that left for an address, and did not arrive."""

    id: int
    error: str


def list_returned(reached: Mapping[int, Contact]) -> dict[int, Returned]:
    """By record, the mail that came back or was refused for good: of those alone where the latest to their
    address did, since whoever corrected or confirmed it."""
    keys = {number: _address(contact) for number, contact in reached.items() if contact.email}
    if not keys:
        return {}
    came_back = or_(OutboxEmail.state == MailState.BOUNCED.value, _refused())
    some = select(OutboxEmail.to_key).where(OutboxEmail.to_key.in_({key for key, _ in keys.values()}))
    troubled = set(base.read(some.where(came_back).distinct()).scalars())
    found = {address: _latest(*address) for address in set(keys.values()) if address[0] in troubled}
    return {number: mail for number, address in keys.items() if (mail := found.get(address)) is not None}


def _address(contact: Contact) -> tuple[str, datetime | None]:
    return contacts.email_key(contact.email), contact.email_corrected_at


def _latest(key: str, since: datetime | None) -> Returned | None:
    """The last mail to this address that left, if it did not arrive."""
    last = select(OutboxEmail.id, OutboxEmail.state, OutboxEmail.last_error)
    last = last.where(OutboxEmail.to_key == key, OutboxEmail.state.in_(LEFT), _is_telling())
    if since is not None:
        last = last.where(OutboxEmail.created_at > since)
    row = base.read(last.order_by(OutboxEmail.created_at.desc(), OutboxEmail.id.desc()).limit(1)).first()
    arrived = row is None or row.state == MailState.SENT.value
    return None if arrived or row is None else Returned(row.id, row.last_error or "")


def _refused() -> ColumnElement[bool]:
    error = OutboxEmail.last_error
    blamed = or_(error.like("5%"), error.like("not an address%"))
    return (OutboxEmail.state == MailState.REFUSED.value) & blamed


def _is_telling() -> ColumnElement[bool]:
    """What our own server's troubles, a link that was over, or a cap kept from leaving, tells nothing."""
    return or_(OutboxEmail.state != MailState.REFUSED.value, _refused())


def flaw_of(contact: Contact, returned: Returned | None) -> Flaw | None:
    """Why this contact reaches nobody; None where it does, as far as is known."""
    if returned is not None:
        return _told_by(returned.error)
    if contact.email and not _is_address(contact.email):
        return Flaw.MALFORMED
    if not contact.email and not contact.has_post:
        return Flaw.MISSING
    return Flaw.PHONE if contact.phone and not _is_number(contact.phone) else None


def _told_by(error: str) -> Flaw:
    if not _FOR_GOOD.match(error):
        return Flaw.DEAD
    if error.startswith("not an address"):
        return Flaw.MALFORMED
    return Flaw.DOMAIN if _DOMAIN.search(error) else Flaw.DEAD


def _is_address(email: str) -> bool:
    try:
        contacts.email(email)
    except EmailRefused:
        return False
    return True


def _is_number(phone: str) -> bool:
    try:
        contacts.phone(phone)
    except PhoneRefused:
        return False
    return True
