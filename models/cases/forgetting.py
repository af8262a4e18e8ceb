"""Cases follow their writer: what is known of them changes, or goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    or_,
    select,
    true,
)

from models.accounts import ProAccount
from models.cases.emptying import empty_notes
from models.cases.returned import has_returned
from models.cases.tables import Case
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction


def refresh_search_of(account: ProAccount) -> None:
    """What searches find of who wrote a case follows the account, and whether mails reach them."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.refresh_search()
        case.mail_returned = case.mail_returned and has_returned(account)


def forget_writer(account: ProAccount, how: str, actor: Actor) -> None:
    """Somebody who is gone is not called back; what waits keeps its question until it is closed."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.phone = ""
        if not case.is_open:
            case.message = ""
            empty_notes(case)


def forget_before(moment: datetime) -> int:
    """Takes phone, message, notes out of what was closed before this moment; returns of how many cases."""
    written = [column != "" for column in (Case.message, Case.phone, Case.next_action, Case.blocked_by)]
    old = select(Case).where(Case.closed_at < moment, or_(Case.has_notes == true(), *written))
    if db.session.scalar(old.with_only_columns(Case.id).limit(1)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(old.with_for_update(of=Case)))
        for case in cases:
            case.message = case.phone = ""
            empty_notes(case)
            case.refresh_search()
        return len(cases)
