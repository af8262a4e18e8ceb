"""A supervisor stands in for an account whose mails come back: its person can prove it no more.

Not for who proposed it, nor for who is concerned, nor where the names differ; nor on the word of who proposed
or of who approves that the mail came back, or how somebody is called. The account that stays must have said
yes for itself, or will.
"""

from __future__ import annotations

from sqlalchemy import select, text

from models import audit
from models.accounts.correction import NAMES
from models.accounts.lifecycle import demand_reason
from models.accounts.merging import AccountMerge, MergeOver, NotOnePerson
from models.accounts.merging.confirming import lock_merge, settle
from models.accounts.merging.tables import WAITS_FOR_SUPERVISOR
from models.audit import AuditAction, AuditEvent
from models.audit.history import list_about
from models.kernel.access.links import Purpose, Token
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.mails.states import MailState
from models.permissions import Permission
from models.staff.tables import Agent


class NothingReturned(DomainError):
    """The link to the account that goes was not refused, and did not come back: its person answers."""


class OwnProposal(DomainError):
    """Whoever proposed it does not approve it; nor may either of them be concerned by it."""


class OwnWord(DomainError):
    """What it rests on is the word of who proposed it or approves it: the return of the link, or a name."""


def list_to_approve(limit: int) -> list[AccountMerge]:
    """The merges that staff proposed and whose link came back, the first to lapse first."""
    order = AccountMerge.due_at, AccountMerge.id
    waiting = text(WAITS_FOR_SUPERVISOR), AccountMerge.due_at > now()
    ids = select(AccountMerge.id).where(*waiting).order_by(*order).limit(limit)
    first = ids.subquery()  # before the accounts are joined: a range of the index, and no more of it
    query = select(AccountMerge).join(first, first.c.id == AccountMerge.id).order_by(*order)
    return list(db.session.scalars(query))


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


def _check_word(merge: AccountMerge, actor: Actor) -> None:
    # Asked as it is done alone: a page that shows a button reads no history.
    either = {merge.asked_by_id, actor.id}
    if _only_said_by(merge, either) or _is_named_by(merge, either):
        raise OwnWord


def _only_said_by(merge: AccountMerge, agents: set[int | None]) -> bool:
    """Whether nobody but these says that the link came back: neither a server nor anybody else of staff."""
    links = select(Token.id).where(
        Token.account_id == merge.gone_id,
        Token.purpose == Purpose.MERGE.value,
        Token.subject == merge.id,
    )
    query = select(OutboxEmail).where(
        OutboxEmail.account_id == merge.gone_id, OutboxEmail.token_id.in_(links)
    )
    last = db.session.scalar(query.order_by(OutboxEmail.id.desc()).limit(1))
    if last is None or last.state == MailState.REFUSED.value:
        return last is None
    marked = [each for each in list_about(("mail", [last.id])) if each.action == AuditAction.MAIL_BOUNCED]
    return all(_is_by(each, agents) for each in marked)


def _is_named_by(merge: AccountMerge, agents: set[int | None]) -> bool:
    """Whether one of these wrote a name that makes the two one person's."""
    written = [audit.last_to_change("account", number, NAMES) for number in (merge.gone_id, merge.kept_id)]
    return any(_is_by(event, agents) for names in written for event in names.values())


def _is_by(event: AuditEvent, agents: set[int | None]) -> bool:
    return event.actor_kind == Agent.audit_kind and event.actor_id in agents


def approve_merge(merge: AccountMerge, *, reason: str, seen: str | None = None, actor: Actor) -> AccountMerge:
    """Stands in for the account that goes; done, where the one that stays has said yes (`ended_at`).

    `seen` is the `mark` of the merge that the person read: of another one, or once either account changed,
    `Stale`. Raises `NotAllowed`, `ReasonMissing`, `OwnWord`, and what `check_approve_merge` and `check_pair`
    find.
    """
    demand_reason(reason, actor, Permission.REVIEW)
    with transaction():
        lock_merge(merge)
        check_approve_merge(merge, actor)
        if seen not in (None, merge.mark):
            raise Stale(seen=seen)
        _check_word(merge, actor)
        merge.approved_at, merge.approved_by_id = now(), actor.id
        after = {"identifier": merge.kept.identifier}
        audit.record(AuditAction.MERGE_APPROVED, merge.gone, actor=actor, after=after, reason=reason.strip())
        settle(merge, actor)
        return merge
