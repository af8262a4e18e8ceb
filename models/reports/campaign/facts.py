"""What is known of a few records, read afresh: from it alone follows how far each has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, tuple_

from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.tables import Channel
from models.cases import Case, CaseNote, CaseNoteKind
from models.companies import Company
from models.concessions import Concession
from models.kernel import base
from models.reports.campaign.breakdowns import week_of
from models.reports.campaign.invitations import invited
from models.reports.campaign.tables import BY_CLIENT, BY_ITSELF, PATH, Step
from models.road_openings import RoadOpeningRequest

REACHES = (CaseNoteKind.CALL, CaseNoteKind.MAIL, CaseNoteKind.LETTER, CaseNoteKind.ANSWER)
"""Notes that say that somebody of the company was reached, or written to."""


@dataclass
class Signs:
    """The first signs of life of a company: when it was reached, had an account, and an active one."""

    contacted: datetime | None = None
    account: datetime | None = None
    activated: datetime | None = None

    def join(self, other: Signs) -> None:
        """Of two companies of one legal unit the earlier sign counts."""
        for name in ("contacted", "account", "activated"):
            known = [at for at in (getattr(self, name), getattr(other, name)) if at is not None]
            setattr(self, name, min(known, default=None))


def _hand(made_by_id: int | None, channel: str) -> int:
    if made_by_id is not None:
        return made_by_id
    return BY_CLIENT if channel == Channel.API else BY_ITSELF


def journeys(ids: Collection[int]) -> list[dict[str, Any]]:
    """The journeys of these records as they are now, by the names of the columns; of what is closed, none."""
    rows = base.read(
        select(
            Concession.id,
            Concession.kind,
            Concession.network_key,
            Concession.title_key,
            Concession.imported_at,
            Attachment.company_id,
            Attachment.effective_at,
            Attachment.evidence,
            Attachment.made_by_id,
            Attachment.channel,
        )
        .join(
            Attachment,
            and_(Attachment.concession_id == Concession.id, Attachment.ended_at.is_(None)),
            isouter=True,
        )
        .where(
            Concession.id.in_(ids),
            or_(Concession.closed_at.is_(None), Attachment.effective_at.is_not(None)),
        )
    ).all()
    companies = _companies([row.id for row in rows if row.company_id is None])
    signs = _signs({row.company_id for row in rows if row.company_id} | {c for _, c in companies})
    filed = _filed([(row.id, row.company_id) for row in rows if row.effective_at is not None])
    by_record = {number: Signs(contacted=at) for number, at in invited([row.id for row in rows]).items()}
    for row in rows:
        if row.company_id is not None:
            by_record[row.id].join(signs[row.company_id])
    for concession_id, company_id in companies:
        by_record[concession_id].join(signs[company_id])
    return [_journey(row, by_record[row.id], filed.get(row.id)) for row in rows]


def _companies(ids: Collection[int]) -> list[tuple[int, int]]:
    """For records that nobody holds, the companies of the legal unit that they bear."""
    if not ids:
        return []
    siren = func.substr(Concession.siret, 1, 9)
    query = (
        select(Concession.id, Company.id)
        .join(Company, Company.siret.between(siren.concat("00000"), siren.concat("99999")))
        .where(Concession.id.in_(ids), Concession.siret != "")
    )
    return [(row[0], row[1]) for row in base.read(query)]


def _signs(company_ids: Collection[int]) -> dict[int, Signs]:
    found = {company_id: Signs() for company_id in company_ids}
    if not found:
        return found
    live = case((ProAccount.suspended_at.is_(None), ProAccount.activated_at))
    accounts = (
        select(ProAccount.company_id, func.min(ProAccount.created_at), func.min(live))
        .where(ProAccount.company_id.in_(found), ProAccount.erased_at.is_(None))
        .group_by(ProAccount.company_id)
    )
    for company_id, created, activated in base.read(accounts):
        found[company_id].account, found[company_id].activated = created, activated
    notes = (
        select(Case.company_id, func.min(CaseNote.at))
        .join(CaseNote, CaseNote.case_id == Case.id)
        .where(Case.company_id.in_(found), CaseNote.kind.in_([kind.value for kind in REACHES]))
        .group_by(Case.company_id)
    )
    for company_id, at in base.read(notes):
        found[company_id].contacted = at
    return found


def _filed(pairs: Collection[tuple[int, int]]) -> dict[int, datetime]:
    """When the first request was filed here, by record and the company that holds it."""
    if not pairs:
        return {}
    request = RoadOpeningRequest
    query = (
        select(request.concession_id, func.min(request.first_filed_at))
        .where(
            request.concession_id.in_([concession_id for concession_id, _ in pairs]),
            tuple_(request.concession_id, request.company_id).in_(pairs),
            request.imported_at.is_(None),
            request.first_filed_at.is_not(None),
        )
        .group_by(request.concession_id)
    )
    return {row[0]: row[1] for row in base.read(query)}


def _journey(row: Any, signs: Signs, filed: datetime | None) -> dict[str, Any]:
    attached = row.effective_at
    times = {
        Step.CONTACTED: signs.contacted,
        Step.ACCOUNT: signs.account,
        Step.ACTIVATED: signs.activated,
        Step.ATTACHED: attached,
        Step.FILED: filed if attached is not None else None,
    }
    reached = Times.in_order(times)
    step = reached.last
    return {
        "id": row.id,
        "kind": row.kind,
        "network_key": row.network_key,
        "title_key": row.title_key,
        "evidence": row.evidence if attached is not None else "",
        "hand": 0 if attached is None else _hand(row.made_by_id, row.channel),
        "step": step.value,
        "since": reached.at.get(step, row.imported_at),
        **{f"{name}_at": reached.at.get(name) for name in PATH[1:]},
        **{
            f"{name}_week": week_of(reached.at.get(name))
            for name in (Step.ACTIVATED, Step.ATTACHED, Step.FILED)
        },
    }


@dataclass(frozen=True)
class Times:
    """When each step was reached, none later than the next."""

    at: dict[Step, datetime]

    @classmethod
    def in_order(cls, times: Mapping[Step, datetime | None]) -> Times:
        """What was reached with a later step counts as reached by then."""
        at: dict[Step, datetime] = {}
        latest: datetime | None = None
        for step in reversed(PATH[1:]):
            known = [moment for moment in (times[step], latest) if moment is not None]
            if known:
                at[step] = latest = min(known)
        return cls(at)

    @property
    def last(self) -> Step:
        """The furthest step."""
        return next((step for step in reversed(PATH[1:]) if step in self.at), Step.RECORD)
