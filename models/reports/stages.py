"""How far a company's case is, derived from what happened: never typed, never kept."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import exists, select

from models.accounts import AccountStatus, ProAccount
from models.attachments import Attachment
from models.cases import Case
from models.companies import Company
from models.kernel.base import db
from models.mails import MailKind, MailState, OutboxEmail
from models.road_openings import RoadOpeningRequest


class CaseStage(StrEnum):
    """The stages of a case, in their order."""

    TO_CONTACT = "to-contact"
    ACCOUNT = "account"
    MAILED = "mailed"
    ACTIVATED = "activated"
    ATTACHED = "attached"
    FILED = "filed"
    CLOSED = "closed"


def stage_of(case: Case) -> CaseStage:
    """The stage of one case; whoever asked without a company is yet to be contacted."""
    if not case.is_open:
        return CaseStage.CLOSED
    if case.company_id is None:
        return CaseStage.TO_CONTACT
    return stages_of([case.company_id])[case.company_id]


def stages_of(company_ids: Collection[int]) -> dict[int, CaseStage]:
    """How far these companies are, by number; one statement."""
    live = ProAccount.company_id == Company.id, ProAccount.erased_at.is_(None)
    sent = (
        OutboxEmail.company_id == Company.id,
        OutboxEmail.kind == MailKind.ACTIVATION.value,
        OutboxEmail.state == MailState.SENT.value,
    )
    filed = (
        RoadOpeningRequest.company_id == Company.id,
        RoadOpeningRequest.first_filed_at.is_not(None),
        RoadOpeningRequest.imported_at.is_(None),
    )
    reached = {
        CaseStage.FILED: exists().where(*filed),
        CaseStage.ATTACHED: exists().where(Attachment.company_id == Company.id, Attachment.is_in_effect),
        CaseStage.ACTIVATED: exists().where(*live, ProAccount.standing == AccountStatus.ACTIVE.value),
        CaseStage.MAILED: exists().where(*live) & exists().where(*sent),
        CaseStage.ACCOUNT: exists().where(*live),
    }
    query = select(Company.id, *reached.values()).where(Company.id.in_(company_ids))
    found = {}
    for number, *facts in db.session.execute(query):
        reached_stages = (stage for stage, is_met in zip(reached, facts, strict=True) if is_met)
        found[number] = next(reached_stages, CaseStage.TO_CONTACT)
    return found
