"""Cases follow their writer: what is known of them changes, or goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    select,
)

from models.accounts import ProAccount
from models.cases.tables import Case
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction


def refresh_search_of(account: ProAccount) -> None:
    """What searches find of who wrote a case follows the account."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.refresh_search()


def forget_writer(account: ProAccount, how: str, actor: Actor) -> None:
    """Somebody who is gone is not called back; what waits keeps its question until it is closed."""
    for case in db.session.scalars(select(Case).where(Case.account_id == account.id)):
        case.phone = ""
        if not case.is_open:
            case.message = ""


def forget_before(moment: datetime) -> int:
    """Takes phone and message out of what was closed before this moment; returns of how many cases."""
    old = select(Case).where(Case.closed_at < moment, (Case.message != "") | (Case.phone != ""))
    if db.session.scalar(old.with_only_columns(Case.id).limit(1)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(old.with_for_update(of=Case)))
        for case in cases:
            case.message = case.phone = ""
            case.refresh_search()
        return len(cases)
