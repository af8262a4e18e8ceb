"""A company's person protects their account by a code besides the password, and gives it at the sign-in."""

from __future__ import annotations

from collections.abc import Callable

from models import audit
from models.accounts.lifecycle import demand_reason
from models.accounts.passwords import accept, prove
from models.accounts.refusals import AccountErased, EmailNotProved
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.sign_in import (
    SecondFactorRefused,
    check_second_factor,
    forget_second_factor,
    new_recovery_codes,
    throttle,
    use_code,
)
from models.sign_in.codes import matching_step
from models.sign_in.second_factor import record_failure, write_to


class SecondFactorOn(DomainError):
    """The account has a second factor already."""


class SecondFactorOff(DomainError):
    """The account has no second factor."""


def give_code(account: ProAccount, code: str, *, known_browser: str | None = None, actor: Actor) -> None:
    """The second half of a sign-in: accepts a code of the moment or a recovery code, and the person is in.

    Raises `SecondFactorRefused`.
    """
    by = Actor.of_account(account, ip=actor.ip, request_id=actor.request_id)
    check_second_factor(account, code, known_browser=known_browser, event=AuditAction.SIGNED_IN, actor=by)
    with transaction():
        account.last_seen_at, account.idle_told_at = now(), None


def turn_on(account: ProAccount, *, secret: str, code: str, current_password: str, actor: Actor) -> list[str]:
    """A code is asked from now on: ten recovery codes, told once. The secret is proved by a first code.

    The person is told by mail. Raises `SecondFactorOn`, `WrongPassword`, `SecondFactorRefused`.
    """
    if account.has_second_factor:
        raise SecondFactorOn
    step = matching_step(secret, code, after=0)

    def begin() -> list[str]:
        account.totp_secret, account.totp_last_step, account.second_factor_at = secret, step or 0, now()
        codes = new_recovery_codes(account)
        audit.record(AuditAction.SECOND_FACTOR_ENROLLED, account, actor=actor)
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        write_to(account, MailKind.SECOND_FACTOR_ON)
        return codes

    def is_right() -> bool:
        return step is not None and not account.has_second_factor

    return _proved_twice(account, current_password, is_right, begin, actor)


def turn_off(account: ProAccount, *, code: str, current_password: str, actor: Actor) -> None:
    """The password alone opens the account again; the person is told by mail.

    Raises `SecondFactorOff`, `WrongPassword`, `SecondFactorRefused`.
    """

    def end() -> list[str]:
        _forget(account)
        audit.record(AuditAction.SECOND_FACTOR_REMOVED, account, actor=actor)
        write_to(account, MailKind.SECOND_FACTOR_OFF, by_staff=False)
        return []

    _proved_twice(account, current_password, _accepts(account, code, actor), end, actor)


def renew_recovery_codes(account: ProAccount, *, code: str, current_password: str, actor: Actor) -> list[str]:
    """Ten new recovery codes in place of those that remain; told once.

    Raises `SecondFactorOff`, `WrongPassword`, `SecondFactorRefused`.
    """

    def renew() -> list[str]:
        codes = new_recovery_codes(account)
        audit.record(AuditAction.RECOVERY_CODES_RENEWED, account, actor=actor)
        return codes

    return _proved_twice(account, current_password, _accepts(account, code, actor), renew, actor)


def check_reset_second_factor(account: ProAccount, actor: Actor) -> None:
    """Raises why this account's second factor is not to be forgotten by staff.

    Nor while nobody has shown that they read its address: whoever corrected it would be the one who is told.
    """
    if account.erased_at is not None:
        raise AccountErased
    if not account.has_second_factor:
        raise SecondFactorOff
    if not account.has_proved_email:
        raise EmailNotProved


def reset_second_factor(account: ProAccount, *, reason: str, actor: Actor) -> None:
    """For who lost telephone and recovery codes: the password alone opens again; they are told by mail.

    Sessions die. Raises `NotAllowed`, `ReasonMissing`, and what `check_reset_second_factor` finds.
    """
    demand_reason(reason, actor, Permission.RESET_SECOND_FACTOR)
    with transaction():
        lock_row(account)
        check_reset_second_factor(account, actor)
        _forget(account)
        account.end_sessions()
        audit.record(AuditAction.SECOND_FACTOR_RESET, account, actor=actor, reason=reason.strip())
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        write_to(account, MailKind.SECOND_FACTOR_OFF, by_staff=True)


def _accepts(account: ProAccount, code: str, actor: Actor) -> Callable[[], bool]:
    if not account.has_second_factor:
        raise SecondFactorOff
    return lambda: account.has_second_factor and use_code(account, code, actor=actor)


def _forget(account: ProAccount) -> None:
    forget_second_factor(account)
    account.second_factor_at = None
    optimistic_lock.advance(account)


def _proved_twice(
    account: ProAccount,
    password: str,
    is_right: Callable[[], bool],
    work: Callable[[], list[str]],
    actor: Actor,
) -> list[str]:
    """What the work answers, done once password and code are right; each is counted before it is checked.

    A wrong code gives the password back all the same, which was right.
    """
    if (actor.kind, actor.id) != (account.audit_kind, account.id):
        raise NotAllowed
    proof = prove(account, password)
    code_try = throttle.spend("otp-own", str(account.id), ip=None)
    with transaction():
        lock_row(account)
        accept(account, proof)
        if code_try.allowed and account.is_active and is_right():
            throttle.succeed(code_try)
            return work()
    record_failure(code_try, account, actor)
    raise SecondFactorRefused
