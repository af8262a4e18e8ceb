"""Writes to the contacts of running batches, a few at a time: who shows a sign of life is left in peace."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from models import mails
from models.concessions.cleansing.reached import Contact, list_reached
from models.concessions.outreach.readers import find_alive, find_stopped, mail_reader
from models.concessions.outreach.standings import OPEN, PRINTED, SENT, TO_PRINT, BatchState, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact, OutreachRecord
from models.concessions.tables import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values import contacts

AT_ONCE = 50
"""Contacts of one transaction: what is sent and what is next are kept together, so a killed worker doubles
nothing."""

TURN = 10
"""Full transactions of one turn of the worker, over all batches; each running one has one at least."""

REMINDERS = (timedelta(days=7), timedelta(days=21))
"""After the first mail, or the first letter."""

A_DAY = timedelta(hours=24)

MOST_TITLES = 10
"""Of the records about which one mail is written."""


def send_due() -> int:
    """Sends what is due, a few contacts of each running batch in turn; periodic work. How many mails left."""
    sent = 0
    running = (
        select(Outreach)
        .where(Outreach.state == BatchState.RUNNING.value)
        .order_by(Outreach.created_at, Outreach.id)
    )
    busy, turns = list(db.session.scalars(running)), TURN
    while busy:
        more = []
        for batch in busy:
            looked, left = _send_some(batch)
            sent += left
            if looked == AT_ONCE:
                more.append(batch)
        turns -= len(more)
        busy = more[: max(turns, 0)]  # those that wait, for a reminder or a letter, took no turn of theirs
    return sent


def _send_some(batch: Outreach) -> tuple[int, int]:
    with transaction():
        lock("outreach")  # two workers would each find that an address had nothing today
        lock_row(batch)
        if batch.state != BatchState.RUNNING.value:
            return 0, 0
        moment, sent = now(), 0
        due = _due(batch, moment)
        if not due:
            _end(batch)
            return 0, 0
        quiet, reachable = find_stopped(contact.reader for contact in due), reached_now(due)
        alive, recent = find_living(due, reachable), _recent(due, moment)
        for contact in due:
            email = reachable[contact.id].email
            if contact.standing in PRINTED:
                _ask_print(batch, contact, alive=contact.id in alive)
            elif contact.reader in quiet or not email:
                place(batch, contact, Standing.STOPPED)
            elif contact.id in alive:
                place(batch, contact, Standing.ALIVE)
            elif mail_reader(email) != contact.reader:
                place(batch, contact, Standing.ALIVE)  # somebody corrected the record since
            elif (last := recent.get(contact.reader)) is not None:
                contact.due_at = last + A_DAY
            elif not (titles := titles_of(contact, reachable[contact.id])):
                place(batch, contact, Standing.ALIVE)  # its records were closed, or corrected, since
            else:
                _write(batch, contact, email, titles, moment)
                recent[contact.reader] = moment
                sent += 1
        return len(due), sent


def _due(batch: Outreach, moment: datetime) -> list[OutreachContact]:
    query = select(OutreachContact).options(joinedload(OutreachContact.concession))
    query = query.where(OutreachContact.batch_id == batch.id, OutreachContact.due_at <= moment)
    query = query.order_by(OutreachContact.due_at, OutreachContact.id).limit(AT_ONCE)
    return list(db.session.scalars(query))


def reached_now(chosen: list[OutreachContact]) -> dict[int, Contact]:
    """Whom each of them reaches now, by its number: what its first record says, or staff corrected."""
    reachable = list_reached(contact.concession for contact in chosen)
    return {contact.id: reachable[contact.concession_id] for contact in chosen}


def find_living(due: list[OutreachContact], reachable: dict[int, Contact]) -> set[int]:
    """The contacts with a sign of life: an account of their address, or one of their records attached."""
    accounts = find_alive(contact.email for contact in reachable.values())
    found = {c.id for c in due if contacts.email_key(reachable[c.id].email) in accounts}
    held = select(OutreachRecord.contact_id).join(Concession, Concession.id == OutreachRecord.concession_id)
    held = held.where(OutreachRecord.contact_id.in_([c.id for c in due]), Concession.held.is_(True))
    return found | set(db.session.scalars(held))


def _recent(due: list[OutreachContact], moment: datetime) -> dict[str, datetime]:
    """When each of these readers was last written to by any batch, if within a day."""
    query = select(OutreachContact.reader, func.max(OutreachContact.last_at))
    query = query.where(OutreachContact.reader.in_([contact.reader for contact in due]))
    query = query.where(OutreachContact.last_at > moment - A_DAY).group_by(OutreachContact.reader)
    return {reader: last for reader, last in db.session.execute(query) if last is not None}


def _write(
    batch: Outreach, contact: OutreachContact, email: str, titles: list[str], moment: datetime
) -> None:
    step = SENT.index(Standing(contact.standing)) + 1 if contact.standing in SENT else 0
    mail = mails.notify(
        MailKind.OUTREACH_REMINDER if step else MailKind.OUTREACH,
        email,
        params={"titles": titles[:MOST_TITLES], "count": len(titles), "stop": contact.stop_key},
    )
    assert mail is not None
    contact.mail_id, contact.last_at = mail.id, moment
    contact.first_at = contact.first_at or moment
    place(batch, contact, SENT[step])
    contact.due_at = contact.first_at + REMINDERS[step] if step < len(REMINDERS) else None


def _ask_print(batch: Outreach, contact: OutreachContact, *, alive: bool) -> None:
    """The reminder of a letter is a letter: it waits for whoever prints, unless there is a sign of life."""
    printed = PRINTED.index(Standing(contact.standing))
    place(batch, contact, Standing.ALIVE if alive else TO_PRINT[printed + 1])
    contact.due_at = None


def next_letter(first: datetime, printed: int, moment: datetime) -> datetime | None:
    """When the letter after the one that is printed now is due; `printed` were before.

    One that was printed late puts off the next: between two there are as many days as were meant.
    """
    if printed >= len(REMINDERS):
        return None
    gap = REMINDERS[printed] - (REMINDERS[printed - 1] if printed else timedelta())
    return max(first + REMINDERS[printed], moment + gap)


def titles_of(contact: OutreachContact, reachable: Contact) -> list[str]:
    """The titles of the records about which it is written: open ones, for a mail of this address still."""
    query = select(*_CONTACT).join(OutreachRecord, OutreachRecord.concession_id == Concession.id)
    query = query.where(OutreachRecord.contact_id == contact.id, Concession.closed_at.is_(None))
    found = db.session.execute(query.order_by(Concession.id)).all()
    if contact.standing not in (Standing.WAITING, *SENT):
        return [record.title for record in found]
    address, reached = contacts.email_key(reachable.email), list_reached(found)
    return [record.title for record in found if contacts.email_key(reached[record.id].email) == address]


_CONTACT = tuple(
    getattr(Concession, name) for name in ("id", "title", "email", "phone", "address", "postcode", "city")
)
"""What is read of the records of a contact, who may have thousands."""


def place(batch: Outreach, contact: OutreachContact, standing: Standing) -> None:
    """Moves a contact, and with it the count; the caller holds the batch."""
    tally = Counter(batch.tally)
    tally[contact.standing] -= 1
    tally[standing.value] += 1
    batch.tally = {name: count for name, count in tally.items() if count}
    contact.standing = standing.value
    if standing not in OPEN:
        contact.due_at = None


def _end(batch: Outreach) -> None:
    """Nothing more will be due, and no letter waits to be printed."""
    later = OutreachContact.batch_id == batch.id, OutreachContact.due_at.is_not(None)
    if db.session.scalar(select(OutreachContact.id).where(*later).limit(1)) is None and not batch.count(
        *TO_PRINT
    ):
        batch.state, batch.ended_at = BatchState.DONE.value, now()
