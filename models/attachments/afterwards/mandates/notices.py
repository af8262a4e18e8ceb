"""Tells both companies by mail of a mandate: given, ended, about to end; once to each address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from models import mails
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.tables import OPEN, Mandate, MandateRecord
from models.companies import Company, vouched_name
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values import contacts
from models.values.days import today

WARNED_BEFORE = timedelta(days=7)
"""How long before its last day both companies are told; one given for less is not announced again."""


def notify_of_mandate(
    kind: MailKind, mandate: Mandate, *, records: Sequence[MandateRecord] | None = None
) -> None:
    """Owes the notice to both companies, who decides of the records, and who acts; `records`: of these."""
    about = mandate.open_records if records is None else records
    params = {
        "mandate": mandate.number,
        "mandate_id": mandate.id,
        "giver": vouched_name(mandate.company),
        "mandatary": vouched_name(mandate.mandatary),
        "titles": [record.attachment.concession.title for record in about],
        "last_day": mandate.until.isoformat(),
        "how": mandate.ended_how or "",
        "reason": mandate.ended_reason,
    }
    deciding = {record.attachment.referent.id: record.attachment.referent for record in about}
    deciding.setdefault(mandate.given_by_id, mandate.given_by)
    acting = [person.account for person in mandate.people]
    for email, (reader, company) in _readers(mandate, [*deciding.values()], acting).items():
        mails.notify(kind, email, params=params, account=reader, company=company)


def _readers(
    mandate: Mandate, deciding: Sequence[ProAccount], acting: Sequence[ProAccount]
) -> dict[str, tuple[ProAccount | None, Company]]:
    known: dict[str, tuple[str, ProAccount | None, Company]] = {}
    for company, people in ((mandate.company, deciding), (mandate.mandatary, acting)):
        for account in people:
            if account.is_active and account.company_id == company.id:
                known.setdefault(account.email_key, (account.email, account, company))
        known.setdefault(contacts.email_key(company.email), (company.email, None, company))
    return {email: (reader, company) for email, reader, company in known.values()}


def warn_ending() -> int:
    """Tells both companies of each mandate that ends within a week, once; how many."""
    last = today() + WARNED_BEFORE
    query = select(Mandate.id).where(
        Mandate.standing == OPEN, Mandate.until.between(today(), last), Mandate.warned_at.is_(None)
    )
    return sum(_warn(number) for number in db.session.scalars(query.order_by(Mandate.id)).all())


def _warn(number: int) -> bool:
    with transaction() as session:
        mandate = session.get_one(Mandate, number)
        lock_row(mandate)
        if not mandate.is_live or mandate.warned_at is not None:
            return False
        mandate.warned_at = now()
        notify_of_mandate(MailKind.MANDATE_ENDING, mandate)
        return True
