"""Which records somebody was invited about: a batch that wrote about one has contacted its reader."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from models.concessions.outreach import OutreachContact, Standing
from models.concessions.outreach.tables import OutreachRecord
from models.kernel import base


def invited(ids: Collection[int]) -> dict[int, datetime | None]:
    """When a batch first wrote about each of these records, if it did; what came back reached nobody."""
    query = (
        select(OutreachRecord.concession_id, func.min(OutreachContact.first_at))
        .join(OutreachContact, OutreachContact.id == OutreachRecord.contact_id)
        .where(
            OutreachRecord.concession_id.in_(ids),
            OutreachContact.first_at.is_not(None),
            OutreachContact.standing != Standing.BOUNCED.value,
        )
        .group_by(OutreachRecord.concession_id)
    )
    written = {row[0]: row[1] for row in base.read(query)} if ids else {}
    return {number: written.get(number) for number in ids}
