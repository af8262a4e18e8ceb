"""Who sees which requests, and which are late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.acting import (
    acted_on,
    find_acting_mandate,
    list_attachments_acted_on,
    lock_acting_mandate,
)
from models.companies import Company
from models.concessions import Concession, ConcessionKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.types import present
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


def _seen_as_own(account_id: int) -> Select[RoadOpeningRequest]:
    """Requests for concessions that an account refers to, in effect; of its company, or imported."""
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


def _seen_by_mandate(account_id: int, company_id: int | None = None) -> Select[RoadOpeningRequest]:
    """Requests on which an account acts for others, or for one; drafts are those of its own company alone."""
    acted = acted_on(account_id).subquery("acted")
    theirs = select(Mandate.id).where(Mandate.mandatary_id == acted.c.mandatary_id)
    query = (
        select(RoadOpeningRequest)
        .join(acted, acted.c.concession_id == RoadOpeningRequest.concession_id)
        .where(
            or_(
                RoadOpeningRequest.company_id.is_(None),
                RoadOpeningRequest.company_id == acted.c.company_id,
            ),
            or_(RoadOpeningRequest.was_filed, RoadOpeningRequest.mandate_id.in_(theirs)),
        )
    )
    return query if company_id is None else query.where(acted.c.company_id == company_id)


def _visible(account_id: int, clause: ColumnElement[bool]) -> RoadOpeningRequest | None:
    """What the clause names, if the account sees it: of its own, or by a mandate."""
    own = db.session.scalar(_seen_as_own(account_id).where(clause))
    return own or db.session.scalar(_seen_by_mandate(account_id).where(clause))


def sees(request: RoadOpeningRequest, account_id: int | None) -> bool:
    """Whether the account sees the request."""
    if account_id is None:
        return False
    return _visible(account_id, RoadOpeningRequest.id == request.id) is not None


def find_request_for_account(account: ProAccount, reference: str) -> RoadOpeningRequest | None:
    """The request of that reference, if the account sees it; to all others it is nothing."""
    return _visible(account.id, RoadOpeningRequest.reference == reference)


def _is_own(request: RoadOpeningRequest, account_id: int) -> bool:
    query = _seen_as_own(account_id).where(RoadOpeningRequest.id == request.id)
    return db.session.scalar(query.with_only_columns(RoadOpeningRequest.id)) is not None


def find_mandate_on(request: RoadOpeningRequest, account_id: int | None) -> Mandate | None:
    """The mandate by which the account acts on the request; None for a person of its own company."""
    if account_id is None or _is_own(request, account_id):
        return None
    return find_acting_mandate(account_id, request.concession_id, request.company_id)


def expect_seen(request: RoadOpeningRequest, actor: Actor) -> None:
    """Raises `NotAllowed` unless this person of a company may touch the request.

    A mandate is kept as it is to the end of the transaction: who ends it waits, or came first.
    """
    if actor.kind != "account" or actor.id is None:
        raise NotAllowed
    if _is_own(request, actor.id):
        return
    lock_acting_mandate(actor.id, request.concession_id, request.company_id)
    if not sees(request, actor.id):
        raise NotAllowed


def _wanted(
    account: ProAccount, query: str, state: RequestState | None, acting_for: Company | None
) -> Select[RoadOpeningRequest]:
    statement = (
        _seen_as_own(account.id) if acting_for is None else _seen_by_mandate(account.id, acting_for.id)
    )
    if words := fold(query).split():
        statement = statement.where(*(holds(RoadOpeningRequest.search, word) for word in words))
    if state is not None:
        statement = statement.where(RoadOpeningRequest.state == state.value)
    return statement


def count_requests_for_account(
    account: ProAccount,
    *,
    query: str = "",
    state: RequestState | None = None,
    acting_for: Company | None = None,
) -> int:
    """How many requests the account sees: of its own company's, or of the one that it acts for."""
    wanted = _wanted(account, query, state, acting_for)
    numbers = wanted.with_only_columns(RoadOpeningRequest.id).subquery()
    return db.session.scalar(select(func.count()).select_from(numbers)) or 0


def list_requests_for_account(
    account: ProAccount,
    *,
    query: str = "",
    state: RequestState | None = None,
    acting_for: Company | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> list[RoadOpeningRequest]:
    """What the account sees, of its own company's or of the one that it acts for, the last moved first."""
    statement = _wanted(account, query, state, acting_for)
    statement = statement.order_by(RoadOpeningRequest.moved_at.desc(), RoadOpeningRequest.id.desc())
    return list(db.session.scalars(statement.limit(limit).offset(skip)))


def list_requests_made_by(account: ProAccount) -> list[RoadOpeningRequest]:
    """What the account itself asked for, whether or not it still sees it.

    For others, by a mandate, only what it still sees: those requests are the others'.
    """
    theirs = _seen_by_mandate(account.id).with_only_columns(RoadOpeningRequest.id)
    query = select(RoadOpeningRequest).where(
        RoadOpeningRequest.account_id == account.id,
        or_(RoadOpeningRequest.mandate_id.is_(None), RoadOpeningRequest.id.in_(theirs)),
    )
    return list(db.session.scalars(query.order_by(RoadOpeningRequest.id)))


def usable_attachments(account: ProAccount, acting_for: Company | None = None) -> list[Attachment]:
    """The attachments for which the account may make a request, by title: its own, or of whom it acts for."""
    if acting_for is not None:
        return list_attachments_acted_on(account, acting_for)
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


def has_dates_to_decide() -> ColumnElement[bool]:
    """The clause of the permits for which other dates were asked, and nobody decided yet."""
    return RoadOpeningRequest.dates_asked_at <= present()  # a range: both engines walk nulls else


def is_request_urgent() -> ColumnElement[bool]:
    """The clause of the works that did not wait for their order, and still have none."""
    return RoadOpeningRequest.urgent_since <= present()


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
    """When the account's first request for its own company was filed: the third step of a migration."""
    return db.session.scalar(
        select(func.min(RoadOpeningRequest.first_filed_at)).where(
            RoadOpeningRequest.account_id == account.id, RoadOpeningRequest.mandate_id.is_(None)
        )
    )
