"""What the demonstration's staff and a company left behind: kept filters, a question, a contested link."""

from __future__ import annotations

from sqlalchemy import select

from models import attachments
from models.accounts import ProAccount
from models.attachments import Attachment
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent, saved_filters

FILTERS = {
    Role.AGENT: ("concessions", "Eau à rattacher", "etat=free&genre=eau", False),
    Role.SUPERVISOR: ("attachments", "Preuves faibles", "preuve=other", True),
    Role.ADMIN: ("accounts", "Comptes suspendus", "etat=suspended", False),
}
"""By role: the list, the name, the query, and whether the team shares it."""

QUESTION = "Qui avez-vous eu au téléphone ?"
MESSAGE = "Nous n’avons rien demandé."


def add(staff: list[Agent]) -> None:
    """Inside the transaction of the demonstration."""
    actors = {Role(one.role): Actor.of_agent(one) for one in staff}
    for one in staff:
        screen, name, query, shared = FILTERS[Role(one.role)]
        saved_filters.save(one, screen, name=name, query=query, shared=shared, actor=actors[Role(one.role)])
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
    if link := db.session.scalar(ours.where(Attachment.effective_at.is_(None))):
        attachments.ask(link, question=QUESTION, actor=actors[Role.SUPERVISOR])
