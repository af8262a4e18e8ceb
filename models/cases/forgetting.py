"""Cases follow their company's people: what is known of them changes, or goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, true

from models.accounts import ProAccount
from models.cases.emptying import empty_notes, empty_questions_of
from models.cases.entries import CaseQuestion
from models.cases.returned import has_returned
from models.cases.tables import Case
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction


def refresh_search_of(account: ProAccount) -> None:
    """What searches find of who asked in a case follows the account, and whether mails reach them."""
    for case in _list_asked_by(account):
        case.refresh_search()
    returned = select(Case).where(Case.company_id == account.company_id, Case.mail_returned == true())
    for case in db.session.scalars(returned):
        db.session.flush()
        case.mail_returned = has_returned(account.company_id)


def refresh_search_of_company(company: Company) -> None:
    """What searches find of a company in its cases follows it."""
    for case in db.session.scalars(select(Case).where(Case.company_id == company.id)):
        case.refresh_search()


def forget_writer(account: ProAccount, how: str, actor: Actor) -> None:
    """Somebody who is gone is not called back; what waits keeps its question until it is closed."""
    for case in _list_asked_by(account):
        empty_questions_of(account.id, case, keep_messages=case.is_open)
        if not case.is_open and case.is_asked_by_nobody_else(account):
            empty_notes(case)


def _list_asked_by(account: ProAccount) -> list[Case]:
    questions = select(CaseQuestion.case_id).where(CaseQuestion.account_id == account.id)
    return list(db.session.scalars(select(Case).where(Case.id.in_(questions))))


def forget_before(moment: datetime) -> int:
    """Takes the words out of what was closed before this moment; returns of how many cases."""
    written = [column != "" for column in (Case.next_action, Case.blocked_by)]
    old = select(Case).where(Case.closed_at < moment, or_(Case.has_notes == true(), *written))
    if db.session.scalar(old.with_only_columns(Case.id).limit(1)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(old.with_for_update(of=Case)))
        for case in cases:
            empty_notes(case)
            case.refresh_search()
        return len(cases)
