"""A company drafts, changes and files its requests; both sides move them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from models import audit, communes, contacts, outbox, submissions
from models.accounts import ProAccount
from models.actors import Actor
from models.attachments import Attachment
from models.attachments import current as current_attachment
from models.base import DomainError, NotAllowed, ReasonMissing, db, lock, now, transaction
from models.documents import Document
from models.outbox import MailKind
from models.road_openings.states import MOVES, WITH_REASON, Mover, RequestState, may_ever_set, mover_of
from models.road_openings.tables import (
    MOST_DOCUMENTS,
    RequestDocument,
    RequestMove,
    RoadOpeningRequest,
    seen_by,
    usable_attachments,
)
from models.road_openings.works import Works, day_of, refusals, wrong_answers


class MoveRefused(DomainError):
    """Not a step from this state, or not for this person (facts: `state`, `wanted`)."""

    field = "state"


class OrderNumberMissing(DomainError):
    """Granting needs the number of the order."""

    field = "order_number"


class NotEditable(DomainError):
    """Only a draft or an incomplete request is changed."""


class ConcessionNotHeld(DomainError):
    """The account does not refer to this concession, or it is not in effect."""

    field = "concession"


class TooManyDocuments(DomainError):
    """More than five documents (facts: `most`)."""

    field = "documents"


def draft(
    account: ProAccount,
    attachment: Attachment,
    works: Works,
    *,
    documents: Sequence[Document] = (),
    submission: str | None = None,
    actor: Actor,
) -> RoadOpeningRequest:
    """Begins a request under a reference of its own; a double click begins one.

    Raises `ConcessionNotHeld`, `TooManyDocuments`, and what `works.wrong_answers` finds.
    """
    with transaction():
        if attachment not in usable_attachments(account):
            raise ConcessionNotHeld
        return submissions.once(
            submission, RoadOpeningRequest, lambda: _draft(account, attachment, works, documents, actor)
        )


def _draft(
    account: ProAccount, attachment: Attachment, works: Works, documents: Sequence[Document], actor: Actor
) -> RoadOpeningRequest:
    _check(works)
    moment = now()
    year = day_of(moment).year
    request = RoadOpeningRequest(
        year=year,
        number=(number := _next_number(year)),
        reference=f"OV-{year}-{number:04d}",
        concession=attachment.concession,
        company=account.company,
        account=account,
        state=RequestState.DRAFT.value,
        created_at=moment,
        moved_at=moment,
    )
    request.works = works
    request.refresh_search()
    db.session.add(request)
    db.session.flush()
    _add_documents(request, documents)
    _remember(request, None, actor, "")
    audit.record("request-drafted", request, actor=actor, after=_told(request))
    return request


def _next_number(year: int) -> int:
    # Under a lock, since two requests begun at once would take the same number.
    lock(f"road-opening-number:{year}")
    largest = select(func.max(RoadOpeningRequest.number)).where(RoadOpeningRequest.year == year)
    return (db.session.scalar(largest) or 0) + 1


def _check(works: Works) -> None:
    for refusal in wrong_answers(works):
        raise refusal


def _told(request: RoadOpeningRequest) -> dict[str, Any]:
    """What the trail keeps of it: what it is about, nobody's name."""
    names = ("concession_id", "purpose", "street", "postcode", "city", "starts_on", "ends_on", "work_kind")
    return {name: str(getattr(request, name) or "") for name in names} | {
        "surface": list(request.surface),
        "traffic": request.traffic,
    }


def change(
    request: RoadOpeningRequest,
    works: Works,
    *,
    attachment: Attachment | None = None,
    documents: Sequence[Document] = (),
    actor: Actor,
) -> None:
    """Saves what the company changed and the documents that it adds; once filed, it stays whole.

    Raises `NotEditable`, `NotAllowed`, `ConcessionNotHeld`, `TooManyDocuments`, and what is wrong in it.
    """
    with transaction():
        account = _own(request, actor)
        _lock(request)
        if not request.is_editable:
            raise NotEditable
        if attachment is not None and attachment.concession_id != request.concession_id:
            if attachment not in usable_attachments(account):
                raise ConcessionNotHeld
            request.concession = attachment.concession
        for refusal in refusals(works, now()) if request.filed_at else wrong_answers(works):
            raise refusal
        before = _told(request)
        if request.works != replace(works, city=_spelt(works.city)):
            request.works = works
        request.refresh_search()
        after = _told(request)
        _add_documents(request, documents)
        changed = [name for name in after if before[name] != after[name]]
        audit.record(
            "request-changed",
            request,
            actor=actor,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed} | {"documents": [d.name for d in documents]},
        )


def _spelt(city: str) -> str:
    commune = communes.find(city)
    return commune.name if commune is not None else city


def _own(request: RoadOpeningRequest, actor: Actor) -> ProAccount:
    account = db.session.get(ProAccount, actor.id) if actor.kind == "account" else None
    if account is None or not _sees(request, actor):
        raise NotAllowed
    return account


def _sees(request: RoadOpeningRequest, actor: Actor) -> bool:
    if actor.id is None:
        return False
    query = seen_by(actor.id).where(RoadOpeningRequest.id == request.id)
    return db.session.scalar(query.with_only_columns(RoadOpeningRequest.id)) is not None


def _lock(request: RoadOpeningRequest) -> None:
    db.session().refresh(request, with_for_update={"of": RoadOpeningRequest})


