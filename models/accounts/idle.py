"""Accounts that nobody used for two years: told, then erased thirty days later unless somebody signs in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from models import audit, mails
from models.accounts.lifecycle import erase
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values.days import day_of, years_before

IDLE_YEARS = 2
NOTICE = timedelta(days=30)
UNUSED = "two idle years"
"""The reason of the erasure."""


def _idle() -> ColumnElement[bool]:
    """The clause of the accounts that were activated and not used for two years."""
    seen = func.coalesce(ProAccount.last_seen_at, ProAccount.activated_at)
    return ProAccount.erased_at.is_(None) & (seen < years_before(now(), IDLE_YEARS))


def _ids(clause: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(ProAccount.id).where(_idle(), clause).order_by(ProAccount.id)))


def notify_idle(*, actor: Actor) -> int:
    """Owes a notice to each idle account that had none; returns how many."""
    return sum(_notify(account_id, actor) for account_id in _ids(ProAccount.idle_told_at.is_(None)))


def _notify(account_id: int, actor: Actor) -> bool:
    with transaction() as session:
        account = session.get_one(ProAccount, account_id)
        lock_row(account)
        if account.idle_told_at is not None or not _still(account):
            return False
        account.idle_told_at = now()
        params = {"erased_on": day_of(now() + NOTICE).isoformat()}
        mails.notify(MailKind.ACCOUNT_IDLE, account.email, params=params, account=account)
        audit.record(AuditAction.ACCOUNT_IDLE_TOLD, account, actor=actor, after=params)
        return True


def end(*, actor: Actor) -> int:
    """Erases the accounts that were told thirty days ago and stayed idle; returns how many."""
    return sum(_end(account_id, actor) for account_id in _ids(ProAccount.idle_told_at < now() - NOTICE))


def _end(account_id: int, actor: Actor) -> bool:
    with transaction() as session:
        account = session.get_one(ProAccount, account_id)
        lock_row(account)
        if account.idle_told_at is None or not _still(account):
            return False  # somebody signed in meanwhile, or another worker was here
        erase(account, reason=UNUSED, actor=actor)
        return True


def _still(account: ProAccount) -> bool:
    seen = account.last_seen_at or account.activated_at
    return account.erased_at is None and seen is not None and seen < years_before(now(), IDLE_YEARS)
