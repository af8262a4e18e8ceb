"""What a company holds whose referent is suspended: nobody decides of it, and staff are told."""

from __future__ import annotations

from sqlalchemy import select

from models.accounts import ProAccount
from models.attachments.notices import report_orphaned
from models.attachments.tables import Attachment
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db


def report_suspended(account: ProAccount, actor: Actor) -> None:
    """Names in the company's case what this person is *the* referent of, in the transaction under way."""
    held = select(Concession.title).join(Attachment, Attachment.concession_id == Concession.id)
    held = held.where(Attachment.referent_id == account.id, Attachment.is_open)
    titles = list(db.session.scalars(held.order_by(Attachment.title_key, Attachment.id)))
    if titles and account.activated_at is not None:
        report_orphaned(account.company, titles, actor)
