"""A merge begins: on the portal by who is in one of the accounts, in the console by staff for a caller."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models import audit, mails
from models.accounts.correction import check_correct
from models.accounts.lifecycle import demand_reason
from models.accounts.merging.rules import check_pair, check_usable, lock_pair
from models.accounts.merging.tables import AccountMerge, MergeOutcome
from models.accounts.passwords import proved, sign_in
from models.accounts.queries import find_by_identifier
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel.access import throttling, tokens
from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import locked
from models.kernel.transactions import pretence, transaction
from models.mails import MailKind
from models.mails.caps import has_room
from models.permissions import Permission
from models.sign_in import check_second_factor
from models.values.text import normalise_identifier

TO_FINISH = timedelta(hours=1)
"""Who has given both passwords reads what follows, and says yes."""

A_DAY, LINKS_A_DAY = timedelta(days=1), 5
"""How often one account asks for a link to another in a day."""

NOBODY = "personne@invalid"
"""Where the mail of a pretended asking would go: no such address can be."""

_REQUESTS = "merge"


class TooManyMerges(DomainError):
    """This person has asked often enough today (facts: `limit`)."""

    field = "identifier"


def request_link(account: ProAccount, identifier: str, *, current_password: str, actor: Actor) -> None:
    """Sends a link to the address of the other account, whose person confirms that it goes into this one.

    One answer, in one time, whether there is such an account, and whether it may go: a link that is wanted
    arrives. Raises `WrongPassword`, and `TooManyMerges`, of which other accounts know nothing.
    """
    other = find_by_identifier(identifier)
    with proved(account, current_password, other=other):
        if may_leave := _count(account):
            _ask(account, other)
            after = {"identifier": normalise_identifier(identifier)[:120]}
            audit.record(AuditAction.MERGE_ASKED, account, actor=actor, after=after)
    if not may_leave:  # told once the password is given back as right
        raise TooManyMerges(limit=LINKS_A_DAY)


def _count(account: ProAccount) -> bool:
    who = throttling.digest(f"account:{account.id}")
    if throttling.count(_REQUESTS, since=now() - A_DAY, who=who) >= LINKS_A_DAY:
        return False
    throttling.write(_REQUESTS, who=who, what="", ip=None)
    return True


def _ask(account: ProAccount, other: ProAccount | None) -> None:
    # The same is done in vain where there is nobody to ask, so that time tells nothing.
    if other is not None and _may_go(other, account) and has_room(other.email, MailKind.MERGE_ASKED):
        merge = begin(other, account, LIFE[Purpose.MERGE])
        merge.kept_proved_at = now()
        write_to(other, merge)
        return
    with pretence():
        has_room(NOBODY, MailKind.MERGE_ASKED)
        token = tokens.issue(Purpose.MERGE, account=account, subject=0)
        mails.notify(MailKind.MERGE_ASKED, NOBODY, params=_facts(account, account), token=token)


def _may_go(gone: ProAccount, kept: ProAccount) -> bool:
    try:
        check_pair(gone, kept)
    except DomainError:
        return False
    return True


def prove_other(
    account: ProAccount, identifier: str, *, current_password: str, password: str, code: str, actor: Actor
) -> AccountMerge:
    """Signs in to the other account, and is asked then, within the hour, whether it goes into this one.

    Its tries count as at the door. Raises `WrongPassword`, `SignInRefused` (one answer for all that is wrong
    with the other account), `SecondFactorRefused`, and what `check_pair` finds once both are proved.
    """
    with proved(account, current_password):
        pass
    visitor = Actor.anonymous(ip=actor.ip, request_id=actor.request_id)
    other = sign_in(identifier, password, actor=visitor)
    if other.has_second_factor:
        check_second_factor(other, code, actor=Actor.of_account(other, ip=actor.ip))
    with transaction():
        lock_pair(account, other)
        check_pair(other, account)
        merge = begin(other, account, TO_FINISH)
        merge.kept_proved_at = merge.gone_proved_at = now()
        after = {"identifier": other.identifier}
        audit.record(AuditAction.MERGE_ASKED, account, actor=actor, after=after)
        return merge


def check_propose(account: ProAccount, actor: Actor) -> None:
    """Raises why this account is not to go into another one."""
    check_correct(account, actor)
    check_usable(account)


def propose(gone: ProAccount, kept: ProAccount, *, reason: str, actor: Actor) -> AccountMerge:
    """Staff propose it: both addresses are written to, and it is done once both have said yes.

    Raises `NotAllowed`, `ReasonMissing`, and what `check_pair` finds.
    """
    demand_reason(reason, actor, Permission.CORRECT_CONTACT)
    with transaction():
        lock_pair(gone, kept)
        check_pair(gone, kept)
        merge = begin(gone, kept, LIFE[Purpose.MERGE])
        merge.asked_by_id = actor.id if actor.is_staff else None
        for account in (gone, kept):
            write_to(account, merge, by_staff=True)
        audit.record(
            AuditAction.MERGE_ASKED,
            gone,
            actor=actor,
            after={"identifier": kept.identifier},
            reason=reason.strip(),
        )
        return merge


def begin(gone: ProAccount, kept: ProAccount, life: timedelta) -> AccountMerge:
    """A merge that waits, in the transaction under way, both locked; an earlier one is over."""
    moment = now()
    earlier = select(AccountMerge).where(AccountMerge.gone_id == gone.id, AccountMerge.ended_at.is_(None))
    for merge in db.session.scalars(locked(earlier, AccountMerge)):
        end(merge, MergeOutcome.DROPPED, moment)
    db.session.flush()
    made = AccountMerge(gone=gone, kept=kept, asked_at=moment, due_at=moment + life)
    db.session.add(made)
    db.session.flush()
    return made


def end(merge: AccountMerge, outcome: MergeOutcome, moment: datetime) -> None:
    """It is over, and so are its links, in the transaction under way, its row locked."""
    merge.ended_at, merge.outcome = moment, outcome.value
    for account in (merge.gone, merge.kept):
        tokens.end_all(Purpose.MERGE, account=account, subject=merge.id)


def write_to(account: ProAccount, merge: AccountMerge, *, by_staff: bool = False) -> None:
    """A link to one of the two, which confirms for it alone."""
    token = tokens.issue(Purpose.MERGE, account=account, subject=merge.id)
    facts = _facts(merge.gone, merge.kept) | {"by_staff": by_staff, "goes": account.id == merge.gone_id}
    mails.notify(
        MailKind.MERGE_ASKED, account.email, params=facts, token=token, account=account, asked_for=by_staff
    )


def _facts(gone: ProAccount, kept: ProAccount) -> dict[str, object]:
    return {"gone": gone.identifier, "kept": kept.identifier, "by_staff": False, "goes": True}
