"""How far the campaign is: what has gone over from the old portal to the new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from models import audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.audit import AuditAction
from models.companies import Company
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.road_openings import RoadOpeningRequest

BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Migrated:
    """One record that its company holds on the new portal, with the three steps that led there."""

    reference: str
    title: str
    siret: str
    identifier: str
    attached_at: datetime
    activated_at: datetime | None
    first_request_at: datetime | None


def list_migrated(*, filed: bool = False) -> Iterator[Migrated]:
    """The records whose attachment is in effect, by reference; what is being verified waits.

    `filed`: only those for which the company filed a first request here. Imported requests do not count.
    """
    first = (
        select(
            RoadOpeningRequest.concession_id,
            RoadOpeningRequest.company_id,
            func.min(RoadOpeningRequest.first_filed_at).label("at"),
        )
        .where(RoadOpeningRequest.imported_at.is_(None), RoadOpeningRequest.first_filed_at.is_not(None))
        .group_by(RoadOpeningRequest.concession_id, RoadOpeningRequest.company_id)
        .subquery()
    )
    query = (
        select(
            Concession.reference,
            Concession.title,
            Company.siret,
            ProAccount.identifier,
            Attachment.effective_at,
            ProAccount.activated_at,
            first.c.at,
        )
        .join_from(Attachment, Concession, Concession.id == Attachment.concession_id)
        .join(Company, Company.id == Attachment.company_id)
        .join(ProAccount, ProAccount.id == Attachment.referent_id)
        .join(
            first,
            and_(
                first.c.concession_id == Attachment.concession_id,
                first.c.company_id == Attachment.company_id,
            ),
            isouter=not filed,
        )
        .where(Attachment.is_in_effect)
        .order_by(Concession.reference)
    )
    for row in db.session.connection().execute(query, execution_options={"yield_per": BLOCK}):
        yield Migrated(*row)


def record_export(count: int, *, filed: bool, actor: Actor) -> None:
    """Leaves the event of an export of what has migrated."""
    if not actor.may(Permission.EXPORT):
        raise NotAllowed
    with transaction():
        after = {"what": "migrated", "filed": filed, "rows": count}
        audit.record(AuditAction.EXPORTED, ("campaign", None), actor=actor, after=after)
