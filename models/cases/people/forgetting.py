"""Cases follow their company's people: what is known of them changes, or goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select, true

from models.accounts import ProAccount
from models.cases.entries import CaseQuestion
from models.cases.people.emptying import empty_notes, empty_questions_of
from models.cases.people.returned import has_returned
from models.cases.tables import Case
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.locks import locked
from models.kernel.transactions import transaction


def refresh_search_of(account: ProAccount) -> None:
    """What searches find of who asked in a case follows the account, and whether mails reach them."""
    for case in db.session.scalars(_asked_by(account)):
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
    """Somebody who is gone is not called back, and reads no answer; what waits keeps its question until then.

    What staff noted stays as long as somebody else who asked is there.
    """
    concerned = locked(_asked_by(account).order_by(Case.id), Case)
    # An answer that is being written holds the case: it is there to be emptied once it is ours.
    for case in list(db.session.scalars(concerned)):
        empty_questions_of(account.id, case, keep_messages=case.is_open)
        if not case.is_open and not case.has_askers(exclude=account.id):
            empty_notes(case)


def _asked_by(account: ProAccount) -> Select[Case]:
    questions = select(CaseQuestion.case_id).where(CaseQuestion.account_id == account.id)
    return select(Case).where(Case.id.in_(questions))


def forget_before(moment: datetime) -> int:
    """Takes the words out of what was closed before this moment; returns of how many cases."""
    written = [column != "" for column in (Case.next_action, Case.blocked_by)]
    old = select(Case).where(Case.closed_at < moment, or_(Case.has_notes == true(), *written))
    if db.session.scalar(old.with_only_columns(Case.id).limit(1)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(locked(old, Case)))
        for case in cases:
            empty_notes(case)
            case.refresh_search()
        return len(cases)
