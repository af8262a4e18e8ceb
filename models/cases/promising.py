"""What a call leaves in the company's case, opened where there is none: a note, a promise to call back."""

from __future__ import annotations

from datetime import date

from models.cases.entries import CaseNote, CaseNoteKind
from models.cases.following import follow
from models.cases.opening import find_open, open_for
from models.cases.tables import Case
from models.cases.writing.notes import note
from models.companies import Company
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.staff import Agent

NO_CASE = "0"
"""What the person saw where the company had no case: one that a colleague opens since is at 1."""


def note_for(
    company: Company,
    *,
    kind: CaseNoteKind,
    text: str,
    minutes: int | None = None,
    submission: str | None = None,
    actor: Actor,
) -> CaseNote:
    """Keeps what was said in the company's case; where nothing is kept, none is opened.

    A form that is sent twice, as its `submission` tells, is kept once. Raises what `note` does.
    """

    def keep() -> CaseNote:
        return note(open_for(company, actor=actor), kind=kind, text=text, minutes=minutes, actor=actor)

    return idempotency.once(submission, CaseNote, keep)


def promise(
    company: Company,
    *,
    next_action: str,
    due_on: date,
    owner: str | None = None,
    seen: str | None = None,
    actor: Actor,
) -> Case:
    """Plans that as what comes next on that day, in the hands of whoever promises, or of the one they name.

    `owner` is an e-mail, as `follow` takes it. What blocks it goes on blocking. Raises what `follow`
    does: `Stale` where a colleague planned, or opened the case, since the person looked.
    """
    with transaction() as session:
        agent = session.get(Agent, actor.id) if actor.is_staff and actor.id is not None else None
        if agent is None:
            raise NotAllowed
        had_none = find_open(company.id) is None
        case = open_for(company, actor=actor)
        follow(
            case,
            owner=owner or agent.email,
            next_action=next_action,
            due_on=due_on,
            blocked_by=case.blocked_by,
            seen=None if had_none else seen,
            actor=actor,
        )
        return case


def set_next(company: Company, *, next_action: str, actor: Actor) -> Case:
    """Says what comes next in the company's case, opened where there is none, for whoever takes it up.

    Whoever sees to it already goes on as they planned, and finds it there as a note.
    """
    with transaction():
        case = open_for(company, actor=actor)
        lock_row(case)
        if case.owner_id is not None or case.next_action:
            note(case, kind=CaseNoteKind.NOTE, text=next_action, actor=actor)
        else:
            follow(
                case,
                owner="",
                next_action=next_action,
                due_on=case.due_on,
                blocked_by=case.blocked_by,
                actor=actor,
            )
        return case
