"""A supervisor stands in for an account whose mails come back: its person can prove it no more.

Not for who proposed it, nor for who is concerned, nor where the names differ; and the account that stays
must have said yes for itself, or will.
"""

from __future__ import annotations

from models import audit
from models.accounts.lifecycle import demand_reason
from models.accounts.merging import AccountMerge, MergeOver, NotOnePerson
from models.accounts.merging.confirming import lock_merge, settle
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.staff.tables import Agent


class NothingReturned(DomainError):
    """The link to the account that goes was not refused, and did not come back: its person answers."""


class OwnProposal(DomainError):
    """Whoever proposed it does not approve it; nor may either of them be concerned by it."""


def check_approve_merge(merge: AccountMerge | None, actor: Actor) -> None:
    """Raises why this actor does not stand in for the account that goes."""
    if not actor.may(Permission.REVIEW):
        raise NotAllowed
    if merge is None or not merge.is_open or merge.asked_by_id is None or merge.approved_at is not None:
        raise MergeOver
    if merge.asked_by_id == actor.id or _is_concerned(merge, actor):
        raise OwnProposal
    if merge.gone.name_key != merge.kept.name_key:
        raise NotOnePerson
    if merge.returned_at is None:
        raise NothingReturned


def _is_concerned(merge: AccountMerge, actor: Actor) -> bool:
    """Whether one of the two accounts bears the address of who proposed it, or of who approves."""
    theirs = merge.gone.email_key, merge.kept.email_key
    agents = merge.asked_by, db.session.get(Agent, actor.id)
    return any(agent.email_key in theirs for agent in agents if agent is not None)


def approve_merge(merge: AccountMerge, *, reason: str, actor: Actor) -> AccountMerge:
    """Stands in for the account that goes; done, where the one that stays has said yes (`ended_at`).

    Raises `NotAllowed`, `ReasonMissing`, and what `check_approve_merge` and `check_pair` find.
    """
    demand_reason(reason, actor, Permission.REVIEW)
    with transaction():
        lock_merge(merge)
        check_approve_merge(merge, actor)
        merge.approved_at, merge.approved_by_id = now(), actor.id
        after = {"identifier": merge.kept.identifier}
        audit.record(AuditAction.MERGE_APPROVED, merge.gone, actor=actor, after=after, reason=reason.strip())
        settle(merge, actor)
        return merge
