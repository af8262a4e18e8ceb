"""Contacts that reach nobody, for those who correct them."""

from __future__ import annotations

from models.concessions import cleansing
from models.concessions.cleansing import ContactFlaw
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.transactions import transaction
from models.mails import MailKind, MailState, notify
from tests.support.records import by

HOW = {"proof": "call-back", "reference": "Rappel au 02 35 19 45 45, numéro du répertoire."}


def corrected(record, agent, **facts):
    """Puts that in the place of what the record says."""
    flaw = db.session.get(ContactFlaw, record.id)
    return cleansing.correct(flaw, **{**HOW, **facts}, actor=by(agent))


def returned(to="", *, mail=None, state=MailState.BOUNCED, error=None):
    """A mail to that address came back, or was refused; whoever follows looks at once."""
    with transaction():
        if mail is None:
            mail = notify(MailKind.NEW_ACCOUNT, to, params={"name": ""})
        mail.state, mail.last_error, mail.next_at = state.value, error, None
        mail.sent_at = now()
        react(DomainEvent.MAIL_RETURNED, mail, True)
    cleansing.follow_all()
    return mail


def flaw_of(record):
    """Why it stands in the queue, if it does."""
    cleansing.follow_all()
    db.session.rollback()
    row = db.session.get(ContactFlaw, record.id, populate_existing=True)
    return None if row is None else row.flaw
