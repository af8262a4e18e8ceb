"""A company drafts its requests, changes them, and adds their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from models import audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.acting import lock_acting_mandate
from models.audit import AuditAction
from models.documents import Document
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.road_openings.moves import by_mandate, remember
from models.road_openings.queries import expect_seen, find_mandate_on, usable_attachments
from models.road_openings.states import RequestState
from models.road_openings.tables import MOST_DOCUMENTS, RequestDocument, RoadOpeningRequest, touch
from models.road_openings.works import Works, refusals, wrong_answers
from models.values import communes
from models.values.days import day_of


class NotEditable(DomainError):
    """Only a draft or an incomplete request is changed."""


class ConcessionNotHeld(DomainError):
    """The account does not refer to this concession, or it is not in effect."""

    field = "concession"


class TooManyDocuments(DomainError):
    """More than five documents (facts: `limit`)."""

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

    The same form sent again with other answers, as after the browser's « back », changes what it has begun.
    Raises `ConcessionNotHeld`, `TooManyDocuments`, `NotEditable`, and what `works.wrong_answers` finds.
    """
    with transaction():
        mandate = _expect_usable(account, attachment)
        begun: list[RoadOpeningRequest] = []

        def make() -> RoadOpeningRequest:
            begun.append(_draft(account, attachment, mandate, works, documents, actor))
            return begun[0]

        request = idempotency.once(submission, RoadOpeningRequest, make)
        if not begun and _differs(request, attachment, works, documents):
            change(request, works, attachment=attachment, documents=documents, actor=actor)
        return request


def _expect_usable(account: ProAccount, attachment: Attachment) -> Mandate | None:
    """The mandate by which the account asks on this record for another company; None for its own.

    Raises `ConcessionNotHeld`.
    """
    if attachment in usable_attachments(account):
        return None
    mandate = lock_acting_mandate(account.id, attachment.concession_id, attachment.company_id)
    if mandate is None:
        raise ConcessionNotHeld
    return mandate


def _differs(
    request: RoadOpeningRequest, attachment: Attachment, works: Works, documents: Sequence[Document]
) -> bool:
    lock_row(request)
    same = request.works == replace(works, city=_spelt(works.city))
    return not same or attachment.concession_id != request.concession_id or bool(_unknown(request, documents))


def _draft(
    account: ProAccount,
    attachment: Attachment,
    mandate: Mandate | None,
    works: Works,
    documents: Sequence[Document],
    actor: Actor,
) -> RoadOpeningRequest:
    _check(works)
    moment = now()
    year = day_of(moment).year
    request = RoadOpeningRequest(
        year=year,
        number=(number := _next_number(year)),
        reference=f"OV-{year}-{number:04d}",
        concession=attachment.concession,
        company=attachment.company,
        account=account,
        mandate=mandate,
        state=RequestState.DRAFT.value,
        created_at=moment,
        moved_at=moment,
    )
    request.works = works
    request.refresh_search()
    db.session.add(request)
    db.session.flush()
    _add_documents(request, documents)
    step = remember(request, None, actor, "")
    audit.record(AuditAction.REQUEST_DRAFTED, request, actor=actor, after=_facts(request) | by_mandate(step))
    return request


def _next_number(year: int) -> int:
    # Under a lock, since two requests begun at once would take the same number.
    lock(f"road-opening-number:{year}")
    largest = select(func.max(RoadOpeningRequest.number)).where(RoadOpeningRequest.year == year)
    return (db.session.scalar(largest) or 0) + 1


def _check(works: Works) -> None:
    for refusal in wrong_answers(works):
        raise refusal


def _facts(request: RoadOpeningRequest) -> dict[str, object]:
    """What the trail keeps of it: what it is about, nobody's name."""
    names = ("concession_id", "purpose", "street", "postcode", "city", "starts_on", "ends_on", "work_kind")
    return {name: str(getattr(request, name) or "") for name in names} | {
        "urgent": bool(request.urgency),
        "surface": list(request.surface),
        "traffic": request.traffic,
    }


def change(
    request: RoadOpeningRequest,
    works: Works,
    *,
    attachment: Attachment | None = None,
    documents: Sequence[Document] = (),
    version: int | None = None,
    actor: Actor,
) -> None:
    """Saves what the company changed and the documents that it adds; once filed, it stays whole.

    Raises `Stale` when somebody saved since that `version`, `NotEditable`, `NotAllowed`, `ConcessionNotHeld`,
    `TooManyDocuments`, and what is wrong in it.
    """
    with transaction():
        account = _reader(request, actor)
        lock_row(request)
        if not request.is_editable:
            raise NotEditable
        optimistic_lock.expect(request, version)
        if attachment is not None and attachment.concession_id != request.concession_id:
            if attachment.company_id != request.company_id:
                raise ConcessionNotHeld
            _expect_usable(account, attachment)
            request.concession = attachment.concession
        for refusal in refusals(works, now()) if request.filed_at else wrong_answers(works):
            raise refusal
        before = _facts(request)
        if request.works != replace(works, city=_spelt(works.city)):
            request.works = works
        request.refresh_search()
        after = _facts(request)
        _add_documents(request, documents)
        touch(request)
        changed = [name for name in after if before[name] != after[name]]
        audit.record(
            AuditAction.REQUEST_CHANGED,
            request,
            actor=actor,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed}
            | {"documents": [d.name for d in documents]}
            | _by(request, actor),
        )


def _spelt(city: str) -> str:
    commune = communes.find(city)
    return commune.name if commune is not None else city


def _reader(request: RoadOpeningRequest, actor: Actor) -> ProAccount:
    expect_seen(request, actor)
    return db.session.get_one(ProAccount, actor.id)


def _by(request: RoadOpeningRequest, actor: Actor) -> dict[str, object]:
    mandate = find_mandate_on(request, actor.id)
    return {"mandate": mandate.label} if mandate is not None else {}


def _unknown(request: RoadOpeningRequest, documents: Sequence[Document]) -> list[Document]:
    # The same file under the same name, sent again with its form, is the same document.
    known = {(document.name, document.sha256) for document in request.documents}
    return [document for document in documents if (document.name, document.sha256) not in known]


def _add_documents(request: RoadOpeningRequest, documents: Sequence[Document]) -> None:
    added = _unknown(request, documents)
    if len(request.attached) + len(added) > MOST_DOCUMENTS:
        raise TooManyDocuments(limit=MOST_DOCUMENTS)
    request.attached += [RequestDocument(document=document) for document in added]
    db.session.flush()


def remove_document(request: RoadOpeningRequest, document: Document, *, actor: Actor) -> None:
    """Takes a document off a request that may still be changed."""
    with transaction() as session:
        _reader(request, actor)
        lock_row(request)
        if not request.is_editable:
            raise NotEditable
        row = session.get(RequestDocument, (request.id, document.id))
        if row is not None:
            request.attached.remove(row)
            session.delete(row)
            touch(request)
            removed, left = {"documents": [document.name]}, {"documents": []} | _by(request, actor)
            audit.record(AuditAction.REQUEST_CHANGED, request, actor=actor, before=removed, after=left)
