"""How a company's person proves who they are: sign-in, forgotten password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import audit, mails
from models.accounts import sign_in_throttle
from models.accounts.queries import find_by_identifier
from models.accounts.sign_in_throttle import SignInRefused, WrongPassword
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import jobs, optimistic_lock, throttling, tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import lock, lock_row
from models.kernel.tokens import Purpose
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values import contacts, passwords
from models.values.text import normalise_identifier

MAILS_ALLOWED = 3

MAILS_WINDOW = timedelta(hours=6)
"""Reset and identifier mails: three per six hours and address."""


def sign_in(identifier: str, password: str, *, actor: Actor) -> ProAccount:
    """The account of this identifier and password.

    Unknown, wrong, not active, suspended, delayed: always `SignInRefused`, in the same time.
    """
    spent = sign_in_throttle.spend("account", normalise_identifier(identifier)[:200], ip=actor.ip)
    account = find_by_identifier(identifier)
    checked = account.password_hash if account is not None else None
    right = passwords.verify(checked, password)
    if account is None or not (spent.allowed and right and account.is_active):
        sign_in_throttle.record_failure(spent, account=account, actor=actor)
        raise SignInRefused
    rehashed = passwords.hash_(password) if passwords.is_outdated(checked or "") else None
    with transaction():
        lock_row(account)
        if not account.is_active or account.password_hash != checked:
            raise SignInRefused  # suspended, or another password set, while this one was being checked
        sign_in_throttle.succeed(spent)
        account.last_seen_at, account.idle_told_at = now(), None
        if rehashed:
            account.password_hash = rehashed
        after = {"failures_before": spent.failures - 1} if spent.failures > 1 else None
        audit.record(
            AuditAction.SIGNED_IN,
            account,
            actor=Actor.of_account(account, ip=actor.ip, request_id=actor.request_id),
            after=after,
        )
    return account


def _may_mail(kind: str, email: str) -> bool:
    what = throttling.digest(contacts.email_key(email))
    with transaction():
        lock("mails-asked")
        if throttling.count(kind, since=now() - MAILS_WINDOW, what=what) >= MAILS_ALLOWED:
            return False
        throttling.write(kind, who="", what=what, ip=None)
        return True


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
    """Owes a reset link where there is somebody to send it to, three in six hours."""
    account = find_by_identifier(identifier)
    if account is None or account.suspended_at is not None or not _may_mail("reset-mail", account.email):
        return
    with transaction():
        lock_row(account)
        if account.suspended_at is not None or account.erased_at is not None:
            return
        if account.is_pending:
            # Never activated: what this person needs is the activation link.
            token = tokens.issue(Purpose.ACTIVATION, account=account)
            account.link_sent_at = now()
            mails.notify(MailKind.ACTIVATION, account.email, token=token, account=account)
        else:
            token = tokens.issue(Purpose.RESET, account=account)
            mails.notify(MailKind.RESET, account.email, token=token, account=account)
        audit.record(AuditAction.PASSWORD_RESET_ASKED, account, actor=actor)


def remind_identifiers(email: str, *, actor: Actor) -> None:
    """Owes one mail that lists the identifiers of an address, where it has any."""
    query = select(ProAccount).where(
        ProAccount.email_key == contacts.email_key(email), ProAccount.erased_at.is_(None)
    )
    found = list(db.session.scalars(query.order_by(ProAccount.id)))
    if not found or not _may_mail("identifier-mail", email):
        return
    with transaction():
        params = {"accounts": [{"identifier": a.identifier, "company": a.company.name} for a in found]}
        mails.notify(MailKind.IDENTIFIERS, found[0].email, params=params, account=found[0])


def about(account: ProAccount) -> tuple[str, ...]:
    """The person's own data, of which a password must not be made."""
    return (account.identifier, account.first_name, account.last_name, account.email, account.company.name)


def reset(secret: str, password: str, *, actor: Actor) -> ProAccount:
    """Consumes a reset link and sets the password; always works, whatever delay the sign-in is under."""
    account = tokens.peek(Purpose.RESET, secret).account
    assert account is not None
    passwords.check(password, about=about(account))
    password_hash = passwords.hash_(password)
    with transaction():
        token = tokens.consume(Purpose.RESET, secret)
        account = token.account
        assert account is not None
        lock_row(account)
        if not account.is_active:
            raise tokens.TokenExpired(token=token)
        account.password_hash = password_hash
        account.end_sessions()
        optimistic_lock.advance(account)
        sign_in_throttle.forgive("account", account.identifier)
        audit.record(AuditAction.PASSWORD_RESET, account, actor=actor)
        mails.notify(MailKind.PASSWORD_CHANGED, account.email, account=account)
    return account


def _prove(account: ProAccount, password: str, actor: Actor) -> sign_in_throttle.Try:
    spent = sign_in_throttle.spend("account", account.identifier, ip=actor.ip)
    if not (passwords.verify(account.password_hash, password) and spent.allowed):
        raise WrongPassword
    return spent


def change_password(account: ProAccount, *, current_password: str, password: str, actor: Actor) -> None:
    """Sets a new password for who knows the current one; raises `WrongPassword`, `PasswordRefused`."""
    passwords.check(password, about=about(account))  # first: a weak new one must not count as a failed try
    spent = _prove(account, current_password, actor)
    password_hash = passwords.hash_(password)
    with transaction():
        sign_in_throttle.succeed(spent)
        account.password_hash = password_hash
        account.end_sessions()
        optimistic_lock.advance(account)
        audit.record(AuditAction.PASSWORD_CHANGED, account, actor=actor)
        mails.notify(MailKind.PASSWORD_CHANGED, account.email, account=account)


def sign_out_everywhere(account: ProAccount, *, actor: Actor) -> None:
    """Kills every session of the account, the asking one included."""
    with transaction():
        account.end_sessions()
        audit.record(AuditAction.SIGNED_OUT_EVERYWHERE, account, actor=actor)


@contextmanager
def proved(account: ProAccount, password: str, *, actor: Actor) -> Iterator[None]:
    """One transaction for something grave, begun once the current password is right.

    The try is counted before; it is given back with what is done inside, or not at all. Raises
    `WrongPassword`.
    """
    spent = _prove(account, password, actor)
    with transaction():
        sign_in_throttle.succeed(spent)
        yield
