"""Mails that are owed, and what became of them."""

from __future__ import annotations

from models import mails
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail


def enqueue_mails(number: int = 1, to: str = "lecteur{}@example.org") -> list[int]:
    """Owes mails of a kind that is never held back."""
    with transaction() as session:
        for each in range(number):
            mails.notify(MailKind.MANY_FAILURES, to.format(each), params={"limit": 300})
        return list(session.scalars(db.select(OutboxEmail.id).order_by(OutboxEmail.id)))


def mail_of(number: int) -> OutboxEmail:
    """As the database holds it now."""
    mail = db.session.get(OutboxEmail, number, populate_existing=True)
    assert mail is not None
    return mail
