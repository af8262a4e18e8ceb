"""Attachments: read, and made with the evidence that the console takes."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from flask import url_for
from msgspec import Meta, Struct

from models import attachments, documents
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment, AttachmentStatus, Evidence, Review
from models.attachments.evidence import EVIDENCE, OF_STAFF, Need
from models.attachments.tables import Channel
from models.documents import Document
from models.kernel import idempotency
from models.kernel.errors import DomainError
from models.lists.numbered import Numbered
from models.staff.machines import Scope
from views import access
from views.api import writing
from views.api.blueprint import CONTROL, Line, LongText, Moment, api, described
from views.api.concessions import CONCESSIONS
from views.api.conditions import Answer, shown
from views.api.lists import Place, page_of, row_of
from views.api.problems import Problem


class AttachmentShown(Struct, frozen=True):
    """A concession bound to a company."""

    id: int
    concession_id: int
    concession: str
    company_id: int
    account_id: int
    account: str
    channel: Channel
    evidence: Evidence
    review: Review
    status: AttachmentStatus
    created_at: Moment
    effective_at: Moment | None
    ended_at: Moment | None


class AttachmentPage(Struct, frozen=True):
    """Some attachments, and where the next page begins."""

    items: list[AttachmentShown]
    next: str | None


class Paper(Struct, frozen=True, forbid_unknown_fields=True):
    """A document: PDF, PNG or JPEG, ten megabytes at most."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=CONTROL)]
    content: Annotated[str, Meta(description="Base64.")]


class NewAttachment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which record, to which account, with what evidence and what that needs."""

    concession: Line
    account: Line
    evidence: Evidence
    access_code: Annotated[str, Meta(max_length=12, pattern=CONTROL)] = ""
    called_number: Annotated[str, Meta(max_length=24, pattern=CONTROL)] = ""
    justification: LongText = ""
    document: Paper | None = None


ATTACHMENTS = Numbered(Attachment, load=("concession", "referent"))


def show(row: Attachment) -> AttachmentShown:
    """The attachment as programs read it."""
    return AttachmentShown(
        id=row.id,
        concession_id=row.concession_id,
        concession=row.concession.reference,
        company_id=row.company_id,
        account_id=row.referent_id,
        account=row.referent.identifier,
        channel=Channel(row.channel),
        evidence=Evidence(row.evidence),
        review=Review(row.review),
        status=row.status,
        created_at=row.created_at,
        effective_at=row.effective_at,
        ended_at=row.ended_at,
    )


@api.get("/attachments")
@described(Scope.ATTACHMENTS_READ, answer=AttachmentPage)
def list_attachments(query: Place) -> AttachmentPage:
    """Attachments, in the order in which they were made."""
    rows, following = page_of(ATTACHMENTS, query)
    return AttachmentPage([show(row) for row in rows], following)


@api.get("/attachments/<int(min=1,max=9223372036854775807):id>")
@described(Scope.ATTACHMENTS_READ, answer=AttachmentShown, more=(404,))
def get_attachment(id: int) -> Answer:
    """One attachment."""
    row = row_of(ATTACHMENTS, id)
    return shown(show(row), row.version)


@api.post("/attachments")
@described(Scope.ATTACHMENTS_CREATE, status=201, answer=AttachmentShown, more=(409, 413, 415))
def create_attachment(json: NewAttachment) -> Answer:
    """Attaches a record to a company, its account being the referent."""
    submission = writing.submission()
    record = CONCESSIONS.find_named(json.concession)
    account = find_by_identifier(json.account)
    if record is None or account is None:
        missing = "concession" if record is None else "account"
        raise Problem(
            422, errors=[{"field": missing, "code": "unknown", "detail": "Rien ne porte ce nom ici."}]
        )
    if json.evidence not in OF_STAFF:
        raise Problem(
            422,
            errors=[
                {
                    "field": "evidence",
                    "code": "not-for-programs",
                    "detail": "Cette preuve vient du portail seul.",
                }
            ],
        )
    try:
        made = attachments.attach(
            record,
            account,
            evidence=json.evidence,
            justification=json.justification,
            access_code=json.access_code,
            called_number=json.called_number,
            document=_kept(json),
            submission=submission,
            actor=access.calling_actor(),
        )
    except DomainError:
        # Two at once: the other has made it, and this one saw the record held.
        again = idempotency.find(submission, Attachment)
        if again is None:
            raise
        made = again
    location = url_for("api.get_attachment", id=made.id)
    return shown(show(made), made.version, status=201, location=location)


def _kept(wanted: NewAttachment) -> Document | None:
    if wanted.document is None or Need.DOCUMENT not in EVIDENCE[wanted.evidence].needs:
        return None
    try:
        content = base64.b64decode(wanted.document.content, validate=True)
    except (binascii.Error, ValueError):
        raise Problem(
            422, errors=[{"field": "document.content", "code": "base64", "detail": "Base64."}]
        ) from None
    return documents.store(wanted.document.name, content, actor=access.calling_actor())
