"""What proved an account proves nothing once another password, address or factor leads in."""

from __future__ import annotations

from sqlalchemy import or_, select

from models import audit
from models.accounts.merging.asking import end
from models.accounts.merging.tables import AccountMerge, MergeOutcome
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import locked


def give_up(merge: AccountMerge, actor: Actor, account: ProAccount) -> None:
    """The two stay apart, its row locked; `account`: whose history tells it."""
    end(merge, MergeOutcome.DROPPED, now())
    after = {"identifier": merge.gone.identifier, "into": merge.kept.identifier}
    audit.record(AuditAction.MERGE_DROPPED, account, actor=actor, after=after)


def void(account: ProAccount, actor: Actor) -> None:
    """Gives up what waits of this account, on whichever side it is; its row is locked."""
    for merge in _waiting(account):
        give_up(merge, actor, account)


def void_of_closed(account: ProAccount, how: str, actor: Actor) -> None:
    """Nobody is behind it any more: its end tells it, in words that name nobody."""
    for merge in _waiting(account):
        end(merge, MergeOutcome.DROPPED, now())


def void_of_gone(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """It has gone into another: into no third one, and none into it."""
    void(gone, actor)


def _waiting(account: ProAccount) -> list[AccountMerge]:
    concerned = or_(AccountMerge.gone_id == account.id, AccountMerge.kept_id == account.id)
    waiting = select(AccountMerge).where(concerned, AccountMerge.ended_at.is_(None))
    return list(db.session.scalars(locked(waiting.order_by(AccountMerge.id), AccountMerge)))
