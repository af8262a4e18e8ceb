"""Sign-in throttles: five failures cost a minute, doubling to an hour; sixty from one address, the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models import audit, mails
from models.audit import AuditAction
from models.kernel.access import throttling
from models.kernel.access.throttling import Delay
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock
from models.kernel.transactions import pretence, transaction
from models.mails import MailKind

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent

FREE_FAILURES = 5
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=24)
PER_ADDRESS = 60
WINDOW = timedelta(hours=1)


class SignInRefused(DomainError):
    """Unknown, wrong, not active, suspended or delayed: the visitor is told the same for each."""


class WrongPassword(DomainError):
    """The current password, asked again, is not the right one."""

    field = "current_password"


@dataclass(frozen=True)
class Try:
    """A counted try. `allowed` is false during a delay: then even the right password is refused."""

    key: str
    attempt_id: int | None
    failures: int
    allowed: bool


def spend(population: str, name: str, *, ip: str | None) -> Try:
    """Counts and commits a try for this name from this address, before anything is checked."""
    throttling.must_be_outside()
    key = throttling.digest(f"{population}:{name}")
    with transaction() as session:
        lock("sign-ins")
        moment = now()
        delay = session.get(Delay, key)
        if ip and throttling.count("sign-in", since=moment - WINDOW, ip=ip) >= PER_ADDRESS:
            # Before the row: whoever has had their most leaves none behind, whatever names they make up.
            return Try(key, None, 0 if delay is None else delay.failures, allowed=False)
        if delay is None:
            delay = Delay(key=key, failures=0, last_at=moment, until=None)
            session.add(delay)
        if delay.until is not None and delay.until > moment:
            return Try(key, None, delay.failures, allowed=False)
        if delay.last_at < moment - FORGET_AFTER:
            delay.failures = 0
        delay.failures += 1
        delay.last_at, delay.until = moment, None
        if delay.failures >= FREE_FAILURES:
            doublings = min(delay.failures - FREE_FAILURES, 6)
            delay.until = moment + min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)
        attempt = throttling.write("sign-in", who=key, what="", ip=ip)
        return Try(key, attempt.id, delay.failures, allowed=True)


def is_waiting(population: str, name: str) -> bool:
    """Whether tries for this name are refused for a while, right ones too."""
    until = db.session.scalar(
        select(Delay.until).where(Delay.key == throttling.digest(f"{population}:{name}"))
    )
    return until is not None and until > now()


def succeed(spent: Try) -> None:
    """Gives the try back and ends the wait; called in the transaction of the sign-in."""
    if spent.attempt_id is not None:
        throttling.give_back(spent.attempt_id)
    throttling.forgive(spent.key)


def record_failure(
    spent: Try, *, account: ProAccount | None = None, agent: Agent | None = None, actor: Actor
) -> None:
    """Leaves the event of the first and the fifth failure in a row; the fifth is told to the person by mail.

    The sign-in that ends the row tells how many there were. A name that is nobody's leaves no event, and
    takes as long: neither may a clock tell who has an account.
    """
    if not spent.allowed or spent.failures not in (1, FREE_FAILURES):
        return
    person, company = account or agent, None if account is None else account.company_id
    subject = None if person is None else (person.audit_kind, person.id, person.label)
    warned = person.email if person is not None and person.is_active else None
    after = {"failures": spent.failures}
    with transaction() as session:
        if subject is None:
            audit.pretend(AuditAction.SIGN_IN_FAILED, actor=actor, after=after)
            session.execute(update(Delay).where(Delay.key == spent.key).values(last_at=Delay.last_at))
        else:
            audit.record(AuditAction.SIGN_IN_FAILED, subject, company=company, actor=actor, after=after)
        if spent.failures == FREE_FAILURES and warned is not None:
            mails.notify(MailKind.SIGN_IN_FAILURES, warned, account=account, agent=agent)
        elif spent.failures == FREE_FAILURES:
            with pretence():
                mails.notify(MailKind.SIGN_IN_FAILURES, "nobody@localhost")


def forgive(population: str, name: str) -> None:
    """Ends the wait of a name, after its password was reset by mail."""
    throttling.forgive(throttling.digest(f"{population}:{name}"))
