"""What an account asked of staff was asked by the one of the same person into which it went."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from models.accounts import ProAccount
from models.cases.entries import CaseQuestion
from models.cases.tables import Case
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.locks import locked


def inherit(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """Its questions and what they are answered are read by the other; their cases stay where they are."""
    session, theirs = db.session(), CaseQuestion.account_id == gone.id
    concerned = or_(Case.id.in_(select(CaseQuestion.case_id).where(theirs)), Case.account_id == gone.id)
    cases = list(session.scalars(locked(select(Case).where(concerned).order_by(Case.id), Case)))
    change = update(CaseQuestion).where(theirs).values(account_id=kept.id)
    session.execute(change.execution_options(synchronize_session=False))
    for case in cases:
        for question in case.questions:
            session.expire(question)
        if case.account_id == gone.id:
            case.account = kept
        case.refresh_search()
        optimistic_lock.advance(case)
    session.flush()
