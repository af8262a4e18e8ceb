"""Cases whose person no mail reaches: told by the mails, until the address is good."""

from __future__ import annotations

from sqlalchemy import exists, false, select, update
from sqlalchemy.orm import aliased

from models.accounts import ProAccount
from models.cases.tables import Case
from models.kernel.base import db
from models.mails import OutboxEmail


def has_returned(company_id: int, *, exclude: int | None = None) -> bool:
    """Whether a mail to the address that one of a company's people has now was refused or came back.

    What was sent again since is over; `exclude` is the number of whoever is being written again.
    """
    again = aliased(OutboxEmail)
    came_back = select(OutboxEmail.id).join(ProAccount, OutboxEmail.account_id == ProAccount.id)
    came_back = came_back.where(
        ProAccount.company_id == company_id,
        ProAccount.erased_at.is_(None),
        OutboxEmail.to_key == ProAccount.email_key,
        OutboxEmail.is_troubled,
        ~exists().where(
            again.to_key == OutboxEmail.to_key,
            again.kind == OutboxEmail.kind,
            again.id > OutboxEmail.id,
            again.troubled == false(),
        ),
    )
    if exclude is not None:
        came_back = came_back.where(ProAccount.id != exclude)
    return db.session.scalar(came_back.limit(1)) is not None


def mark(mail: OutboxEmail, returned: bool) -> None:
    """A mail to a person's address of now came back, or is owed again: their company's case says so."""
    if mail.account is None or mail.to_key != mail.account.email_key:
        return
    db.session.flush()
    returned = returned or has_returned(mail.account.company_id, exclude=mail.account_id)
    # Which row: the one that says otherwise alone, so that a mail that comes back twice locks nothing.
    concerned = (
        Case.company_id == mail.account.company_id,
        Case.is_open,
        Case.mail_returned.is_(not returned),
    )
    db.session.execute(
        update(Case)
        .where(*concerned)
        .values(mail_returned=returned)
        .execution_options(synchronize_session="fetch")
    )
