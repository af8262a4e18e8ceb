"""What a company contests in the demonstration, and what a supervisor asks before a decision."""

from __future__ import annotations

from sqlalchemy import select

from models import attachments
from models.accounts import ProAccount
from models.attachments import Attachment
from models.kernel.actors import Actor
from models.kernel.base import db

QUESTION = "Qui avez-vous eu au téléphone ?"
MESSAGE = "Nous n’avons rien demandé."


def add(supervisor: Actor | None) -> None:
    """Inside the transaction of the demonstration."""
    ours = (
        select(Attachment)
        .join(ProAccount, ProAccount.id == Attachment.referent_id)
        .where(Attachment.made_by_id.is_not(None), Attachment.is_open)
        .where(Attachment.reviewed_at.is_(None), Attachment.suspended_at.is_(None))
        .where(ProAccount.activated_at.is_not(None), ProAccount.erased_at.is_(None))
        .order_by(Attachment.id)
        .limit(1)
    )
    if link := db.session.scalar(ours.where(Attachment.effective_at.is_not(None))):
        by = Actor.of_account(link.referent)
        attachments.contest_by_company(link, link.referent, message=MESSAGE, actor=by)
    link = db.session.scalar(ours.where(Attachment.effective_at.is_(None)))
    if link is not None and supervisor is not None:
        attachments.ask(link, question=QUESTION, actor=supervisor)
