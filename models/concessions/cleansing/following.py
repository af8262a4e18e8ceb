"""Keeps the queue: the worker looks again at the records that the triggers, or a mail, noted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, union

from models.concessions.cleansing.judging import flaw_of, list_returned
from models.concessions.cleansing.reached import list_reached
from models.concessions.cleansing.tables import ContactChange, ContactCorrection, ContactFlaw
from models.concessions.tables import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.lists.blocks import BLOCK, TURN, work_off, work_off_all
from models.mails import OutboxEmail


def follow(blocks: int = TURN) -> int:
    """Looks again at the records that changed, a few blocks; says how many changes. The worker's part."""
    return work_off(_follow_block, blocks)


def follow_all() -> int:
    """The same until nothing is left to look at."""
    return work_off_all(_follow_block)


def note_return(mail: OutboxEmail, returned: bool) -> None:
    """A mail came back, or is sent again: the records that its address stands on are to be looked at."""
    if not mail.to:
        return
    borne = select(Concession.id).where(Concession.email.in_({mail.to, mail.to_key}))
    corrected = select(ContactCorrection.concession_id).where(
        ContactCorrection.email_key == mail.to_key, ContactCorrection.ended_at.is_(None)
    )
    concerned = union(borne, corrected).subquery()
    db.session.execute(
        insert(ContactChange).from_select([ContactChange.concession_id], select(concerned.c[0]))
    )


def _follow_block() -> int:
    """One block of changes, in a transaction of its own: whatever changes meanwhile is noted anew."""
    if db.session.scalar(select(ContactChange.id).limit(1)) is None:
        return 0
    with transaction() as session:
        lock("contact-flaws")
        first = select(ContactChange.id, ContactChange.concession_id).order_by(ContactChange.id).limit(BLOCK)
        changes = session.execute(first).all()
        session.execute(delete(ContactChange).where(ContactChange.id.in_([row.id for row in changes])))
        look_again(sorted({row.concession_id for row in changes}))
    return len(changes)


def look_again(ids: Sequence[int]) -> None:
    """Looks at these records now, in the transaction under way."""
    session = db.session()
    records = session.scalars(select(Concession).where(Concession.id.in_(ids)).order_by(Concession.id)).all()
    wanted = [record for record in records if record.is_to_attach]
    reached = list_reached(wanted)
    returned = list_returned(reached)
    known = {row.id: row for row in session.scalars(select(ContactFlaw).where(ContactFlaw.id.in_(ids)))}
    for record in wanted:
        contact, row = reached[record.id], known.pop(record.id, None)
        flaw = flaw_of(contact, mail := returned.get(record.id))
        if flaw is None:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = ContactFlaw(id=record.id, since=now())
            session.add(row)
        elif row.flaw != flaw.value:
            row.since = now()
        row.flaw, row.mail_id = flaw.value, mail.id if mail is not None else None
    for row in known.values():
        session.delete(row)
    _end_of_others([record.id for record in records if not record.is_to_attach])
    session.flush()


def _end_of_others(ids: Sequence[int]) -> None:
    """Nobody is invited any more about a record that was attached or closed: its correction is over."""
    standing = ContactCorrection.concession_id.in_(ids), ContactCorrection.ended_at.is_(None)
    for correction in db.session.scalars(select(ContactCorrection).where(*standing)):
        correction.ended_at = now()
