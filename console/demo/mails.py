"""Mails of the demonstration, in every state, made by the operations where there is one."""

from __future__ import annotations

from console.demo.accounts import Holder, active_accounts
from models import mails
from models.accounts import ProAccount
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import MailKind, MailState, OutboxEmail
from models.values import contacts
from models.values.text import fold

LINKS = 5
"""Accounts whose activation mail is owed, and sent by the first worker."""

WRITTEN = (
    (MailState.SENT, None),
    (MailState.REFUSED, "550 5.1.1 no such user"),
    (MailState.BOUNCED, None),
    *((MailState.SENT, None),) * 15,
)
"""What became of what people were sent: most of it arrived, as everywhere."""


def add(pending: list[Holder]) -> None:
    """Inside the transaction of the demonstration."""
    session = db.session()
    for holder in [holder for holder in pending if holder.status == "pending"][:LINKS]:
        account = session.get(ProAccount, holder.id)
        assert account is not None
        token = tokens.issue(Purpose.ACTIVATION, account=account)
        mails.notify(MailKind.ACTIVATION, account.email, token=token, account=account)
    people = active_accounts(len(WRITTEN))
    for (state, error), account in zip(WRITTEN, people, strict=False):
        session.add(_written(account, state, error))


def _written(account: ProAccount, state: MailState, error: str | None) -> OutboxEmail:
    moment = now()
    return OutboxEmail(
        kind=MailKind.PASSWORD_CHANGED.value,
        to=account.email,
        to_key=contacts.email_key(account.email),
        params={},
        state=state.value,
        created_at=moment,
        sent_at=None if state is MailState.REFUSED else moment,
        attempts=1,
        last_error=error,
        account=account,
        company=account.company,
        search=fold(f"{account.email} {MailKind.PASSWORD_CHANGED.value} {account.identifier}"),
    )
