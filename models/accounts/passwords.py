"""How a company's person proves who they are, and sets a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models import audit, mails
from models.accounts.queries import find_by_identifier
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import tokens, trusted_browsers
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.sign_in import throttle
from models.sign_in.throttle import SignInRefused, WrongPassword
from models.values import passwords
from models.values.text import normalise_identifier


def sign_in(
    identifier: str, password: str, *, trusted_browser: str | None = None, actor: Actor
) -> ProAccount:
    """The account of this identifier and password, whose person is in unless a code is awaited of them.

    `trusted_browser`: the secret of a browser in which a code was given, and is not asked for a day.
    Unknown, wrong, not active, suspended, delayed: always `SignInRefused`, in the same time.
    """
    spent = throttle.spend("account", normalise_identifier(identifier)[:200], ip=actor.ip)
    account = find_by_identifier(identifier)
    checked = account.password_hash if account is not None else None
    right = spent.allowed and passwords.verify(checked, password)  # a refused try costs no hash
    if account is None or not (right and account.is_active):
        throttle.record_failure(spent, account=account, actor=actor)
        raise SignInRefused
    rehashed = passwords.hash_(password) if passwords.is_outdated(checked or "") else None
    with transaction():
        lock_row(account)
        if not account.is_active or account.password_hash != checked:
            raise SignInRefused  # suspended, or another password set, while this one was being checked
        throttle.succeed(spent)
        awaited = awaits_code(account, trusted_browser)
        if not awaited:
            account.last_seen_at, account.idle_told_at = now(), None
        if rehashed:
            account.password_hash = rehashed
        after = {"failures_before": spent.failures - 1} if spent.failures > 1 else None
        audit.record(
            AuditAction.PASSWORD_GIVEN if awaited else AuditAction.SIGNED_IN,
            account,
            actor=Actor.of_account(account, ip=actor.ip, request_id=actor.request_id),
            after=after,
        )
    return account


def awaits_code(account: ProAccount, trusted_browser: str | None) -> bool:
    """Whether the right password is not enough in this browser."""
    trusted = trusted_browser is not None and trusted_browsers.is_trusted(account, trusted_browser)
    return account.has_second_factor and not trusted


def reset(secret: str, password: str, *, actor: Actor) -> ProAccount:
    """Consumes a reset link and sets the password; always works, whatever delay the sign-in is under."""
    account = tokens.peek(Purpose.RESET, secret).account
    assert account is not None
    passwords.check(password, about=account.own_words)
    password_hash = passwords.hash_(password)
    with transaction():
        token = tokens.consume(Purpose.RESET, secret)
        account = token.account
        assert account is not None
        lock_row(account)
        if not account.is_active:
            raise TokenExpired(token=token)
        account.password_hash = password_hash
        account.end_sessions()
        for purpose in (Purpose.ACTIVATION, Purpose.EMAIL_CHANGE):
            tokens.end_all(purpose, account=account)  # whoever asked for another address is out, too
        optimistic_lock.advance(account)
        for population in ("account", "account-own"):
            throttle.forgive(population, account.identifier)
        audit.record(AuditAction.PASSWORD_RESET, account, actor=actor)
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        mails.notify(MailKind.PASSWORD_CHANGED, account.email, account=account)
    return account


@dataclass(frozen=True)
class Proof:
    """A counted try of the current password, and what it was right of."""

    spent: throttle.Try
    checked: str | None


def prove(account: ProAccount, password: str) -> Proof:
    """Counts a try of the current password and checks it; whoever succeeds gives it back by `accept`.

    Whoever is signed in is counted by themselves: a stranger's failures at the door are not theirs. Raises
    `WrongPassword`.
    """
    spent = throttle.spend("account-own", account.identifier, ip=None)
    checked = account.password_hash
    if not (spent.allowed and passwords.verify(checked, password)):
        raise WrongPassword
    return Proof(spent, checked)


def accept(account: ProAccount, proof: Proof) -> None:
    """Gives the try back, in the transaction under way, whose caller holds the row.

    Raises `WrongPassword` where another password was set, or the account closed, while this one was being
    checked: whoever knows the old one undoes nothing of what its person did about that.
    """
    if not account.is_active or account.password_hash != proof.checked:
        raise WrongPassword
    throttle.succeed(proof.spent)


def change_password(account: ProAccount, *, current_password: str, password: str, actor: Actor) -> None:
    """Sets a new password for who knows the current one; raises `WrongPassword`, `PasswordRefused`."""
    passwords.check(password, about=account.own_words)  # first: a weak new one must not count as a failed try
    proof = prove(account, current_password)
    password_hash = passwords.hash_(password)
    with transaction():
        lock_row(account)
        accept(account, proof)
        account.password_hash = password_hash
        account.end_sessions()
        optimistic_lock.advance(account)
        audit.record(AuditAction.PASSWORD_CHANGED, account, actor=actor)
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        mails.notify(MailKind.PASSWORD_CHANGED, account.email, account=account)


def sign_out_everywhere(account: ProAccount, *, actor: Actor) -> None:
    """Kills every session of the account, the asking one included."""
    with transaction():
        account.end_sessions()
        audit.record(AuditAction.SIGNED_OUT_EVERYWHERE, account, actor=actor)


@contextmanager
def proved(account: ProAccount, password: str, *, other: ProAccount | None = None) -> Iterator[None]:
    """One transaction for something grave, begun once the current password is right.

    The try is counted before; it is given back with what is done inside, or not at all. The account is held;
    so is `other`, both in the order of their numbers. Raises `WrongPassword`.
    """
    proof = prove(account, password)
    with transaction():
        for each in sorted({account, other or account}, key=lambda each: each.id):
            lock_row(each)
        accept(account, proof)
        yield
