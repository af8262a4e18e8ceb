"""Copies that searches look at follow the names of companies and the titles of records."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, or_, select

from models.attachments.afterwards.mandates.tables import Mandate, MandateRecord
from models.attachments.tables import Attachment
from models.companies import Company
from models.kernel.base import db

AT_ONCE = 500


def refresh_search_of_company(company: Company) -> None:
    """A company bears another name or number."""
    of_it = or_(Mandate.company_id == company.id, Mandate.mandatary_id == company.id)
    _refresh(select(Mandate).where(of_it))


def refresh_search_of_concessions(concession_ids: Collection[int]) -> None:
    """Records bear other titles."""
    numbers = sorted(concession_ids)
    for start in range(0, len(numbers), AT_ONCE):
        named = (
            select(MandateRecord.mandate_id)
            .join(Attachment, Attachment.id == MandateRecord.attachment_id)
            .where(Attachment.concession_id.in_(numbers[start : start + AT_ONCE]))
        )
        _refresh(select(Mandate).where(Mandate.id.in_(named)))


def _refresh(query: Select[Mandate]) -> None:
    for mandate in db.session.scalars(query.order_by(Mandate.id)).unique():
        mandate.refresh_search()
