"""What becomes of a mail: sent, put off, refused, come back, sent again to the right address."""

from __future__ import annotations

from datetime import datetime

from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.transactions import transaction
from models.mails.forgetting import forget_mail
from models.mails.states import LINK_OVER, MailState
from models.mails.tables import OutboxEmail

LEFT = (MailState.SENT.value, MailState.REFUSED.value, MailState.BOUNCED.value)
"""The states of what will not leave by itself."""


def sent(mail: OutboxEmail, *, message_id: str) -> None:
    """The mail left; told in the transaction that ends its job."""
    with transaction():
        mail.state, mail.sent_at, mail.next_at, mail.last_error = MailState.SENT.value, now(), None, None
        mail.message_id = message_id
        mail.attempts += 1
        _let_go(mail)


def postponed(mail: OutboxEmail, *, error: str, next_at: datetime | None) -> None:
    """A try failed: it is due again at `next_at`, or given up when that is None."""
    with transaction():
        mail.attempts += 1
        mail.last_error, mail.next_at = error[:500], next_at
        mail.state = (MailState.REFUSED if next_at is None else MailState.RETRYING).value
        if next_at is None:
            react(DomainEvent.MAIL_RETURNED, mail, True)
            _let_go(mail)


def _let_go(mail: OutboxEmail) -> None:
    """The last mail to a person whose account is erased goes with its errand."""
    if mail.account is not None and mail.account.erased_at is not None:
        forget_mail(mail)


def dropped(mail: OutboxEmail) -> None:
    """The mail never leaves: its link is over, and a newer mail has the live one."""
    with transaction():
        mail.state, mail.last_error, mail.next_at = MailState.REFUSED.value, LINK_OVER, None
