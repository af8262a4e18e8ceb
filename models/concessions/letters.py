"""Letters to whoever stands on an old record: where they go, and the trace of who printed them."""

from __future__ import annotations

import textwrap

from models import audit
from models.audit import AuditAction
from models.concessions.tables import Concession
from models.kernel.actors import Actor
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission

WIDEST, MOST_LINES = 38, 6
"""Of an address that the post reads by machine (NF Z 10-011)."""


class PostalAddressMissing(DomainError):
    """No letter can go there (facts: `missing`, which parts of the address are not known)."""


def missing_parts(address: str, postcode: str, city: str) -> list[str]:
    """Without what an address reaches nobody."""
    parts = {"address": address, "postcode": postcode, "city": city}
    return [name for name, value in parts.items() if not value.strip()]


def postal_lines(name: str, address: str, postcode: str, city: str) -> list[str]:
    """An address as it is shown through a window: six lines at most of 38 signs. Raises
    `PostalAddressMissing`."""
    if missing := missing_parts(address, postcode, city):
        raise PostalAddressMissing(missing=missing)
    above = [part for line in (name, *address.splitlines()) for part in textwrap.wrap(line, WIDEST)]
    last = f"{postcode.strip()} {city.strip().upper()}"[:WIDEST]
    return [*above[: MOST_LINES - 1], last]


def lines_of(concession: Concession) -> list[str]:
    """Where a letter about this record goes. Raises `PostalAddressMissing`."""
    name = concession.holder or concession.title
    return postal_lines(name, concession.address, concession.postcode, concession.city)


def check_letter(concession: Concession, actor: Actor) -> None:
    """Raises `PostalAddressMissing`."""
    lines_of(concession)


def trace(concession: Concession, *, letter: str, actor: Actor) -> list[str]:
    """Leaves who printed which letter about this record; where it goes. Raises `PostalAddressMissing`."""
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    lines = lines_of(concession)
    with transaction():
        audit.record(AuditAction.LETTER_PRINTED, concession, actor=actor, after={"statement": letter})
    return lines
