"""The second factor: the code of the moment, each step once, or one of ten recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from models import audit, mails
from models.audit import AuditAction
from models.kernel.access import trusted_browsers
from models.kernel.actors import Actor, columns_of, row_is_of
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.sign_in import known_browsers, throttle
from models.sign_in.codes import matching_step, random_recovery_codes, recovery_digest
from models.sign_in.tables import RecoveryCode

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent


class SecondFactorRefused(DomainError):
    """The code is wrong, was used already, or comes during a delay."""

    field = "otp"


def new_recovery_codes(person: Agent | ProAccount) -> list[str]:
    """Ten new codes in the transaction under way; the old ones die. Told once."""
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(row_is_of(RecoveryCode, person)))
        told_once = random_recovery_codes()
        session.add_all(
            RecoveryCode(**columns_of(person), digest=recovery_digest(code)) for code in told_once
        )
        return told_once


def check_second_factor(
    person: Agent | ProAccount,
    code: str,
    *,
    known_browser: str | None = None,
    event: AuditAction | None = None,
    actor: Actor,
) -> None:
    """Accepts a code of the current time step (one early, one late, each step once) or a recovery code.

    Tries are counted like passwords, by the person and by the source; those of a browser that is known by
    itself: whoever found the password out, and has no code, locks nobody out of it. `event`: what a right
    code leaves in the trail. Raises `SecondFactorRefused`.
    """
    browser = known_browsers.recognise(person, known_browser) if known_browser else None
    if browser is not None:
        spent = throttle.spend(f"otp-known-{person.audit_kind}", browser, ip=None)
    else:
        spent = throttle.spend(f"otp-{person.audit_kind}", str(person.id), ip=actor.ip)
    if spent.allowed:
        with transaction():
            lock_row(person)
            if person.is_active and person.has_second_factor and use_code(person, code, actor=actor):
                throttle.succeed(spent)
                if event is not None:
                    audit.record(event, person, actor=actor)
                return
    record_failure(spent, person, actor)
    raise SecondFactorRefused


def record_failure(spent: throttle.Try, person: Agent | ProAccount, actor: Actor) -> None:
    """Leaves the event of the first and the fifth wrong code in a row; the fifth is told by mail.

    Whoever is asked for a code has given the password already: it may be somebody else who knows it.
    """
    if not spent.allowed or spent.failures not in (1, throttle.FREE_FAILURES):
        return
    with transaction():
        after = {"failures": spent.failures}
        audit.record(AuditAction.SECOND_FACTOR_FAILED, person, actor=actor, after=after)
        if spent.failures == throttle.FREE_FAILURES:
            write_to(person, MailKind.SECOND_FACTOR_FAILURES)


def use_code(person: Agent | ProAccount, code: str, *, actor: Actor) -> bool:
    """Whether the code is right, which uses it up; in the transaction under way, whose caller holds the row.

    The person is told by mail of a recovery code that was used.
    """
    secret = person.totp_secret
    if secret is None:
        return False
    step = matching_step(secret, code, after=person.totp_last_step)
    if step is not None:
        person.totp_last_step = step
        return True
    used = db.session.execute(
        update(RecoveryCode)
        .where(row_is_of(RecoveryCode, person), RecoveryCode.digest == recovery_digest(code))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=now())
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        return False
    audit.record(AuditAction.RECOVERY_CODE_USED, person, actor=actor)
    write_to(person, MailKind.RECOVERY_CODE_USED, left=recovery_codes_left(person))
    return True


def write_to(person: Agent | ProAccount, kind: MailKind, **params: object) -> None:
    """Owes the person a mail about their own sign-in."""
    whose: dict[str, Any] = {person.audit_kind: person}
    mails.notify(kind, person.email, params=params, **whose)


def forget_second_factor(person: Agent | ProAccount) -> None:
    """Secret, recovery codes and trusted browsers go, in the transaction under way."""
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(row_is_of(RecoveryCode, person)))
        trusted_browsers.forget(person)
        person.totp_box, person.totp_last_step = None, 0  # last: who is to have another gives it now


def recovery_codes_left(person: Agent | ProAccount) -> int:
    """How many recovery codes remain."""
    query = select(func.count()).where(row_is_of(RecoveryCode, person), RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0
