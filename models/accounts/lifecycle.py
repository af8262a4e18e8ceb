"""An account is closed, for a time or for good."""

from __future__ import annotations

from sqlalchemy import select

from models import audit, mails
from models.accounts.activation import send_link
from models.accounts.correction import rewrite
from models.accounts.queries import list_merged_into
from models.accounts.refusals import AccountErased, AccountNotPending, AccountNotSuspended, AccountSuspended
from models.accounts.tables import PENDING_FOR, ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.sign_in import forget_second_factor, open_sessions


def check_suspend(account: ProAccount, actor: Actor) -> None:
    """Raises why this account is not to be suspended."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended


def suspend(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """Closes the account at once (its sessions die with it) until it is restored."""
    demand_reason(reason, actor)
    with transaction():
        lock_row(account)
        check_suspend(account, actor)
        account.suspended_at, account.suspended_reason = now(), reason
        account.end_sessions()
        optimistic_lock.advance(account)
        for purpose in (Purpose.ACTIVATION, Purpose.RESET, Purpose.EMAIL_CHANGE):
            tokens.end_all(purpose, account=account)
        audit.record(AuditAction.ACCOUNT_SUSPENDED, account, actor=actor, reason=reason)
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        react(DomainEvent.ACCOUNT_SUSPENDED, account, actor)
        mails.notify(MailKind.ACCOUNT_SUSPENDED, account.email, account=account)


def check_restore(account: ProAccount, actor: Actor) -> None:
    """Raises why there is nothing to restore."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is None:
        raise AccountNotSuspended


def restore(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """Lifts a suspension; an account that was pending gets a new link."""
    demand_reason(reason, actor)
    with transaction():
        lock_row(account)
        check_restore(account, actor)
        account.suspended_at = account.suspended_reason = None
        optimistic_lock.advance(account)
        audit.record(AuditAction.ACCOUNT_RESTORED, account, actor=actor, reason=reason)
        mails.notify(MailKind.ACCOUNT_RESTORED, account.email, account=account)
        if account.is_pending:
            send_link(account, actor)


def demand_reason(reason: str, actor: Actor, permission: Permission = Permission.SUSPEND) -> None:
    """Raises `NotAllowed` without the permission, `ReasonMissing` without a reason."""
    if not actor.may(permission):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing


def list_overdue_accounts() -> list[ProAccount]:
    """Accounts never activated that are older than thirty days."""
    query = select(ProAccount).where(ProAccount.is_pending)
    return list(db.session.scalars(query.where(ProAccount.created_at < now() - PENDING_FOR)))


def lapse(account: ProAccount, *, actor: Actor) -> None:
    """Ends an account that nobody activated in time: its data go, what it was to hold is freed."""
    with transaction():
        lock_row(account)
        if not account.is_pending:
            raise AccountNotPending
        react(DomainEvent.ACCOUNT_CLOSED, account, "account-lapsed", actor)
        audit.record(AuditAction.ACCOUNT_LAPSED, account, actor=actor)
        _forget(account, "account-lapsed")


def erase(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """Erases the person: names, address, password, mails; the identifier is never given again.

    A last mail says so, and is forgotten once it left.

    Raises `NotAllowed` for anyone but the person and the periodic work.
    """
    if not (actor.kind == "system" or (actor.kind == "account" and actor.id == account.id)):
        raise NotAllowed
    with transaction():
        lock_row(account)
        if account.erased_at is not None:
            raise Stale
        react(DomainEvent.ACCOUNT_CLOSED, account, "account-erased", actor)
        audit.record(AuditAction.ACCOUNT_ERASED, account, actor=actor, reason=reason)
        name = f" {account.full_name}" if account.has_proved_email else ""
        email, params = account.email, {"identifier": account.identifier, "name": name}
        _forget(account, "account-erased")
        mails.notify(MailKind.ACCOUNT_ERASED, email, params=params, account=account)


def _forget(account: ProAccount, reason: str) -> None:
    tokens.forget(account)
    mailed = ("mail", mails.numbers_of(account))
    audit.forget_person(account.audit_kind, account.id, also=[mailed], reason=reason)
    for earlier in list_merged_into(account):  # of the same person, whose trail was kept with this one's
        audit.forget_person(account.audit_kind, earlier.id, reason=reason)
    mails.forget_reader(account)
    vacate(account)


def vacate(account: ProAccount) -> None:
    """Nobody is behind it any more: it lets nobody in and names nobody, in the transaction under way."""
    account.erased_at, account.password_hash, account.email_proved_at = now(), None, None
    account.end_sessions()
    open_sessions.forget(account)
    forget_second_factor(account)
    account.second_factor_at = None
    account.identifier = f"efface-{account.id}"
    account.first_name = account.last_name = account.email = account.job_title = ""
    account.typed_phone = account.typed_email = account.typed_acronym = ""
    account.newsletter = False
    optimistic_lock.advance(account)
    rewrite(account)
