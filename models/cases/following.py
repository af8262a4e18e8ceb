"""Who sees to a case, what comes next and when, what is in the way; and how it is lost."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    Select,
    or_,
    select,
)

from models import audit
from models.audit import AuditAction
from models.cases.tables import Case, CaseClosed
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row, locked
from models.kernel.transactions import transaction
from models.permissions import Permission, Role, allows
from models.staff import Agent
from models.staff.queries import find_agent_by_email
from models.values import days
from models.values.days import DayImplausible

GRACE = 2
"""Working days by which an owner may let a date pass."""

BATCH = 200
"""Cases that are taken back in one transaction."""


class OwnerUnknown(DomainError):
    """Nobody who keeps cases has that address."""

    field = "owner"


class DueDayPast(DomainError):
    """Nobody plans for a day that is over."""

    field = "due_on"


def check_follow(case: Case, actor: Actor) -> None:
    """Raises why nothing comes next."""
    if not case.is_open:
        raise CaseClosed


def follow(
    case: Case,
    *,
    owner: str,
    next_action: str,
    due_on: date | None,
    blocked_by: str,
    seen: str | None = None,
    actor: Actor,
) -> None:
    """Says who sees to it (an e-mail; empty: nobody), what comes next, on which day, what blocks it.

    `seen` is the `mark` of the row that the person read: when somebody changed it since, `Stale`. A day
    that is over stays with who let it pass, and is nobody's else: the case would be lost at once. Raises
    `OwnerUnknown`, `DayImplausible`, `DueDayPast`, `CaseClosed`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    today = days.today()
    if due_on is not None and not days.is_plausible(due_on, today):
        raise DayImplausible(field="due_on", last=days.last_plausible(today))
    agent = _find_owner(owner)
    with transaction():
        lock_row(case)
        check_follow(case, actor)
        optimistic_lock.expect(case, seen)
        before, previous = case.plan, case.owner
        given = agent is not None and agent is not previous
        if due_on is not None and due_on < today and (given or due_on != case.due_on):
            raise DueDayPast
        case.owner, case.next_action, case.due_on = agent, next_action.strip()[:250], due_on
        case.blocked_by = blocked_by.strip()[:250]
        after = case.plan
        if agent and previous and agent is not previous and agent.name == previous.name:
            before["owner"], after["owner"] = previous.email, agent.email  # namesakes
        if before == after:
            return
        optimistic_lock.advance(case)
        case.stirred_at = now()
        changed = [name for name in after if before[name] != after[name]]
        audit.record(
            AuditAction.CASE_PLANNED,
            case,
            actor=actor,
            company=case.company,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _find_owner(email: str) -> Agent | None:
    if not email.strip():
        return None
    agent = find_agent_by_email(email)
    if agent is None or not agent.is_active or not allows(agent.role, Permission.KEEP_CASES):
        raise OwnerUnknown
    return agent


def last_lost(today: date) -> date:
    """The latest due date whose owner has let it pass by `GRACE` working days."""
    day, left = today, GRACE
    while left:
        left -= days.is_working(day)
        day -= timedelta(days=1)
    return day


def take_back(*, actor: Actor) -> int:
    """Gives back to the queue what its owner let pass, or can keep no longer; says how many cases."""
    late = Case.owed_on <= last_lost(days.today())
    left = Case.in_hands_of.in_(_list_gone())
    return sum(_take_back(select(Case).where(clause).limit(BATCH), actor) for clause in (late, left))


def _list_gone() -> list[int]:
    keepers = [role.value for role in Role if allows(role, Permission.KEEP_CASES)]
    gone = or_(Agent.disabled_at.is_not(None), Agent.role.not_in(keepers))
    return list(db.session.scalars(select(Agent.id).where(gone)))


def _take_back(lost: Select[Case], actor: Actor) -> int:
    if db.session.scalar(lost.with_only_columns(Case.id)) is None:
        return 0
    with transaction() as session:
        cases = list(session.scalars(locked(lost, Case)))
        for case in cases:
            owner = case.plan["owner"]
            case.owner = None
            optimistic_lock.advance(case)
            audit.record(
                AuditAction.CASE_TAKEN_BACK,
                case,
                actor=actor,
                company=case.company,
                before={"owner": owner},
                after={"owner": ""},
            )
        return len(cases)
