"""Owes a mail in the transaction of the change that it tells; notices beyond three a day are gathered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models import contacts, jobs
from models.base import db, now, transaction
from models.outbox.tables import NOTICES, MailKind, MailState, OutboxEmail
from models.text import fold
from models.tokens import Token

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.agents import Agent
    from models.companies import Company

NOTICES_A_DAY = 3
"""To one address; what exceeds is gathered into one mail (PRODUCT.md, Mail)."""


def owe(
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

    A notice beyond the third of the day is held back and gathered, unless somebody `asked_for` it.
    """
    if not to:
        return None
    with transaction() as session:
        moment, key = now(), contacts.email_key(to)
        held = not asked_for and kind in NOTICES and _notices_of_the_day(key, moment) >= NOTICES_A_DAY
        mail = OutboxEmail(
            kind=kind.value,
            to=to,
            to_key=key,
            params=params or {},
            state=(MailState.HELD if held else MailState.OWED).value,
            created_at=moment,
            next_at=None if held else moment,
            token=token,
            account=account,
            agent=agent,
            company=company or (account.company if account is not None else None),
            search=fold(f"{to} {kind.value} {account.identifier if account is not None else ''}"),
        )
        session.add(mail)
        session.flush()
        if held:
            jobs.owe(
                "gather", {"to": key}, due=moment + timedelta(hours=24), key=f"gather:{key}:{moment:%Y-%m-%d}"
            )
        else:
            jobs.owe("mail", {"mail": mail.id})
        return mail


def _notices_of_the_day(key: str, moment: datetime) -> int:
    kinds = [kind.value for kind in NOTICES]
    query = select(func.count()).select_from(OutboxEmail)
    query = query.where(OutboxEmail.to_key == key, OutboxEmail.created_at > moment - timedelta(hours=24))
    return db.session.scalar(query.where(OutboxEmail.kind.in_(kinds), OutboxEmail.state != "held")) or 0


def gather(to_key: str) -> OutboxEmail | None:
    """Turns the notices held for an address into one owed mail that lists them."""
    with transaction() as session:
        query = select(OutboxEmail).where(
            OutboxEmail.to_key == to_key, OutboxEmail.state == MailState.HELD.value
        )
        held = list(session.scalars(query.order_by(OutboxEmail.id).with_for_update()))
        if not held:
            return None
        for mail in held:
            mail.state = MailState.GATHERED.value
        notices = [{**mail.params, "mail": mail.kind, "at": mail.created_at.isoformat()} for mail in held]
        last = held[-1]
        return owe(
            MailKind.GATHERED,
            last.to,
            params={"notices": notices},
            account=last.account,
            company=last.company,
        )
