"""Owes a mail in the transaction of the change; of notices beyond three a day, one mail that lists them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.kernel import jobs
from models.kernel.access.links import Token
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import lock, locked
from models.kernel.transactions import transaction
from models.mails import caps
from models.mails.kinds import NOTICES, MailKind
from models.mails.states import CAPPED_ERROR, MailState
from models.mails.tables import OutboxEmail
from models.values import contacts
from models.values.text import fold

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.companies import Company
    from models.staff import Agent

NOTICES_A_DAY = 3
"""To one address; what exceeds is gathered into one mail."""

NEWCOMERS_A_WEEK = 10
"""To one address: strangers may type a company's, and make as many accounts of it as they have mail boxes."""


def notify(
    kind: MailKind,
    to: str | None,
    *,
    params: dict[str, Any] | None = None,
    token: Token | None = None,
    account: ProAccount | None = None,
    agent: Agent | None = None,
    company: Company | None = None,
    asked_for: bool = False,
) -> OutboxEmail | None:
    """Owes a mail in the transaction under way; None where there is no address to write to.

    A notice beyond the third of the day is held back and gathered, unless staff `asked_for` it; which it
    is, is known at the end of the transaction. What strangers may cause stops at their measure (see `caps`):
    it never leaves, and staff see that it did not.
    """
    if not to:
        return None
    with transaction() as session:
        moment = now()
        mail = OutboxEmail(
            kind=kind.value,
            to=to,
            to_key=contacts.email_key(to),
            params=params or {},
            state=MailState.OWED.value,
            created_at=moment,
            next_at=moment,
            token=token,
            account=account,
            agent=agent,
            company=company or (account.company if account is not None else None),
            search=fold(f"{to} {kind.value} {account.identifier if account is not None else ''}"),
        )
        session.add(mail)
        session.flush()
        if kind in caps.CAPPED and not asked_for and not caps.admit(to, kind):
            mail.state, mail.last_error, mail.next_at = MailState.REFUSED.value, CAPPED_ERROR, None
        elif kind in NOTICES and not asked_for:
            session.info.setdefault("notices", []).append(mail)
        else:
            jobs.enqueue(JobKind.MAIL, {"mail": mail.id})
        return mail


def settle(session: Session) -> None:
    """At commit: what is within the day's measure is owed, what exceeds it is held."""
    # One writer at a time counts for an address. The locks come at the end and in one order, before the
    # trail's alone: taken as the notices are owed, those of two transactions could wait for each other.
    if not (notices := session.info.pop("notices", None)):
        return
    session.flush()
    notices = sorted((mail for mail in notices if mail in session), key=lambda mail: (mail.to_key, mail.id))
    for key, of_one in groupby(notices, key=lambda mail: mail.to_key):
        lock(f"notices:{key}")
        mine = _within_the_week(key, list(of_one))
        left = NOTICES_A_DAY - _notices_of_the_day(key, mine) if mine else 0
        for mail in mine[: max(left, 0)]:
            jobs.enqueue(JobKind.MAIL, {"mail": mail.id})
        for mail in mine[max(left, 0) :]:
            mail.state, mail.next_at = MailState.HELD.value, None
            due, day = mail.created_at + timedelta(hours=24), f"{mail.created_at:%Y-%m-%d}"
            jobs.enqueue(JobKind.GATHER, {"to": key}, due=due, key=f"gather:{key}:{day}")


def _within_the_week(key: str, mails: list[OutboxEmail]) -> list[OutboxEmail]:
    """Those that may leave: of newcomers, a company's typed address hears ten times a week, by themselves.

    Whoever types an address keeps its notices from nobody else's mails, nor theirs from it.
    """
    newcomers = [mail for mail in mails if mail.kind == MailKind.NEW_ACCOUNT.value]
    if not newcomers:
        return mails
    query = select(func.count()).select_from(OutboxEmail)
    query = query.where(OutboxEmail.to_key == key, OutboxEmail.kind == MailKind.NEW_ACCOUNT.value)
    query = query.where(OutboxEmail.created_at > newcomers[0].created_at - timedelta(days=7))
    query = query.where(func.coalesce(OutboxEmail.last_error, "") != CAPPED_ERROR)
    query = query.where(OutboxEmail.id.not_in([mail.id for mail in newcomers]))
    left = NEWCOMERS_A_WEEK - (db.session.scalar(query) or 0)
    for mail in (exceeding := newcomers[max(left, 0) :]):
        mail.state, mail.last_error, mail.next_at = MailState.REFUSED.value, CAPPED_ERROR, None
    return [mail for mail in mails if mail not in exceeding]


def _notices_of_the_day(key: str, exclude: list[OutboxEmail]) -> int:
    since: datetime = exclude[0].created_at - timedelta(hours=24)
    query = select(func.count()).select_from(OutboxEmail)
    query = query.where(OutboxEmail.to_key == key, OutboxEmail.created_at > since)
    query = query.where(OutboxEmail.kind.in_([kind.value for kind in NOTICES]), OutboxEmail.state != "held")
    query = query.where(func.coalesce(OutboxEmail.last_error, "") != CAPPED_ERROR)
    return db.session.scalar(query.where(OutboxEmail.id.not_in([mail.id for mail in exclude]))) or 0


def gather(to_key: str) -> OutboxEmail | None:
    """Turns the notices held for an address into one owed mail that lists them."""
    with transaction() as session:
        query = select(OutboxEmail).where(
            OutboxEmail.to_key == to_key, OutboxEmail.state == MailState.HELD.value
        )
        held = list(session.scalars(locked(query.order_by(OutboxEmail.id), OutboxEmail)))
        if not held:
            return None
        for mail in held:
            mail.state = MailState.GATHERED.value
        notices = [{**mail.params, "mail": mail.kind, "at": mail.created_at.isoformat()} for mail in held]
        last = held[-1]
        return notify(
            MailKind.GATHERED,
            last.to,
            params={"notices": notices},
            account=last.account,
            company=last.company,
        )
