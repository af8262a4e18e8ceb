"""The life of an account once created: activated, corrected, suspended, restored, erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import audit, mails
from models.accounts.tables import PENDING_FOR, ProAccount
from models.companies import Company
from models.kernel import optimistic_lock, tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, ReasonMissing, Stale
from models.kernel.locks import lock_row
from models.kernel.tokens import Purpose
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from models.permissions import Permission
from models.values import contacts, passwords


class AccountNotPending(DomainError):
    """The account is already active, or gone: there is nothing to activate."""


class AccountSuspended(DomainError):
    """The account is suspended."""


class AccountErased(DomainError):
    """The person's data are gone: nothing is done with this account any more."""


class AccountNotSuspended(DomainError):
    """There is no suspension to lift."""


def send_link(account: ProAccount) -> None:
    """A new activation link and its mail, in the transaction under way; the earlier link dies."""
    token = tokens.issue(Purpose.ACTIVATION, account=account)
    account.link_sent_at = now()
    mails.notify(MailKind.ACTIVATION, account.email, token=token, account=account)


def check_resend(account: ProAccount, actor: Actor) -> None:
    """Raises why no activation link is to be sent to this account."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended
    if not account.is_pending:
        raise AccountNotPending


def resend(account: ProAccount, *, actor: Actor) -> None:
    """Sends a new activation link. Raises what `check_resend` finds."""
    with transaction():
        lock_row(account)
        check_resend(account, actor)
        send_link(account)
        audit.record("activation-resent", account, actor=actor)


def request_activation_again(secret: str, *, actor: Actor) -> None:
    """From the page of an expired link: a new one goes to the account's address. Raises `TokenUnknown`."""
    try:
        tokens.peek(Purpose.ACTIVATION, secret)
    except tokens.TokenExpired as expired:
        account = expired.facts["token"].account
        if (
            account.is_pending
            and account.suspended_at is None
            and account.link_sent_at < now() - timedelta(minutes=5)
        ):
            resend(account, actor=actor)


def activate(secret: str, password: str, *, terms_version: str, actor: Actor) -> ProAccount:
    """Consumes the link, sets the password, keeps the consents. Raises `TokenExpired`, `PasswordRefused`."""
    account = tokens.peek(Purpose.ACTIVATION, secret).account
    assert account is not None
    about = (account.identifier, account.first_name, account.last_name, account.email, account.company.name)
    passwords.check(password, about=about)
    password_hash = passwords.hash_(password)
    with transaction():
        token = tokens.consume(Purpose.ACTIVATION, secret)
        account = token.account
        assert account is not None
        lock_row(account)
        if not account.is_pending or account.suspended_at is not None:
            raise tokens.TokenExpired(token=token)
        moment = now()
        account.password_hash = password_hash
        account.activated_at = account.data_accepted_at = account.terms_accepted_at = moment
        account.terms_version = terms_version
        audit.record("account-activated", account, actor=actor, after={"terms": terms_version})
        notify_of_newcomer(account, [account.company.email])
        react(DomainEvent.ACCOUNT_ACTIVATED, account, actor)
        return account


def notify_of_newcomer(account: ProAccount, emails: Iterable[str]) -> None:
    """Tells the company's known contacts of an activation; its other accounts are told nothing."""
    company = account.company
    known = {contacts.email_key(email): email for email in emails}
    known.pop(account.email_key, None)
    params = {"person": account.full_name, "identifier": account.identifier, "company": company.name}
    for _, email in sorted(known.items()):
        mails.notify(MailKind.NEW_ACCOUNT, email, params=params, company=company)


CORRIGIBLE = ("first_name", "last_name", "email", "job_title")


def correct(account: ProAccount, *, version: int, actor: Actor, **changes: str) -> ProAccount:
    """Staff correct names, address or function; the old address is told, a pending link goes to the new.

    Raises `Stale` when somebody saved first (see `corrections.apply`), `AccountErased`, `NotAllowed`.
    """
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    clean = optimistic_lock.correctable(changes, CORRIGIBLE)
    if "email" in clean:
        clean["email"] = contacts.email(clean["email"])
    with transaction():
        lock_row(account)
        if account.erased_at is not None:
            raise AccountErased
        before, after = optimistic_lock.apply(account, clean, CORRIGIBLE, version=version)
        if not after:
            return account
        rewrite(account)
        audit.record("account-corrected", account, actor=actor, before=before, after=after)
        if "email" in before:
            params = {"company": account.company.name, "changed": sorted(after)}
            mails.notify(MailKind.EMAIL_CHANGED, before["email"], params=params, account=account)
            tokens.end_all(Purpose.RESET, account=account)
            tokens.end_all(Purpose.EMAIL_CHANGE, account=account)
            if account.is_pending and account.suspended_at is None:
                send_link(account)
        return account


