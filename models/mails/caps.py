"""How many mails strangers may cause to one address: three a day and ten a week, over all of them."""

from __future__ import annotations

from datetime import timedelta

from models.kernel.access import throttling
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.mails.kinds import MailKind
from models.values import contacts

CAPPED = frozenset(
    {
        MailKind.ACTIVATION,
        MailKind.ACTIVATION_REMINDER,
        MailKind.RESET,
        MailKind.IDENTIFIERS,
        MailKind.EMAIL_CHANGE,
        MailKind.RECORD_LINK,
        MailKind.MERGE_ASKED,
        MailKind.SIGN_IN_FAILURES,
    }
)
"""What goes to whatever address somebody typed, or whoever's identifier they know."""

CAPS = ((timedelta(days=1), 3), (timedelta(days=7), 10))

_ALL, _WARNINGS = "mail-to", "warning-to"

MOST_WARNINGS = 1
"""A day, of all: a stranger who tries passwords must not use up the reset of whom these warn."""


def has_room(to: str, kind: MailKind = MailKind.RESET) -> bool:
    """Whether one more of these mails may go there: until the transaction ends, nobody else's comes between.

    Asked before a link is replaced, so that nobody kills one with a mail that will not leave.
    """
    address = throttling.digest(contacts.email_key(to))
    lock(f"{_ALL}:{address}")
    if kind is MailKind.SIGN_IN_FAILURES and _count(_WARNINGS, address, CAPS[0][0]) >= MOST_WARNINGS:
        return False
    return all(_count(_ALL, address, window) < limit for window, limit in CAPS)


def admit(to: str, kind: MailKind) -> bool:
    """Counts one more where there is room for it. Who the reader is, is kept as a keyed digest alone."""
    with transaction():
        if not has_room(to, kind):
            return False
        address = throttling.digest(contacts.email_key(to))
        throttling.write(_ALL, who="", what=address, ip=None)
        if kind is MailKind.SIGN_IN_FAILURES:
            throttling.write(_WARNINGS, who="", what=address, ip=None)
        return True


def _count(kind: str, address: str, window: timedelta) -> int:
    return throttling.count(kind, since=now() - window, what=address)
