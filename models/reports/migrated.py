"""How far the campaign is: what has gone over from the old portal to the new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

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


def list_migrated(*, filed: bool = False, among: Select[int] | None = None) -> Iterator[Migrated]:
    """The records whose attachment is in effect, by reference; what is being verified waits.

    `filed`: only those for which the company filed a first request here. Imported requests do not count.
    `among` selects the attachments that are meant, in effect or not.
    """
    query = _query(filed)
    wanted = Attachment.is_in_effect if among is None else Attachment.id.in_(among)
    query = query.where(wanted).order_by(Concession.reference)
    for row in db.session.connection().execute(query, execution_options={"yield_per": BLOCK}):
        yield Migrated(*row)


def find_attachments(*, filed: bool) -> Select[int]:
    """The numbers of the attachments that are in effect, as above."""
    return _query(filed).where(Attachment.is_in_effect).with_only_columns(Attachment.id)


def _query(filed: bool) -> Select[*tuple[Any, ...]]:
    ours = (
        RoadOpeningRequest.concession_id == Attachment.concession_id,
        RoadOpeningRequest.company_id == Attachment.company_id,
        RoadOpeningRequest.imported_at.is_(None),
        RoadOpeningRequest.first_filed_at.is_not(None),
    )
    first = select(func.min(RoadOpeningRequest.first_filed_at)).where(*ours).correlate(Attachment)
    query = (
        select(
            Concession.reference,
            Concession.title,
            Company.siret,
            ProAccount.identifier,
            Attachment.effective_at,
            ProAccount.activated_at,
            first.scalar_subquery(),
        )
        .join_from(Attachment, Concession, Concession.id == Attachment.concession_id)
        .join(Company, Company.id == Attachment.company_id)
        .join(ProAccount, ProAccount.id == Attachment.referent_id)
    )
    return query.where(exists().where(*ours)) if filed else query


def record_export(count: int, *, filed: bool, actor: Actor) -> None:
    """Leaves the event of an export of what has migrated."""
    if not actor.may(Permission.EXPORT):
        raise NotAllowed
    with transaction():
        after = {"what": "migrated", "filed": filed, "rows": count}
        audit.record(AuditAction.EXPORTED, ("campaign", None), actor=actor, after=after)
