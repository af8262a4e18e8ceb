"""Cases whose person no mail reaches: told by the mails, until the address is good."""

from __future__ import annotations

from sqlalchemy import exists, select, update

from models.accounts import ProAccount
from models.cases.tables import Case
from models.kernel.base import db
from models.mails import OutboxEmail


def has_returned(account: ProAccount) -> bool:
    """Whether a mail to the address that this person has now was refused or came back."""
    came_back = exists().where(
        OutboxEmail.account_id == account.id,
        OutboxEmail.to_key == account.email_key,
        OutboxEmail.is_troubled,
    )
    return bool(db.session.scalar(select(came_back)))


def mark(mail: OutboxEmail, returned: bool) -> None:
    """A mail to the address that a person has now came back, or is owed again: their open cases say so."""
    if mail.account is None or mail.to_key != mail.account.email_key:
        return
    # Which rows: those that say otherwise alone, so that a mail that comes back twice locks nothing.
    concerned = (Case.account_id == mail.account_id, Case.is_open, Case.mail_returned.is_(not returned))
    db.session.execute(
        update(Case)
        .where(*concerned)
        .values(mail_returned=returned)
        .execution_options(synchronize_session="fetch")
    )
