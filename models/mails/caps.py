"""How many mails strangers may cause to one address: three a day and ten a week, over all of them."""

from __future__ import annotations

from datetime import timedelta

from models.kernel import throttling
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.mails.tables import MailKind
from models.values import contacts

CAPPED = frozenset(
    {
        MailKind.ACTIVATION,
        MailKind.ACTIVATION_REMINDER,
        MailKind.RESET,
        MailKind.IDENTIFIERS,
        MailKind.EMAIL_CHANGE,
        MailKind.SIGN_IN_FAILURES,
    }
)
"""What goes to whatever address somebody typed, or whoever's identifier they know."""

CAPS = ((timedelta(days=1), 3), (timedelta(days=7), 10))

_KIND = "mail-to"


def has_room(to: str) -> bool:
    """Whether one more of these mails may go there: until the transaction ends, nobody else's comes between.

    Asked before a link is replaced, so that nobody kills one with a mail that will not leave.
    """
    address = throttling.digest(contacts.email_key(to))
    lock(f"{_KIND}:{address}")
    return all(throttling.count(_KIND, since=now() - window, what=address) < most for window, most in CAPS)


def admit(to: str) -> bool:
    """Counts one more where there is room for it. Who the reader is, is kept as a keyed digest alone."""
    with transaction():
        if not has_room(to):
            return False
        throttling.write(_KIND, who="", what=throttling.digest(contacts.email_key(to)), ip=None)
        return True
