"""What ends the mails to somebody: their own word, a sign of life, a mail that came back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from models import audit
from models.accounts import ProAccount
from models.audit import AuditAction
from models.concessions.outreach.readers import mail_reader
from models.concessions.outreach.sending import place
from models.concessions.outreach.standings import OPEN, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact, OutreachStop
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import find_locked, lock
from models.kernel.transactions import transaction
from models.mails import OutboxEmail


def find_by_stop_key(key: str) -> OutreachContact | None:
    """Whose link to stop this is."""
    if not 20 <= len(key) <= 64:
        return None
    return db.session.scalar(select(OutreachContact).where(OutreachContact.stop_key == key))


def is_stopped(contact: OutreachContact) -> bool:
    """Whether whoever reads there wants no more, wherever the contact stood when they said so."""
    return db.session.get(OutreachStop, contact.reader) is not None


def stop(contact: OutreachContact, *, actor: Actor) -> None:
    """Writes there no more, in this batch and all others, now and later; twice is once."""
    with transaction() as session:
        lock(f"outreach-stop:{contact.reader}")
        if is_stopped(contact):
            return
        session.add(OutreachStop(reader=contact.reader, at=now()))
        _end(contact.reader, Standing.STOPPED)
        audit.record(
            AuditAction.OUTREACH_STOPPED, contact.batch, actor=actor, after={"count": contact.records}
        )


def note_life(account: ProAccount, *_: object) -> None:
    """Somebody has an account now: nobody invites them any more."""
    if account.email:
        _end(mail_reader(account.email), Standing.ALIVE)


def note_return(mail: OutboxEmail, returned: bool) -> None:
    """A mail of a batch came back: its contact is not written to again."""
    if not returned:
        return
    found = db.session.scalar(select(OutreachContact).where(OutreachContact.mail_id == mail.id))
    if found is not None:
        _move([found], Standing.BOUNCED)


def _end(reader: str, standing: Standing) -> None:
    wanted = OutreachContact.reader == reader, OutreachContact.standing.in_([entry.value for entry in OPEN])
    _move(
        db.session.scalars(select(OutreachContact).where(*wanted).order_by(OutreachContact.batch_id)),
        standing,
    )


def _move(contacts: Iterable[OutreachContact], standing: Standing) -> None:
    """In the order of the batches, whose rows are locked: two who end at once wait for each other in turn."""
    for contact in list(contacts):
        batch = find_locked(Outreach, contact.batch_id)
        db.session.refresh(contact)
        if batch is not None and contact.standing in OPEN:
            place(batch, contact, standing)
