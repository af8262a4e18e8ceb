"""All that we hold of a company's person, for them alone, with an event that they took it."""

from __future__ import annotations

from dataclasses import dataclass

from models import audit
from models.accounts import ProAccount
from models.accounts.queries import list_merged_into
from models.attachments import Attachment
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.queries import list_mandates_of
from models.attachments.visibility import list_attachments_for_account
from models.audit import AuditAction, AuditEvent
from models.cases import CaseNote, CaseQuestion
from models.cases.queries import list_answers, list_questions_of
from models.concessions import ConcessionKind
from models.concessions.cleansing import ContactCorrection
from models.concessions.cleansing.forgetting import list_about
from models.kernel.access.sessions import Session
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.mails.queries import list_mails_to
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import list_requests_made_by
from models.sign_in.open_sessions import list_open
from models.sign_in.second_factor import recovery_codes_left

MOMENTS = 10_000
"""Mails, or events: more than anyone leaves; a bound all the same."""


@dataclass(frozen=True)
class PersonalData:
    """What is held of a person; the export's own event is the newest of `events`."""

    account: ProAccount
    attachments: list[Attachment]
    requests: list[RoadOpeningRequest]
    mandates: list[Mandate]
    """Those that the person gave, and those by which they act or acted."""

    questions: list[CaseQuestion]
    answers: dict[int, list[CaseNote]]
    """By number of the question."""

    mails: list[OutboxEmail]
    events: list[AuditEvent]
    sessions: list[Session]
    recovery_codes_left: int
    corrections: list[ContactCorrection]
    """What staff noted of their address for invitations."""


def export(account: ProAccount, *, actor: Actor) -> PersonalData:
    """Gathers it, once the event that tells so is written. Raises `NotAllowed` for anybody else."""
    if not (actor.kind == "account" and actor.id == account.id):
        raise NotAllowed
    with transaction():
        audit.record(AuditAction.DATA_EXPORTED, account, actor=actor, company=account.company)
    questions = list_questions_of(account)
    return PersonalData(
        account=account,
        attachments=[
            attachment
            for kind in ConcessionKind
            for attachment in list_attachments_for_account(account, kind.value)
        ],
        requests=list_requests_made_by(account),
        mandates=list_mandates_of(account),
        questions=questions,
        answers=list_answers(questions),
        mails=list_mails_to(account, MOMENTS),
        events=_events(account),
        sessions=list_open(account),
        recovery_codes_left=recovery_codes_left(account) if account.has_second_factor else 0,
        corrections=list_about(account),
    )


def _events(account: ProAccount) -> list[AuditEvent]:
    """Of the account, and of those of the same person that went into it; the newest first."""
    numbers = [account.id, *(earlier.id for earlier in list_merged_into(account))]
    found = [audit.history_of_person("account", number, MOMENTS) for number in numbers]
    return sorted((event for each in found for event in each), key=lambda event: -event.sequence)[:MOMENTS]
