"""Batches and their contacts, a page at a time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from models.concessions.outreach.readers import mail_reader
from models.concessions.outreach.standings import Standing
from models.concessions.outreach.tables import Outreach, OutreachContact, OutreachRecord
from models.kernel.base import db

PAGE = 50


def list_contacts(batch: Outreach, standing: Standing, after: str = "") -> list[OutreachContact]:
    """The contacts of a batch that stand there, one more than a page.

    In the order of their digests: by number, a planner would rather walk the whole table.
    """
    query = select(OutreachContact).where(
        OutreachContact.batch_id == batch.id,
        OutreachContact.standing == standing.value,
        OutreachContact.reader > after,
    )
    beside = joinedload(OutreachContact.concession), joinedload(OutreachContact.correction)
    query = query.options(*beside).order_by(OutreachContact.reader)
    return list(db.session.scalars(query.limit(PAGE + 1)))


def address_of(contact: OutreachContact) -> str:
    """The e-mail at which this contact is written to, if it stands on the record or staff corrected it so."""
    corrected = contact.correction.email if contact.correction is not None else ""
    known = (email for email in (corrected, contact.concession.email) if email)
    return next((email for email in known if mail_reader(email) == contact.reader), "")


def is_about(concession_id: int) -> ColumnElement[bool]:
    """The clause of the contacts who are written to about that record."""
    records = select(OutreachRecord.contact_id).where(OutreachRecord.concession_id == concession_id)
    return OutreachContact.id.in_(records)
