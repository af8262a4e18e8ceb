"""What hangs on an account: it is told to its person before the account goes into another of theirs."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent
from models.cases import CaseQuestion
from models.kernel.base import db
from models.road_openings import RoadOpeningRequest

MOST_TITLES = 20
"""That a page names; what is more is counted."""


class Inheritance(NamedTuple):
    """What would follow, and what would stay with colleagues of the company (`left`)."""

    referred: list[str]
    """Titles of what the person is *the* referent of."""

    seen: int
    """What they see beside another."""

    left: list[str]
    requests: int
    questions: int


def preview(gone: ProAccount, kept: ProAccount) -> Inheritance:
    """As the merge would do it now; within one company nothing is left."""
    mine = select(Attachment).join(AttachmentReferent, AttachmentReferent.attachment_id == Attachment.id)
    mine = mine.where(AttachmentReferent.account_id == gone.id, Attachment.is_open)
    found = list(db.session.scalars(mine.order_by(Attachment.title_key, Attachment.id)).unique())
    referred = [each for each in found if each.referent_id == gone.id]
    if gone.company_id == kept.company_id:
        left, seen = [], len(found) - len(referred)
    else:
        left, seen = [each for each in found if each.referent_id != gone.id or _is_shared(each, gone)], 0
    titles = [each.concession.title for each in referred if each not in left]
    counts = (
        select(func.count()).where(RoadOpeningRequest.account_id == gone.id),
        select(func.count()).where(CaseQuestion.account_id == gone.id),
    )
    requests, questions = db.session.execute(select(*(each.scalar_subquery() for each in counts))).one()
    return Inheritance(titles, seen, [each.concession.title for each in left], requests, questions)


def _is_shared(attachment: Attachment, gone: ProAccount) -> bool:
    return any(seat.account.is_active for seat in attachment.referents if seat.account_id != gone.id)
