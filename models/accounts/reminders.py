"""Reminds those who did not activate their account, at day 3, 7 and 12."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from models import audit, mails
from models.accounts.tables import PENDING_FOR, ProAccount
from models.audit import AuditAction
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail

DAYS = tuple(timedelta(days=days) for days in (3, 7, 12))


def remind(*, actor: Actor) -> int:
    """Owes each waiting account the reminder whose day has come, with a live link; returns how many.

    After a pause of the worker only the last of several missed reminders is owed.
    """
    return sum(_remind(account_id, actor) for account_id in _due(now()))


def _stage(created_at: datetime, moment: datetime) -> datetime | None:
    """Since when the latest reminder is due."""
    return max((created_at + days for days in DAYS if created_at + days <= moment), default=None)


def _is_due(created_at: datetime, last: datetime | None, moment: datetime) -> bool:
    stage = _stage(created_at, moment)
    return stage is not None and (last is None or last < stage)


def _due(moment: datetime) -> list[int]:
    # Of each account by its own mails: those who wait are few, and reminders as many as there ever were.
    last = (
        select(func.max(OutboxEmail.created_at))
        .where(
            OutboxEmail.account_id == ProAccount.id, OutboxEmail.kind == MailKind.ACTIVATION_REMINDER.value
        )
        .scalar_subquery()
    )
    query = (
        select(ProAccount.id, ProAccount.created_at, last)
        .where(ProAccount.is_pending)
        .where(ProAccount.suspended_at.is_(None))
        .where(ProAccount.created_at <= moment - DAYS[0], ProAccount.created_at > moment - PENDING_FOR)
        .order_by(ProAccount.id)
    )
    return [number for number, created_at, at in db.session.execute(query) if _is_due(created_at, at, moment)]


def _remind(account_id: int, actor: Actor) -> bool:
    with transaction() as session:
        account = session.get(ProAccount, account_id)
        assert account is not None
        lock_row(account)
        if not account.is_pending or account.suspended_at is not None:
            return False
        last = session.scalar(
            select(func.max(OutboxEmail.created_at)).where(
                OutboxEmail.account_id == account_id, OutboxEmail.kind == MailKind.ACTIVATION_REMINDER.value
            )
        )
        if not _is_due(account.created_at, last, now()):
            return False  # another worker was here
        token = _live_link(account)
        mails.notify(MailKind.ACTIVATION_REMINDER, account.email, token=token, account=account)
        audit.record(AuditAction.ACTIVATION_RESENT, account, actor=actor)
        return True


def _live_link(account: ProAccount) -> Token:
    token = tokens.live(Purpose.ACTIVATION, account)
    if token is None:
        token = tokens.issue(Purpose.ACTIVATION, account=account)
        account.link_sent_at = now()
    return token
