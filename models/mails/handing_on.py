"""The mails of an account that goes into another of the same person are that one's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import locked
from models.mails.states import MailState
from models.mails.tables import OutboxEmail

if TYPE_CHECKING:
    from models.accounts import ProAccount

_WAITING = (MailState.OWED.value, MailState.RETRYING.value, MailState.HELD.value)


def hand_on(gone: ProAccount, kept: ProAccount) -> None:
    """What was sent is kept as it was; what still waits goes to the address that is read.

    A link does not: it was of the account that goes, and is dead. In the transaction under way.
    """
    theirs = select(OutboxEmail).where(OutboxEmail.account_id == gone.id).order_by(OutboxEmail.id)
    for mail in db.session.scalars(locked(theirs, OutboxEmail)):
        mail.account = kept
        waits = mail.state in _WAITING and mail.token_id is None
        if waits and mail.to_key == gone.email_key:
            mail.to, mail.to_key = kept.email, kept.email_key
            if mail.state == MailState.HELD.value:  # to be gathered at an address that is no more
                mail.state, mail.next_at = MailState.OWED.value, now()
                jobs.enqueue(JobKind.MAIL, {"mail": mail.id})
    db.session.flush()
