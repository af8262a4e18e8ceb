"""Mandates of the demonstration: one that runs, one about to end, one that was revoked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards import mandates
from models.concessions import Concession, ConcessionKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.days import today
from models.values.siret import Siret

DAYS = (90, 5, 30)
"""How long each is given for; the last is revoked at once."""

GIVERS = 20
"""People among whom those are sought who hold something to let others act on."""


def add() -> None:
    """Inside the transaction of the demonstration."""
    known = select(ProAccount).where(ProAccount.is_active, ProAccount.email_proved_at.is_not(None))
    people = list(db.session.scalars(known.order_by(ProAccount.id).limit(GIVERS)))
    pairs = [
        (giver, other)
        for giver, other in zip(people, people[1:] + people[:1], strict=True)
        if giver.company_id != other.company_id and _held(giver)
    ]
    for (giver, other), days in zip(pairs, DAYS, strict=False):
        actor = Actor.of_account(giver)
        until, siret = today() + timedelta(days=days), Siret(other.company.siret)
        made = mandates.give(_held(giver), siret=siret, until=until, actor=actor)
        if days == DAYS[-1]:
            mandates.end(made, actor=actor)


def _held(account: ProAccount) -> list[Attachment]:
    query = (
        select(Attachment)
        .join(Concession, Concession.id == Attachment.concession_id)
        .where(Attachment.referent_id == account.id, Attachment.is_in_effect)
        .where(Concession.kind == ConcessionKind.VOIRIE.value)
    )
    return list(db.session.scalars(query.order_by(Attachment.id).limit(2)).unique())
