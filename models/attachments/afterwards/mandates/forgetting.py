"""A mandate that is long over keeps what it was, and none of its papers nor its people."""

from __future__ import annotations

from sqlalchemy import delete, select

from models import audit
from models.attachments.afterwards.mandates.tables import Mandate, MandatePerson
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.values.days import years_before

KEPT_YEARS = 5
"""As long as what proved an attachment, after the end."""

AT_ONCE = 500
"""Mandates at one turn; what is left has its turn a few hours later."""


def forget_papers(*, actor: Actor) -> int:
    """Lets go of signed copies, reasons, addresses and people, five years after the end; of how many."""
    query = select(Mandate.id).where(
        Mandate.ended_at < years_before(now(), KEPT_YEARS), Mandate.forgotten_at.is_(None)
    )
    over = db.session.scalars(query.order_by(Mandate.ended_at, Mandate.id).limit(AT_ONCE)).all()
    return sum(_forget(number, actor) for number in over)


def _forget(number: int, actor: Actor) -> bool:
    with transaction() as session:
        mandate = session.get_one(Mandate, number)
        lock_row(mandate)
        if mandate.forgotten_at is not None:
            return False
        mandate.forgotten_at = now()
        mandate.document, mandate.ended_reason, mandate.facts = None, "", {}
        session.execute(delete(MandatePerson).where(MandatePerson.mandate_id == number))
        audit.record(AuditAction.MANDATE_FORGOTTEN, mandate, actor=actor)
        return True
