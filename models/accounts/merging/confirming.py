"""Each of the two accounts says yes, by its link or by its password; the last yes merges them."""

from __future__ import annotations

from sqlalchemy import select

from models import audit
from models.accounts.merging.asking import end
from models.accounts.merging.joining import join
from models.accounts.merging.rules import MergeOver, lock_pair
from models.accounts.merging.tables import AccountMerge, MergeOutcome
from models.accounts.merging.voiding import give_up
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.locks import lock_row, locked
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from models.permissions import Permission
from models.sign_in import SecondFactorRefused, check_second_factor


def peek(secret: str) -> tuple[AccountMerge, ProAccount]:
    """What a live link is about, and whose it is; consumes nothing. Raises `TokenUnknown`, `TokenExpired`."""
    token = tokens.peek(Purpose.MERGE, secret)
    merge, account = db.session.get(AccountMerge, token.subject), token.account
    if merge is None or account is None or account.id not in (merge.gone_id, merge.kept_id):
        raise TokenUnknown
    if not merge.is_open or not account.is_active:
        raise TokenExpired(token=token)
    return merge, account


def awaits_code(merge: AccountMerge, account: ProAccount) -> bool:
    """Whether the link is not enough: who gives away what is behind a second factor gives its code."""
    return account.id == merge.gone_id and account.has_second_factor


def give_code(secret: str, code: str, *, known_browser: str | None = None, actor: Actor) -> bool:
    """Checks the code that the link awaits, if it awaits one; counted as at the door.

    Whether one was given. Raises `SecondFactorRefused`, and what `peek` does.
    """
    merge, account = peek(secret)
    if not awaits_code(merge, account):
        return False
    person = Actor.of_account(account, ip=actor.ip, request_id=actor.request_id)
    check_second_factor(account, code, known_browser=known_browser, actor=person)
    return True


def accept_by_link(secret: str, *, code: str = "", actor: Actor) -> AccountMerge:
    """Consumes the link: its account says yes; done, where the other has said so before (`ended_at`).

    Raises `SecondFactorRefused`, `TokenUnknown`, `TokenExpired`, and what `check_pair` finds by now.
    """
    gave_code = give_code(secret, code, actor=actor)
    with transaction():
        merge, account = _taken(secret)
        if awaits_code(merge, account) and not gave_code:
            raise SecondFactorRefused  # turned on at this moment
        person = Actor.of_account(account, ip=actor.ip, request_id=actor.request_id)
        if account.id == merge.gone_id:
            merge.gone_proved_at = now()
        else:
            merge.kept_proved_at = now()
        other = merge.kept if account.id == merge.gone_id else merge.gone
        audit.record(
            AuditAction.MERGE_ACCEPTED, account, actor=person, after={"identifier": other.identifier}
        )
        settle(merge, person)
        return merge


def refuse_by_link(secret: str, *, actor: Actor) -> None:
    """Consumes the link: the two stay apart. Raises as `peek` does."""
    with transaction():
        merge, account = _taken(secret)
        give_up(merge, Actor.of_account(account, ip=actor.ip, request_id=actor.request_id), account)


def _taken(secret: str) -> tuple[AccountMerge, ProAccount]:
    merge, account = peek(secret)
    lock_merge(merge)
    merge, account = peek(secret)  # whoever came before may have ended it
    tokens.consume(Purpose.MERGE, secret)
    return merge, account


def lock_merge(merge: AccountMerge) -> None:
    """Locks both accounts and what is to become of them, in the transaction under way."""
    lock_pair(merge.gone, merge.kept)
    lock_row(merge)


def note_return(mail: OutboxEmail, returned: bool) -> None:
    """The link to the account that goes did not reach it, or (False) it is sent again."""
    token = mail.token
    if token is None or token.purpose != Purpose.MERGE.value:
        return
    # The mail is held already, which whoever merges locks last: one that is being decided is passed over.
    mine = select(AccountMerge).where(
        AccountMerge.id == token.subject, AccountMerge.gone_id == token.account_id
    )
    for merge in db.session.scalars(locked(mine, AccountMerge, pass_over=True)):
        merge.returned_at = now() if returned else None


def find_proved(account: ProAccount, number: int) -> AccountMerge | None:
    """What this person proved both sides of, and did not finish yet; to others it is nothing."""
    merge = db.session.get(AccountMerge, number)
    if merge is None or merge.kept_id != account.id or not (merge.is_open and merge.is_proved):
        return None
    return merge


def finish(merge: AccountMerge, *, actor: Actor) -> None:
    """Who proved both accounts says yes. Raises `NotAllowed`, `MergeOver`, and what `check_pair` finds."""
    if (actor.kind, actor.id) != ("account", merge.kept_id):
        raise NotAllowed
    with transaction():
        lock_merge(merge)
        if not merge.is_open or not merge.is_proved:
            raise MergeOver
        settle(merge, actor)


def settle(merge: AccountMerge, actor: Actor) -> None:
    """Merges where both are proved, in the transaction under way, all three rows locked."""
    if merge.is_proved:
        end(merge, MergeOutcome.DONE, now())
        join(merge.gone, merge.kept, actor)


def check_drop(merge: AccountMerge | None, actor: Actor) -> None:
    """Raises why there is nothing for this actor to drop."""
    if merge is None or not merge.is_open:
        raise MergeOver
    mine = actor.kind == "account" and actor.id == merge.kept_id and merge.asked_by_id is None
    if not (mine or actor.may(Permission.CORRECT_CONTACT)):
        raise NotAllowed


def drop(merge: AccountMerge, *, seen: str | None = None, actor: Actor) -> None:
    """The two stay apart; its links are dead. Raises `MergeOver`, `NotAllowed`.

    `seen` is the `mark` of the merge that the person read: of another one, `Stale`.
    """
    with transaction():
        lock_merge(merge)
        check_drop(merge, actor)
        if seen not in (None, merge.mark):
            raise Stale(seen=seen)
        give_up(merge, actor, merge.gone)
