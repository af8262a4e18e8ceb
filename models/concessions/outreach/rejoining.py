"""A record whose contact was corrected is written to by the batch that could not reach it."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select

from models.concessions.cleansing.reached import list_reached
from models.concessions.outreach.preparing import reach
from models.concessions.outreach.readers import find_alive, find_stopped, own_readers
from models.concessions.outreach.sending import place
from models.concessions.outreach.standings import BatchState, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact, OutreachRecord
from models.concessions.tables import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock_row

UNDER_WAY = (BatchState.READY.value, BatchState.RUNNING.value, BatchState.PAUSED.value)
UNREACHED = (Standing.BOUNCED.value, Standing.UNREACHABLE.value)


def rejoin(record: Concession) -> None:
    """Has the latest batch under way that could not reach this record write to whom staff found.

    Where there is none, the next batch does; where they said stop, or have an account, none does. In the
    transaction of the correction.
    """
    left = _left_behind(record)
    if left is None:
        return
    batch = left.batch
    lock_row(batch)
    db.session.refresh(left)
    contact = list_reached([record])[record.id]
    reader, standing = reach(record, contact, batch.channel)
    silent = find_stopped({reader, *own_readers(record, contact)}) or find_alive([contact.email])
    if batch.state not in UNDER_WAY or left.standing not in UNREACHED:
        return
    if standing is Standing.UNREACHABLE or silent:
        return
    joined = _find(batch, reader) or _add(batch, record, reader, standing)
    if joined.standing in UNREACHED:
        place(batch, joined, standing)
        joined.due_at = now() if standing is Standing.WAITING else None
    if joined.id != left.id:
        _join(joined, left, record)


def _left_behind(record: Concession) -> OutreachContact | None:
    """The contact of that batch who could not be reached about this record."""
    query = (
        select(OutreachContact)
        .join(OutreachRecord, OutreachRecord.contact_id == OutreachContact.id)
        .join(Outreach, Outreach.id == OutreachContact.batch_id)
        .where(
            OutreachRecord.concession_id == record.id,
            OutreachContact.standing.in_(UNREACHED),
            Outreach.state.in_(UNDER_WAY),
        )
    )
    return db.session.scalar(query.order_by(OutreachContact.id.desc()).limit(1))


def _find(batch: Outreach, reader: str) -> OutreachContact | None:
    query = select(OutreachContact).where(OutreachContact.batch_id == batch.id)
    return db.session.scalar(query.where(OutreachContact.reader == reader))


def _join(joined: OutreachContact, left: OutreachContact, record: Concession) -> None:
    """The record goes over to who is reached; a mail that came back stays told, nobody at all does not."""
    if db.session.get(OutreachRecord, (joined.id, record.id)) is None:
        db.session.add(OutreachRecord(contact_id=joined.id, concession_id=record.id))
        joined.records += 1
    if left.standing == Standing.UNREACHABLE.value:  # of this record alone
        number = left.batch.count(Standing.UNREACHABLE) - 1
        tally = {**left.batch.tally, Standing.UNREACHABLE.value: number}
        left.batch.tally = {name: count for name, count in tally.items() if count}
        db.session.execute(delete(OutreachRecord).where(OutreachRecord.contact_id == left.id))
        db.session.delete(left)
    db.session.flush()


def _add(batch: Outreach, record: Concession, reader: str, standing: Standing) -> OutreachContact:
    made = OutreachContact(
        batch_id=batch.id,
        reader=reader,
        concession_id=record.id,
        records=0,
        standing=standing.value,
        due_at=now() if standing is Standing.WAITING else None,
        stop_key=secrets.token_urlsafe(24),
    )
    batch.tally = {**batch.tally, standing.value: batch.count(standing) + 1}
    db.session.add(made)
    db.session.flush()
    return made