OWN = ("first_name", "last_name", "job_title", "typed_phone", "newsletter")


def rectify(account: ProAccount, *, version: int, actor: Actor, **changes: Any) -> ProAccount:
    """A person corrects what we hold of them; the address has its own way, which proves it.

    Raises `Stale` when somebody saved first (see `corrections.apply`), `PhoneRefused`, `NotAllowed`.
    """
    if not (actor.kind == "account" and actor.id == account.id):
        raise NotAllowed
    clean = optimistic_lock.correctable(changes, OWN)
    if clean.get("typed_phone"):
        clean["typed_phone"] = contacts.phone(clean["typed_phone"])
    with transaction():
        lock_row(account)
        if account.erased_at is not None:
            raise AccountErased
        before, after = optimistic_lock.apply(account, clean, OWN, version=version)
        if after:
            rewrite(account)
            audit.record("account-corrected", account, actor=actor, before=before, after=after)
        return account


def readdress_activation(mail: OutboxEmail, email: str, actor: Actor) -> OutboxEmail | None:
    """Corrects the account that an activation mail was for; the mail that this has owed, None for others."""
    account = mail.account
    leads_in = mail.kind in (MailKind.ACTIVATION, MailKind.ACTIVATION_REMINDER)
    if account is None or not account.is_pending or not leads_in:
        return None
    correct(account, version=account.version, email=email, actor=actor)
    query = select(OutboxEmail).where(OutboxEmail.account_id == account.id, OutboxEmail.to == account.email)
    return db.session.scalar(query.order_by(OutboxEmail.id.desc()).limit(1))


def check_suspend(account: ProAccount, actor: Actor) -> None:
    """Raises why this account is not to be suspended."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended


def suspend(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """Closes the account at once (its sessions die with it) until it is restored."""
    _with_reason(reason, actor)
    with transaction():
        lock_row(account)
        check_suspend(account, actor)
        account.suspended_at, account.suspended_reason = now(), reason
        account.end_sessions()
        optimistic_lock.advance(account)
        for purpose in (Purpose.ACTIVATION, Purpose.RESET, Purpose.EMAIL_CHANGE):
            tokens.end_all(purpose, account=account)
        audit.record("account-suspended", account, actor=actor, reason=reason)
        mails.notify(MailKind.ACCOUNT_SUSPENDED, account.email, account=account)


def check_restore(account: ProAccount, actor: Actor) -> None:
    """Raises why there is nothing to restore."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is None:
        raise AccountNotSuspended


def restore(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """Lifts a suspension; an account that was pending gets a new link."""
    _with_reason(reason, actor)
    with transaction():
        lock_row(account)
        check_restore(account, actor)
        account.suspended_at = account.suspended_reason = None
        optimistic_lock.advance(account)
        audit.record("account-restored", account, actor=actor, reason=reason)
        mails.notify(MailKind.ACCOUNT_RESTORED, account.email, account=account)
        if account.is_pending:
            send_link(account)


def _with_reason(reason: str, actor: Actor) -> None:
    if not actor.may(Permission.SUSPEND):
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
        audit.record("account-lapsed", account, actor=actor)
        _forget(account)


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
        audit.record("account-erased", account, actor=actor, reason=reason)
        email, told = account.email, {"identifier": account.identifier, "name": f" {account.full_name}"}
        _forget(account)
        mails.notify(MailKind.ACCOUNT_ERASED, email, params=told, account=account)


def _forget(account: ProAccount) -> None:
    tokens.forget(account)
    mails.forget_reader(account)
    account.erased_at, account.password_hash = now(), None
    account.end_sessions()
    account.identifier = f"efface-{account.id}"
    account.first_name = account.last_name = account.email = account.job_title = ""
    account.typed_phone = account.typed_email = account.typed_acronym = ""
    account.newsletter = False
    optimistic_lock.advance(account)
    rewrite(account)


def rewrite(account: ProAccount) -> None:
    """Rebuilds what searches look at, here and in the copies that others keep of this account."""
    account.refresh_search()
    react(DomainEvent.ACCOUNT_CHANGED, account)


def refresh_search_of_company(company: Company) -> None:
    """What searches find of its people follows the company."""
    for account in db.session.scalars(select(ProAccount).where(ProAccount.company_id == company.id)):
        account.refresh_search()
