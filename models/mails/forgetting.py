"""Forgets whom a mail was for, and whom it names: when a person's account is erased, and with the time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import locked
from models.kernel.transactions import transaction
from models.mails.states import READER_GONE, MailState
from models.mails.tables import OutboxEmail

if TYPE_CHECKING:
    from models.accounts import ProAccount

_WAITING = (MailState.OWED.value, MailState.RETRYING.value, MailState.HELD.value)


def forget_mail(mail: OutboxEmail) -> None:
    """Takes address and contents out of a mail; that it was owed, sent or refused stays known.

    One that still waits never leaves. Called inside a transaction.
    """
    if mail.state in _WAITING:
        mail.state, mail.next_at, mail.last_error = MailState.REFUSED.value, None, READER_GONE
    elif mail.last_error:
        mail.last_error = READER_GONE  # a server's refusal repeats the address
    mail.to = mail.to_key = mail.search = ""
    mail.params = {}
    mail.forgotten_at = now()


def forget_reader(account: ProAccount) -> None:
    """Forgets every mail to this person, and the name in what was sent to others of the company."""
    names = {name for name in (account.full_name, account.identifier, account.email) if name}
    with transaction() as session:
        theirs = select(OutboxEmail).where(OutboxEmail.account_id == account.id)
        for mail in session.scalars(theirs.where(OutboxEmail.forgotten_at.is_(None))):
            forget_mail(mail)
        others = select(OutboxEmail).where(
            OutboxEmail.company_id == account.company_id,
            OutboxEmail.account_id.is_distinct_from(account.id),
            OutboxEmail.state.not_in(_WAITING),
        )
        for mail in session.scalars(others):
            mail.params = _without(mail.params, names)


def numbers_of(account: ProAccount) -> list[int]:
    """The numbers of every mail to this person."""
    return list(db.session.scalars(select(OutboxEmail.id).where(OutboxEmail.account_id == account.id)))


def _without(value: object, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(entry, names) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without(entry, names) for entry in value]
    return "" if isinstance(value, str) and value in names else value


def forget_before(moment: datetime, *, limit: int = 5_000) -> int:
    """Forgets the mails that were owed before this moment and wait no longer; returns how many."""
    old = select(OutboxEmail).where(
        OutboxEmail.created_at < moment,
        OutboxEmail.forgotten_at.is_(None),
        OutboxEmail.state.not_in(_WAITING),
    )
    if db.session.scalar(old.with_only_columns(OutboxEmail.id).limit(1)) is None:
        return 0
    with transaction() as session:
        first = old.order_by(OutboxEmail.created_at).limit(limit)
        mails = list(session.scalars(locked(first, OutboxEmail)))
        for mail in mails:
            forget_mail(mail)
        return len(mails)