def _add_documents(request: RoadOpeningRequest, documents: Sequence[Document]) -> None:
    known = {one.document_id for one in request.attached}
    added = [one for one in documents if one.id not in known]
    if len(known) + len(added) > MOST_DOCUMENTS:
        raise TooManyDocuments(most=MOST_DOCUMENTS)
    request.attached += [RequestDocument(document=one) for one in added]
    db.session.flush()


def remove_document(request: RoadOpeningRequest, document: Document, *, actor: Actor) -> None:
    """Takes a document off a request that may still be changed."""
    with transaction() as session:
        _own(request, actor)
        _lock(request)
        if not request.is_editable:
            raise NotEditable
        row = session.get(RequestDocument, (request.id, document.id))
        if row is not None:
            request.attached.remove(row)
            session.delete(row)
            told = {"documents": [document.name]}
            audit.record("request-changed", request, actor=actor, before=told, after={"documents": []})


def file(request: RoadOpeningRequest, *, actor: Actor) -> None:
    """The company files its draft, or files again what was incomplete: `move` to `deposee`."""
    move(request, RequestState.FILED, actor=actor)


def move(
    request: RoadOpeningRequest,
    to: RequestState,
    *,
    reason: str = "",
    order_number: str = "",
    prescriptions: str = "",
    actor: Actor,
) -> None:
    """Makes one step of the table, with its event, its line of history and the mails that tell it.

    A request that already stands there is left as it is: a double click is one step. Raises `MoveRefused`,
    `NotAllowed`, `ReasonMissing`, `OrderNumberMissing`; when filing, what `works.refusals` finds.
    """
    mover = mover_of(actor)
    if mover is None:
        raise NotAllowed
    if to not in may_ever_set(mover):
        raise MoveRefused(state=request.state, wanted=to)
    with transaction():
        if mover is Mover.COMPANY and not _sees(request, actor):
            raise NotAllowed
        _lock(request)
        if request.status is to:
            return
        if mover is Mover.STAFF and not request.was_filed:
            raise MoveRefused(state=request.state, wanted=to)
        if to not in MOVES[mover].get(request.status, ()):
            raise MoveRefused(state=request.state, wanted=to)
        _demand(request, to, reason.strip(), order_number.strip())
        _step(request, to, reason.strip(), actor, order_number.strip(), prescriptions.strip())


def _demand(request: RoadOpeningRequest, to: RequestState, reason: str, order_number: str) -> None:
    if to in WITH_REASON and not reason:
        raise ReasonMissing
    if to is RequestState.GRANTED and not order_number:
        raise OrderNumberMissing
    if to is RequestState.FILED:
        for refusal in refusals(request.works, now()):
            raise refusal


def _step(
    request: RoadOpeningRequest,
    to: RequestState,
    reason: str,
    actor: Actor,
    order_number: str,
    prescriptions: str,
) -> None:
    before, moment = request.status, now()
    told: dict[str, Any] = {"state": to.value}
    if to is RequestState.FILED:
        request.filed_at = moment
        request.first_filed_at = request.first_filed_at or moment
    if to is RequestState.GRANTED:
        request.order_number, request.prescriptions = order_number, prescriptions
        told |= {"order_number": order_number, "prescriptions": prescriptions}
    if to in WITH_REASON:
        request.reason = reason
    request.state, request.moved_at = to.value, moment
    request.refresh_search()
    _remember(request, before, actor, reason, moment)
    audit.record(
        "request-moved",
        request,
        actor=actor,
        before={"state": before.value},
        after=told,
        reason=reason or None,
    )
    # A draft that is thrown away was nobody's business yet.
    if before is not RequestState.DRAFT or to is RequestState.FILED:
        _tell(request, reason)


def _remember(
    request: RoadOpeningRequest,
    before: RequestState | None,
    actor: Actor,
    reason: str,
    moment: datetime | None = None,
) -> None:
    db.session.add(
        RequestMove(
            request=request,
            at=moment or request.created_at,
            before=before.value if before is not None else None,
            after=request.state,
            account_id=actor.id if actor.kind == "account" else None,
            agent_id=actor.id if actor.is_staff else None,
            reason=reason,
        )
    )
    db.session.flush()


def _tell(request: RoadOpeningRequest, reason: str) -> None:
    """Owes a mail to who made the request and to the referents of the concession: one to each address."""
    kind = MailKind.REQUEST_FILED if request.status is RequestState.FILED else MailKind.REQUEST_MOVED
    attachment = current_attachment(request.concession)
    readers = [request.account] if request.account is not None else []
    if attachment is not None and request.company_id in (None, attachment.company_id):
        readers += [attachment.referent, *(one.account for one in attachment.referents)]
    by_address: dict[str, ProAccount] = {}
    for reader in readers:
        if reader.is_active:
            by_address.setdefault(contacts.email_key(reader.email), reader)
    due = request.decision_due_on
    params = {
        "request": request.reference,
        "state": request.state,
        "title": request.concession.title,
        "purpose": request.purpose,
        "place": request.place,
        "starts_on": request.starts_on.isoformat() if request.starts_on else "",
        "ends_on": request.ends_on.isoformat() if request.ends_on else "",
        "due_on": due.isoformat() if due is not None else "",
        "reason": reason,
        "order_number": request.order_number,
        "prescriptions": request.prescriptions,
    }
    for reader in by_address.values():
        outbox.owe(kind, reader.email, params=params, account=reader)
