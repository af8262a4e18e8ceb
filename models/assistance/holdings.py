"""What a company has with us: its people, its open attachments, its first request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, null, select, true

from models.accounts import ProAccount
from models.accounts.queries import list_accounts_for_company
from models.assistance.focus import Focus
from models.attachments import Attachment, AttachmentStatus
from models.attachments.queries import list_attachments_for_company
from models.attachments.visibility import lacks_somebody, referent_is
from models.companies import Company
from models.companies.directory import store
from models.kernel import base
from models.kernel.types import BigId
from models.road_openings.queries import first_filed_of

FURTHEST = (
    AttachmentStatus.IN_EFFECT,
    AttachmentStatus.WAITING_ACTIVATION,
    AttachmentStatus.WAITING_REVIEW,
    AttachmentStatus.SUSPENDED,
)
"""Open attachments, the one that goes furthest first."""


@dataclass(frozen=True)
class Holdings:
    """What a company has, and what of it the call is about."""

    people: tuple[ProAccount, ...] = ()
    person: ProAccount | None = None
    """Who is on the telephone: whoever was named, else the likeliest of the company's people."""
    attachments: tuple[Attachment, ...] = ()
    """The open ones."""
    attachment: Attachment | None = None
    """The one in question: of the record that is spoken of, else the one that goes furthest."""
    sees: bool = False
    """Whether that person is one of its referents."""
    first_request_at: datetime | None = None
    """When the company filed its first request on the new portal."""
    addable: tuple[int, ...] = ()
    """The numbers of the attachments to which somebody of the company can be added, in their order."""
    signs: tuple[str, ...] = ()
    """The trade names that the directory's files give it."""


def list_holdings(focus: Focus) -> Holdings:
    """What the company in focus has; nothing while none is."""
    company = focus.company
    if company is None:
        return Holdings()
    people = list_accounts_for_company(company)
    person = focus.account or _likeliest(people)
    held = [attachment for attachment in list_attachments_for_company(company) if attachment.is_open]
    attachment = furthest([each for each in held if _is_about(each, focus)] or held)
    sees, first_request_at, lacking = _facts(company, attachment, person)
    addable = tuple(each.id for each in held if each.id in lacking)
    signs = store.signs_of(company.siret)
    return Holdings(tuple(people), person, tuple(held), attachment, sees, first_request_at, addable, signs)


def _facts(
    company: Company, attachment: Attachment | None, person: ProAccount | None
) -> tuple[bool, datetime | None, set[int | None]]:
    """Whether the person sees the attachment, the first request, and what somebody does not see: at once."""
    values = {"company": company.id}
    if both := attachment is not None and person is not None:
        values |= {"attachment": attachment.id, "account": person.id}
    rows = base.read(_facts_of(both), values).all()
    sees, first_filed_at, _ = rows[0]
    return bool(sees), first_filed_at, {number for _, _, number in rows}


@cache
def _facts_of(both: bool) -> Select[bool, datetime | None, int | None]:
    # Built once, as all that a call asks again and again.
    company, attachment, account = (
        bindparam(name, type_=BigId) for name in ("company", "attachment", "account")
    )
    sees: Any = referent_is(attachment, account) if both else null()
    facts = select(sees.label("sees"), first_filed_of(company).scalar_subquery().label("filed")).subquery()
    lacking = select(Attachment.id).where(Attachment.company_id == company, Attachment.is_open)
    each = lacking.where(lacks_somebody()).subquery()
    return select(facts.c.sees, facts.c.filed, each.c.id).join_from(facts, each, true(), isouter=True)


def _likeliest(people: Sequence[ProAccount]) -> ProAccount | None:
    usable = [person for person in people if person.suspended_at is None] or people
    return min(usable, key=lambda person: (not person.is_active, person.id), default=None)


def _is_about(attachment: Attachment, focus: Focus) -> bool:
    return focus.record is not None and attachment.concession_id == focus.record.id


def furthest(held: Sequence[Attachment]) -> Attachment | None:
    """Of several open attachments, the one that goes furthest."""
    return min(held, key=lambda each: (FURTHEST.index(each.status), -each.id), default=None)
