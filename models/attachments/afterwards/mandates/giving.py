"""A company lets another act for it on named records until a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models import audit
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.ending import close_mandate, end_record
from models.attachments.afterwards.mandates.notices import WARNED_BEFORE, notify_of_mandate
from models.attachments.afterwards.mandates.refusals import (
    MandataryUnknown,
    MandateToSelf,
    NothingToMandate,
    UntilPast,
)
from models.attachments.afterwards.mandates.tables import (
    Mandate,
    MandatePerson,
    MandateRecord,
    MandateStatus,
)
from models.attachments.queries import lock_records_of
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.companies import Company, vouched_name
from models.companies.queries import find_company_by_siret
from models.concessions import ConcessionKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import locked
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values.days import DayImplausible, is_plausible, last_plausible, today
from models.values.siret import Siret


def check_give(attachment: Attachment, actor: Actor) -> None:
    """Raises why this actor lets nobody act on it: `NotAllowed`, `NothingToMandate`."""
    if actor.kind != "account" or attachment.referent_id != actor.id:
        raise NotAllowed
    if not attachment.is_in_effect or attachment.concession.kind != ConcessionKind.VOIRIE:
        raise NothingToMandate


def give(attachments: Sequence[Attachment], *, siret: Siret, until: date, actor: Actor) -> Mandate:
    """Lets the people of another company act on these records, to the end of a day; both are told.

    Those act who had an active account with a proved address by now: a SIRET is public, and proves nothing
    of who comes later. The same given again, as by a second click, is one mandate; a record that the same
    company acts on already goes over to the new one. Raises `NotAllowed`, `NothingToMandate`, `UntilPast`,
    `DayImplausible`, `MandateToSelf`, `MandataryUnknown`.
    """
    if until < today():
        raise UntilPast
    if not is_plausible(until, today()):
        raise DayImplausible(field="until", last=last_plausible(today()))
    numbers = sorted({attachment.id for attachment in attachments})
    with transaction():
        mandatary = find_company_by_siret(siret)
        people = [] if mandatary is None else _people_of(mandatary)
        records = _locked(numbers)
        for attachment in records:
            check_give(attachment, actor)
        if not records:
            raise NothingToMandate
        if siret == records[0].company.siret:
            raise MandateToSelf
        if mandatary is None or not people:
            raise MandataryUnknown
        known = _open_records(mandatary, numbers)
        if (same := _same(known, numbers, until, people)) is not None:
            return same
        mandate = _write(records, mandatary, people, until, actor, replaced=known)
        for record in known:
            _leave(record, mandate, actor)
        return mandate


def _locked(numbers: Sequence[int]) -> list[Attachment]:
    """The attachments, their records locked first, as everybody locks them."""
    query = select(Attachment).where(Attachment.id.in_(numbers))
    lock_records_of(query)
    return list(db.session.scalars(locked(query.order_by(Attachment.id), Attachment)).unique())


def _people_of(company: Company) -> list[ProAccount]:
    """Who acts, kept as they are to the end of the transaction: accounts are locked before records."""
    usable = ProAccount.is_active & ProAccount.email_proved_at.is_not(None)
    query = select(ProAccount).where(ProAccount.company_id == company.id, usable)
    return list(db.session.scalars(locked(query.order_by(ProAccount.id), ProAccount)))


def _open_records(mandatary: Company, numbers: Sequence[int]) -> list[MandateRecord]:
    """What the company acts on already, of these; nobody gives or takes any meanwhile."""
    mandates = (
        select(Mandate.id)
        .join(MandateRecord, MandateRecord.mandate_id == Mandate.id)
        .where(MandateRecord.mandatary_id == mandatary.id, MandateRecord.attachment_id.in_(numbers))
        .where(MandateRecord.ended_at.is_(None))
    )
    held = select(Mandate).where(Mandate.id.in_(mandates)).order_by(Mandate.id)
    open_mandates = db.session.scalars(locked(held, Mandate)).unique().all()
    return [
        record
        for mandate in open_mandates
        for record in mandate.open_records
        if record.attachment_id in numbers
    ]


def _same(
    known: Sequence[MandateRecord], numbers: Sequence[int], until: date, people: Sequence[ProAccount]
) -> Mandate | None:
    """The mandate that says all this already, to the same people."""
    mandates = {record.mandate for record in known}
    if len(mandates) != 1:
        return None
    mandate = mandates.pop()
    same_records = [record.attachment_id for record in mandate.open_records] == list(numbers)
    let_in = {person.account_id for person in mandate.people}
    same_people = let_in.issuperset(account.id for account in people)
    return mandate if same_records and same_people and mandate.until == until else None


def _write(
    attachments: Sequence[Attachment],
    mandatary: Company,
    people: Sequence[ProAccount],
    until: date,
    actor: Actor,
    *,
    replaced: Sequence[MandateRecord],
) -> Mandate:
    moment, company = now(), attachments[0].company
    for record in replaced:  # first: of one record and one company, the database lets one be open
        end_record(record)
    mandate = Mandate(
        company=company,
        mandatary=mandatary,
        given_by_id=actor.id,
        given_at=moment,
        until=until,
        warned_at=moment if until - today() <= WARNED_BEFORE else None,
        facts=facts_of(company, mandatary, attachments),
    )
    db.session.add(mandate)
    db.session.flush()
    mandate.records = [
        MandateRecord(attachment=attachment, mandatary_id=mandatary.id) for attachment in attachments
    ]
    mandate.people = [MandatePerson(account=account, since=moment) for account in people]
    mandate.refresh_search()
    db.session.flush()
    after = {
        "mandatary": mandatary.label,
        "last_day": until.isoformat(),
        "concessions": [attachment.concession.reference for attachment in attachments],
        "people": [account.id for account in people],  # an erased person is named by no mandate
    }
    audit.record(AuditAction.MANDATE_GIVEN, mandate, actor=actor, after=after)
    notify_of_mandate(MailKind.MANDATE_GIVEN, mandate)
    return mandate


def facts_of(giver: Company, mandatary: Company, attachments: Sequence[Attachment]) -> dict[str, object]:
    """What the paper says: the parties and the records as they are called on this day; nobody's name."""
    return {
        "giver": _party(giver),
        "mandatary": _party(mandatary),
        "records": [
            [attachment.concession.title, attachment.concession.reference] for attachment in attachments
        ],
    }


def _party(company: Company) -> dict[str, str]:
    name = vouched_name(company)
    place = f"{company.postcode} {company.city}".strip()
    return {
        "name": name,
        "siret": company.siret,
        "address": "\n".join(filter(None, (company.address, place))),
    }


def _leave(record: MandateRecord, later: Mandate, actor: Actor) -> None:
    if not record.mandate.open_records and record.mandate.is_open:
        close_mandate(record.mandate, MandateStatus.REPLACED, actor, reason=later.number, in_silence=True)
