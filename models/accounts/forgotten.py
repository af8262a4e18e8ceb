"""A visitor forgot a password or an identifier: the worker answers, and no clock tells who is known."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models import audit, mails
from models.accounts.queries import find_by_identifier
from models.accounts.refusals import AccountErased, AccountNotActive, AccountSuspended, EmailNotProved
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.companies import vouched_name
from models.kernel import jobs
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.jobs import JobKind
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.mails.caps import has_room
from models.permissions import Permission
from models.values import contacts


def enqueue_reset(identifier: str, *, actor: Actor) -> None:
    """A visitor's forgotten password: what follows is the worker's, so that no clock tells who is known."""
    account = find_by_identifier(identifier)
    _enqueue_answer("reset", account.id if account is not None else None, actor)


def enqueue_identifiers(email: str, *, actor: Actor) -> None:
    """A visitor's forgotten identifier: what follows is the worker's, so that no clock tells who is known."""
    query = select(ProAccount.id).where(
        ProAccount.email_key == contacts.email_key(email), ProAccount.erased_at.is_(None)
    )
    _enqueue_answer("identifiers", db.session.scalar(query.order_by(ProAccount.id).limit(1)), actor)


def _enqueue_answer(what: str, account_id: int | None, actor: Actor) -> None:
    errand = {"what": what, "account": account_id, "ip": actor.ip, "request": actor.request_id}
    # Owed whoever it is, so that asking takes one time.
    with transaction():
        jobs.enqueue(JobKind.ANSWER_VISITOR, errand)


def answer(errand: dict[str, Any]) -> None:
    """The worker's part of what a visitor asked for, in the transaction under way."""
    account = db.session.get(ProAccount, errand["account"]) if errand["account"] is not None else None
    if account is None or account.erased_at is not None:
        return
    actor = Actor.anonymous(ip=errand["ip"], request_id=errand["request"])
    if errand["what"] == "reset":
        ask_reset(account.identifier, actor=actor)
    else:
        remind_identifiers(account.email, actor=actor)


def ask_reset(identifier: str, *, actor: Actor) -> None:
    """Owes a reset link where there is somebody to send it to, and no stranger had enough sent there."""
    account = find_by_identifier(identifier)
    if account is None or account.suspended_at is not None:
        return
    with transaction():
        lock_row(account)
        if account.suspended_at is not None or account.erased_at is not None:
            return
        if not has_room(account.email):
            return
        if account.is_pending:
            # Never activated: what this person needs is the activation link.
            token = tokens.issue(Purpose.ACTIVATION, account=account)
            account.link_sent_at = now()
            mails.notify(MailKind.ACTIVATION, account.email, token=token, account=account)
        elif account.has_proved_email:
            token = tokens.issue(Purpose.RESET, account=account)
            mails.notify(MailKind.RESET, account.email, token=token, account=account)
        else:
            return  # staff corrected the address, and nobody has shown yet that they read it
        audit.record(AuditAction.PASSWORD_RESET_ASKED, account, actor=actor)


def check_send_reset(account: ProAccount, actor: Actor) -> None:
    """Raises why staff send this account no link to set a password."""
    if account.erased_at is not None:
        raise AccountErased
    if account.is_pending:
        raise AccountNotActive
    if account.suspended_at is not None:
        raise AccountSuspended
    if not account.has_proved_email:
        raise EmailNotProved


def send_reset(account: ProAccount, *, actor: Actor) -> None:
    """Staff send an active account what its person would ask for; the link is theirs, and read by nobody.

    Raises what `check_send_reset` finds, `NotAllowed`.
    """
    if not actor.may(Permission.CREATE_ACCOUNT):
        raise NotAllowed
    with transaction():
        lock_row(account)
        check_send_reset(account, actor)
        token = tokens.issue(Purpose.RESET, account=account)
        mails.notify(MailKind.RESET, account.email, token=token, account=account, asked_for=True)
        audit.record(AuditAction.PASSWORD_RESET_ASKED, account, actor=actor)


def remind_identifiers(email: str, *, actor: Actor) -> None:
    """Owes one mail that lists the identifiers of an address, where it has any."""
    query = select(ProAccount).where(
        ProAccount.email_key == contacts.email_key(email), ProAccount.erased_at.is_(None)
    )
    found = list(db.session.scalars(query.order_by(ProAccount.id)))
    if not found:
        return
    with transaction():
        if not has_room(email):
            return
        params = {
            "accounts": [{"identifier": a.identifier, "company": vouched_name(a.company)} for a in found]
        }
        mails.notify(MailKind.IDENTIFIERS, found[0].email, params=params, account=found[0])
