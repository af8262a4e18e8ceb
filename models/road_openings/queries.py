"""Who sees which requests, and which are late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent
from models.companies import Company
from models.concessions import Concession, ConcessionKind
from models.kernel.base import db
from models.lists.search import holds
from models.road_openings.states import RequestState
from models.road_openings.tables import RoadOpeningRequest
from models.values import communes
from models.values.text import fold


def _held(account_id: int) -> Select[int, int]:
    return (
        select(Attachment.concession_id, Attachment.company_id)
        .join(AttachmentReferent, AttachmentReferent.attachment_id == Attachment.id)
        .where(
            AttachmentReferent.account_id == account_id,
            Attachment.is_in_effect,
        )
    )


def seen_by(account_id: int) -> Select[RoadOpeningRequest]:
    """What an account sees: requests for concessions it refers to, in effect; of its company, or imported."""
    held = _held(account_id).subquery("held")
    return (
        select(RoadOpeningRequest)
        .join(held, held.c.concession_id == RoadOpeningRequest.concession_id)
        .where(
            or_(
                RoadOpeningRequest.company_id.is_(None),
                RoadOpeningRequest.company_id == held.c.company_id,
            )
        )
    )


def sees(request: RoadOpeningRequest, account_id: int | None) -> bool:
    """Whether the account sees the request."""
    if account_id is None:
        return False
    query = seen_by(account_id).where(RoadOpeningRequest.id == request.id)
    return db.session.scalar(query.with_only_columns(RoadOpeningRequest.id)) is not None


def find_request_for_account(account: ProAccount, reference: str) -> RoadOpeningRequest | None:
    """The request of that reference, if the account sees it; to all others it is nothing."""
    return db.session.scalar(seen_by(account.id).where(RoadOpeningRequest.reference == reference))


def _wanted(account: ProAccount, query: str, state: RequestState | None) -> Select[RoadOpeningRequest]:
    statement = seen_by(account.id)
    if words := fold(query).split():
        statement = statement.where(*(holds(RoadOpeningRequest.search, word) for word in words))
    if state is not None:
        statement = statement.where(RoadOpeningRequest.state == state.value)
    return statement


def count_requests_for_account(
    account: ProAccount, *, query: str = "", state: RequestState | None = None
) -> int:
    """How many requests the account sees."""
    wanted = _wanted(account, query, state).with_only_columns(RoadOpeningRequest.id).subquery()
    return db.session.scalar(select(func.count()).select_from(wanted)) or 0


def list_requests_for_account(
    account: ProAccount,
    *,
    query: str = "",
    state: RequestState | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> list[RoadOpeningRequest]:
    """What the account sees, the last moved first."""
    statement = _wanted(account, query, state)
    statement = statement.order_by(RoadOpeningRequest.moved_at.desc(), RoadOpeningRequest.id.desc())
    return list(db.session.scalars(statement.limit(limit).offset(skip)))


def list_requests_made_by(account: ProAccount) -> list[RoadOpeningRequest]:
    """What the account itself asked for, whether or not it still sees it."""
    query = select(RoadOpeningRequest).where(RoadOpeningRequest.account_id == account.id)
    return list(db.session.scalars(query.order_by(RoadOpeningRequest.id)))


def usable_attachments(account: ProAccount) -> list[Attachment]:
    """The attachments for which the account may make a request, by title."""
    query = (
        select(Attachment)
        .join(AttachmentReferent)
        .join(Concession, Concession.id == Attachment.concession_id)
        .where(
            AttachmentReferent.account_id == account.id,
            Attachment.is_in_effect,
            Concession.kind == ConcessionKind.VOIRIE.value,
        )
    )
    return list(db.session.scalars(query.order_by(Attachment.title_key, Attachment.id)).unique())


def find(request_id: int) -> RoadOpeningRequest | None:
    """The request of that number."""
    return db.session.get(RoadOpeningRequest, request_id)


def find_request_by_reference(reference: str) -> RoadOpeningRequest | None:
    """The request of that reference, whoever sees it."""
    return db.session.scalar(select(RoadOpeningRequest).where(RoadOpeningRequest.reference == reference))


def is_request_in_commune(text: str) -> ColumnElement[bool]:
    """The clause of the works in a commune, however its name is written."""
    known = communes.find(text)
    return RoadOpeningRequest.city == (text if known is None else known.name)


def first_filed_for(company: Company) -> datetime | None:
    """When the company's first request was filed on the new portal, by whomever."""
    return db.session.scalar(first_filed_of(company.id))


def first_filed_of(company_id: int | ColumnElement[int]) -> Select[datetime | None]:
    """The same as a query."""
    return select(func.min(RoadOpeningRequest.first_filed_at)).where(
        RoadOpeningRequest.company_id == company_id, RoadOpeningRequest.imported_at.is_(None)
    )


def first_filed_at(account: ProAccount) -> datetime | None:
    """When the account's first request was filed: the third step of a migration."""
    return db.session.scalar(
        select(func.min(RoadOpeningRequest.first_filed_at)).where(RoadOpeningRequest.account_id == account.id)
    )
