"""What the trail tells around a thing, a person or a search: clauses on its rows, for lists and histories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from models import audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.audit import AuditEvent
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.lists import search
from models.road_openings import RoadOpeningRequest
from models.staff import Agent

SUBJECTS: dict[str, Any] = {
    "company": Company,
    "account": ProAccount,
    "concession": Concession,
    "agent": Agent,
}
"""What has a timeline of its own; of everything else the trail tells what is about it."""


def around(kind: str, number: int) -> ColumnElement[bool]:
    """The clause of the timeline of a thing.

    Of a company, all that concerns it; of a person, what they did and what was done to them; of a concession,
    what befell the record, its attachments and its requests.
    """
    if kind == "company":
        return AuditEvent.company_id == number
    if kind == "concession":
        return _of_records(lambda column: column == number)
    about = audit.about(kind, number)
    return or_(about, audit.by(kind, number)) if kind in SUBJECTS else about


def of_people(words: str) -> ColumnElement[bool]:
    """The clause of what the people did whom a text finds, and of what was done to them."""
    clauses = []
    for kind, model in (("account", ProAccount), ("agent", Agent)):
        found = search.meant_ids(model, words)
        clauses += [
            and_(AuditEvent.actor_kind == kind, AuditEvent.actor_id.in_(found)),
            and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(found)),
        ]
    return or_(*clauses)


def of_companies(words: str) -> ColumnElement[bool]:
    """The clause of what concerns the companies that a text finds."""
    return AuditEvent.company_id.in_(search.meant_ids(Company, words))


def of_concessions(words: str) -> ColumnElement[bool]:
    """The clause of what befell the records that a text finds, with their attachments and requests."""
    found = search.meant_ids(Concession, words)
    return _of_records(lambda column: column.in_(found))


def of_request(number: str) -> ColumnElement[bool]:
    """The clause of what one request to the server left: its number stands in the log and in the answer."""
    return AuditEvent.request_id == number


def sequences_of_request(number: str) -> Select[int]:
    """The same as keys, for a search."""
    return select(AuditEvent.sequence).where(of_request(number))


def find_subject(kind: str, number: int) -> Any:
    """What has a timeline, as it is today; None for what is gone, or has none."""
    model = SUBJECTS.get(kind)
    return db.session.get(model, number) if model is not None else None


def _of_records(is_meant: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    hanging = (("attachment", Attachment), ("request", RoadOpeningRequest))
    return or_(
        and_(AuditEvent.subject_kind == "concession", is_meant(AuditEvent.subject_id)),
        *(
            and_(
                AuditEvent.subject_kind == kind,
                AuditEvent.subject_id.in_(select(model.id).where(is_meant(model.concession_id))),
            )
            for kind, model in hanging
        ),
    )
