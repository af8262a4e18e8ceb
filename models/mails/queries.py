"""Which mails went to somebody, and which wait for somebody to mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select

from models.kernel.base import db
from models.mails.states import MailState
from models.mails.tables import OutboxEmail

if TYPE_CHECKING:
    from models.accounts import ProAccount


def mail_state_is(value: str) -> ColumnElement[bool]:
    """The clause of a state."""
    return OutboxEmail.state == MailState(value).value


def list_mails_to(account: ProAccount, limit: int) -> list[OutboxEmail]:
    """The mails to this person, newest first."""
    query = select(OutboxEmail).where(OutboxEmail.account_id == account.id)
    return list(db.session.scalars(query.order_by(OutboxEmail.id.desc()).limit(limit)))


def list_troubled(limit: int) -> list[OutboxEmail]:
    """The latest mails that were refused or came back, and wait for somebody."""
    query = select(OutboxEmail).where(OutboxEmail.is_troubled)
    return list(db.session.scalars(query.order_by(OutboxEmail.created_at.desc()).limit(limit)))
