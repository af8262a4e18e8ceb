"""What happens to a row and concerns other nouns; who reacts: one table, `models/storage/reactions.py`."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import Any

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.orm import Session

_TABLE = "models.storage.reactions"
"""Named, not imported: the table stands above the nouns that it lists, and each of them above this room."""


class DomainEvent(StrEnum):
    """Something that other nouns follow up, each inside the transaction in which it happens."""

    ACCOUNT_ACTIVATED = "account-activated"
    """`(account, actor)`: what waited for the account takes effect."""

    ACCOUNT_CHANGED = "account-changed"
    """`(account)`: a person's data change or go; copies made for searches follow."""

    ACCOUNT_CLOSED = "account-closed"
    """`(account, how, actor)`: it lapses or is erased; what it held is freed."""

    ACCOUNT_MERGED = "account-merged"
    """`(gone, kept, actor)`: one account of a person goes into another; what hangs on it follows."""

    ACCOUNT_SECURED = "account-secured"
    """`(account, actor)`: another password, address or factor leads in; what the former proved is void."""

    ACCOUNT_SUSPENDED = "account-suspended"
    """`(account, actor)`: nobody decides of what it is the referent of."""

    COMPANY_CHANGED = "company-changed"
    """`(company)`: copies made for searches follow."""

    COMPANY_JOINED = "company-joined"
    """`(source, target, actor)`, with what `moved` to take it back: what hangs on it follows, by number."""

    COMPANY_CORRECTION_ASKED = "company-correction-asked"
    """`(company, account_id)`: answers whether that account speaks for the company."""

    ATTACHMENT_DECIDED = "attachment-decided"
    """`(attachment, actor)`: a supervisor, or its company, decided; what was asked about it is void."""

    ATTACHMENT_ENDED = "attachment-ended"
    """`(attachment, actor)`: whoever acted on its record for its company acts no more."""

    ATTACHMENT_MOVED = "attachment-moved"
    """`(attachment, company_id, actor)`: from that company to another of its unit; all of it goes."""

    CONCESSIONS_RENAMED = "concessions-renamed"
    """`(concession_ids)`: copies made for searches and sorts follow the title."""

    CONTACT_CORRECTED = "contact-corrected"
    """`(concession)`: staff found who is reached about a record; whoever could not be invited is."""

    MAIL_RETURNED = "mail-returned"
    """`(mail, returned)`: it was refused or came back, or (False) it is the one that is sent again."""

    MAIL_READDRESSED = "mail-readdressed"
    """`(mail, email, actor)`: corrects the person whom a link was for; answers the mail now owed."""


def react(happened: DomainEvent, *facts: object) -> list[Any]:
    """Calls every reaction of the table in its order; what they answer."""
    return [reaction(*facts) for reaction in import_module(_TABLE).REACTIONS[happened]]


def _finish(session: Session) -> None:
    if not session.in_nested_transaction():
        for step in import_module(_TABLE).COMMIT_STEPS:
            step(session)


event.listen(FlaskSession, "before_commit", _finish)
