"""Prepares a batch: walks the records by number, a window at a time, and counts whom it would reach."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, insert, select

from models import audit
from models.audit import AuditAction
from models.concessions.cleansing.reached import Contact, list_reached
from models.concessions.outreach.readers import (
    find_alive,
    find_stopped,
    mail_reader,
    own_readers,
    reader_of,
)
from models.concessions.outreach.standings import BatchState, OutreachChannel, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact, OutreachRecord
from models.concessions.tables import Concession, ConcessionStatus
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts
from models.values.text import fold

WINDOW = 1_000
"""Records that one transaction looks at."""

AT_ONCE = 5
"""Windows that are looked at while whoever asks waits; the worker looks at the others."""

UNATTACHED = (ConcessionStatus.FREE.value, ConcessionStatus.STAFF_ONLY.value)


def create(*, filter: str, channel: OutreachChannel, submission: str | None = None, actor: Actor) -> Outreach:
    """Begins a batch as a dry run: nothing is sent before it is confirmed. A form sent twice makes one."""
    if not actor.may(Permission.RUN_BATCHES):
        raise NotAllowed

    def make() -> Outreach:
        batch = Outreach(
            filter=filter.strip()[:200],
            channel=channel.value,
            state=BatchState.PREPARING.value,
            last=db.session.scalar(select(func.max(Concession.id))) or 0,
            tally={},
            created_at=now(),
            agent_id=actor.id if actor.is_staff else None,
        )
        db.session.add(batch)
        db.session.flush()
        after = {"search": batch.filter, "channel": batch.channel}
        audit.record(AuditAction.OUTREACH_CREATED, batch, actor=actor, after=after)
        return batch

    batch = idempotency.once(submission, Outreach, make)
    for _ in range(AT_ONCE):
        if not prepare_next(batch):
            break
    return batch


def prepare_next(batch: Outreach) -> bool:
    """Looks at one window more, in one transaction; whether there is another."""
    with transaction():
        lock_row(batch)
        if batch.state != BatchState.PREPARING.value:
            return False
        end = min(batch.reached + WINDOW, batch.last)
        window = select(Concession).where(Concession.id > batch.reached, Concession.id <= end)
        found = db.session.scalars(window.order_by(Concession.id))
        # Not by their standing too: its index would tempt the planner away from the window.
        _add(batch, [r for r in found if r.standing in UNATTACHED and _meets(r, batch.filter)])
        batch.reached = end
        if end >= batch.last:
            batch.state = BatchState.READY.value
        return end < batch.last


def prepare() -> int:
    """Goes on with the batches that are being prepared, a few windows each; periodic work."""
    done = 0
    wanted = (
        select(Outreach)
        .where(Outreach.state == BatchState.PREPARING.value)
        .order_by(Outreach.created_at, Outreach.id)
    )
    for batch in db.session.scalars(wanted.limit(10)).all():
        for _ in range(AT_ONCE * 4):
            done += 1
            if not prepare_next(batch):
                break
    return done


def _meets(record: Concession, words: str) -> bool:
    return all(word in record.search for word in fold(words).split())


def reach(record: Concession, contact: Contact, channel: str) -> tuple[str, Standing]:
    """Which reader a record leads to, and how: by letter too where mails are known to come back."""
    if contact.email and contact.is_mailable and channel == OutreachChannel.MAIL.value:
        return mail_reader(contact.email), Standing.WAITING
    if contact.has_post:
        where = fold(f"{record.holder or record.title} {contact.address} {contact.postcode} {contact.city}")
        return reader_of(OutreachChannel.LETTER, where), Standing.TO_PRINT
    return reader_of(OutreachChannel.LETTER, f"#{record.id}"), Standing.UNREACHABLE


def _add(batch: Outreach, records: list[Concession]) -> None:
    if not records:
        return
    reachable = list_reached(records)
    reached = {record.id: reach(record, reachable[record.id], batch.channel) for record in records}
    readers = {reader for reader, _ in reached.values()}
    known = _known(batch, readers)
    own = {record.id: own_readers(record, reachable[record.id]) for record in records}
    quiet = find_stopped(readers.union(*own.values()))
    alive = find_alive(contact.email for contact in reachable.values())
    tally: Counter[str] = Counter(batch.tally)
    for record in records:
        reader, standing = reached[record.id]
        contact = known.get(reader)
        if contact is None:
            if contacts.email_key(reachable[record.id].email) in alive:
                standing = Standing.ALIVE
            if not quiet.isdisjoint({reader, *own[record.id]}):
                standing = Standing.STOPPED
            contact = known[reader] = OutreachContact(
                batch_id=batch.id,
                reader=reader,
                concession_id=record.id,
                records=0,
                standing=standing.value,
                due_at=batch.created_at if standing is Standing.WAITING else None,
                stop_key=secrets.token_urlsafe(24),
            )
            db.session.add(contact)
            tally[standing.value] += 1
        contact.records += 1
    db.session.flush()
    rows = [{"contact_id": known[reached[r.id][0]].id, "concession_id": r.id} for r in records]
    db.session.execute(insert(OutreachRecord), rows)
    batch.tally, batch.records = dict(tally), batch.records + len(records)


def _known(batch: Outreach, readers: Iterable[str]) -> dict[str, OutreachContact]:
    wanted = OutreachContact.batch_id == batch.id, OutreachContact.reader.in_(list(readers))
    return {contact.reader: contact for contact in db.session.scalars(select(OutreachContact).where(*wanted))}
