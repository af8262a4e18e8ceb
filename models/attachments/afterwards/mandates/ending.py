"""A mandate ends: by either side, by staff, on its day, or with what it was about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, select

from models import audit
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.notices import notify_of_mandate
from models.attachments.afterwards.mandates.refusals import MandateOver
from models.attachments.afterwards.mandates.tables import (
    Mandate,
    MandatePerson,
    MandateRecord,
    MandateStatus,
)
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.locks import lock_row, locked
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission
from models.values.days import today


def check_end(mandate: Mandate, actor: Actor) -> None:
    """Raises why this actor ends nothing here: `NotAllowed`, `MandateOver`."""
    if not (actor.may(Permission.END_MANDATES) or acts(mandate, actor) or _given_by(mandate, actor)):
        raise NotAllowed
    if not mandate.is_open:
        raise MandateOver


def acts(mandate: Mandate, actor: Actor) -> bool:
    """Whether the actor is one of those who act by it, today."""
    mine = db.session.get(MandatePerson, (mandate.id, actor.id)) if actor.kind == "account" else None
    return mine is not None and mine.account.company_id == mandate.mandatary_id and mandate.is_live


def _given_by(mandate: Mandate, actor: Actor) -> list[MandateRecord]:
    """The open records of which the actor is *the* referent: what their company takes back through them."""
    if actor.kind != "account":
        return []
    return [record for record in mandate.open_records if record.attachment.referent_id == actor.id]


def is_given_by(mandate: Mandate, actor: Actor) -> bool:
    """Whether the actor decides of any of its records for the company that gave it."""
    return bool(_given_by(mandate, actor))


def end(mandate: Mandate, *, reason: str = "", seen: str | None = None, actor: Actor) -> None:
    """Ends it, at once; from who gave it, for the records of which they are *the* referent.

    Staff say why. Both companies are told; what was filed stays with the company that gave it. One that is
    over already is left as it is. Raises `NotAllowed`, `ReasonMissing`, `Stale`.
    """
    reason = reason.strip()
    with transaction():
        lock_row(mandate)
        if not mandate.is_open:
            return
        check_end(mandate, actor)
        optimistic_lock.expect(mandate, seen)
        if actor.has_role:
            if not reason:
                raise ReasonMissing
            close_mandate(mandate, MandateStatus.STAFF, actor, reason=reason)
        elif mine := _given_by(mandate, actor):
            _take_out(mandate, mine, MandateStatus.REVOKED, actor)
        else:
            close_mandate(mandate, MandateStatus.GIVEN_UP, actor)


def _take_out(mandate: Mandate, records: Sequence[MandateRecord], how: MandateStatus, actor: Actor) -> None:
    """Ends some of its records, and the whole with the last of them."""
    for record in records:
        end_record(record)
    if not mandate.open_records:
        close_mandate(mandate, how, actor)
        return
    optimistic_lock.advance(mandate)
    taken = [record.attachment.concession.reference for record in records]
    audit.record(AuditAction.MANDATE_NARROWED, mandate, actor=actor, after={"concessions": taken})
    notify_of_mandate(MailKind.MANDATE_ENDED, mandate, records=records)


def end_record(record: MandateRecord) -> None:
    """Writes that one record left its mandate, whose row is locked."""
    record.ended_at = now()
    db.session.flush()


def close_mandate(
    mandate: Mandate, how: MandateStatus, actor: Actor, *, reason: str = "", in_silence: bool = False
) -> None:
    """Writes the end of the whole, in the transaction under way, its row locked; both companies are told."""
    records = mandate.open_records
    for record in records:
        end_record(record)
    mandate.ended_at, mandate.ended_how, mandate.ended_reason = now(), how.value, reason
    mandate.ended_by_account_id = actor.id if actor.kind == "account" else None
    mandate.ended_by_agent_id = actor.id if actor.is_staff else None
    optimistic_lock.advance(mandate)
    db.session.flush()
    audit.record(
        AuditAction.MANDATE_ENDED, mandate, actor=actor, after={"ending": how.value}, reason=reason or None
    )
    if not in_silence:
        notify_of_mandate(MailKind.MANDATE_ENDED, mandate, records=records)


def end_with_attachment(attachment: Attachment, actor: Actor) -> None:
    """The record is detached, handed over or lapsed: nobody acts on it for its company any more."""
    query = select(Mandate).join(MandateRecord, MandateRecord.mandate_id == Mandate.id)
    query = query.where(MandateRecord.attachment_id == attachment.id, MandateRecord.ended_at.is_(None))
    for mandate in _locked(query):
        gone = [record for record in mandate.open_records if record.attachment_id == attachment.id]
        _take_out(mandate, gone, MandateStatus.EMPTIED, actor)


def leave_with_account(account: ProAccount, how: str, actor: Actor) -> None:
    """A person's account closes: they act by no mandate any more; one in which nobody is left ends."""
    query = select(Mandate).join(MandatePerson, MandatePerson.mandate_id == Mandate.id)
    mine = list(_locked(query.where(MandatePerson.account_id == account.id)))
    gone = delete(MandatePerson).where(MandatePerson.account_id == account.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    for mandate in mine:
        db.session.expire(mandate, ["people"])
        if mandate.is_open and not mandate.people:
            close_mandate(mandate, MandateStatus.EMPTIED, actor)


def _locked(query: Select[Mandate]) -> Sequence[Mandate]:
    return db.session.scalars(locked(query.order_by(Mandate.id), Mandate)).unique().all()


def expire_overdue(*, actor: Actor) -> int:
    """Writes the end of those whose last day is over, and tells both companies; how many.

    Nobody acted by them since midnight: `Mandate.is_live` looks at the day.
    """
    query = select(Mandate.id).where(Mandate.standing == "open", Mandate.until < today())
    return sum(_expire(number, actor) for number in db.session.scalars(query.order_by(Mandate.id)).all())


def _expire(number: int, actor: Actor) -> bool:
    with transaction() as session:
        mandate = session.get_one(Mandate, number)
        lock_row(mandate)
        if not mandate.is_open or mandate.until >= today():
            return False
        close_mandate(mandate, MandateStatus.EXPIRED, actor)
        return True
