"""A company's person changes their address, which a link to the new one proves."""

from __future__ import annotations

from models import audit, mails
from models.accounts.correction import rewrite
from models.accounts.passwords import proved
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.access import throttling, tokens
from models.kernel.access.links import Purpose, Token, TokenExpired
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind, caps
from models.values import contacts

_REQUESTS = "email-change"
"""The kind of tries under which it is counted how often somebody asked for an address."""


class MailboxFull(DomainError):
    """This person has asked for this address as often as mails may go there: none more leaves for a while."""

    field = "email"


def request_email_change(account: ProAccount, email: str, *, current_password: str, actor: Actor) -> None:
    """Owes a link to the new address, which proves it; the old one is told now, and once it is confirmed.

    Raises `WrongPassword`, and `MailboxFull` where this person's own requests leave no room for one more: the
    link before it stays alive then. What others caused to the address is told by nothing, for most of it goes
    to addresses that have an account: a link for which they left no room is replaced and shown all the same.
    """
    new = contacts.email(email)
    with proved(account, current_password):
        may_leave = _count_request(account, new)
        if may_leave:
            token = tokens.issue(Purpose.EMAIL_CHANGE, account=account, data=new)
            mails.notify(MailKind.EMAIL_CHANGE, new, token=token, account=account)
            mails.notify(MailKind.EMAIL_CHANGE_ASKED, account.email, account=account)
            audit.record(AuditAction.EMAIL_CHANGE_ASKED, account, actor=actor)
    if not may_leave:  # told once the password is given back as right
        raise MailboxFull


def _count_request(account: ProAccount, new: str) -> bool:
    lock_row(account)
    who, what = throttling.digest(f"account:{account.id}"), throttling.digest(contacts.email_key(new))
    for window, limit in caps.CAPS:
        if throttling.count(_REQUESTS, since=now() - window, who=who, what=what) >= limit:
            return False
    throttling.write(_REQUESTS, who=who, what=what, ip=None)
    return True


def pending_email(account: ProAccount) -> Token | None:
    """The live link that is to prove a new address (`data`), if the person asked for one."""
    token = tokens.live(Purpose.EMAIL_CHANGE, account)
    return token if token is not None and token.data not in (None, account.email) else None


def cancel_email_change(account: ProAccount, *, actor: Actor) -> None:
    """The address stays as it is: the link that was to prove another one is dead."""
    if not (actor.kind == "account" and actor.id == account.id):
        raise NotAllowed
    with transaction():
        lock_row(account)
        tokens.end_all(Purpose.EMAIL_CHANGE, account=account)
        audit.record(AuditAction.EMAIL_CHANGE_CANCELLED, account, actor=actor)


def confirm_email(secret: str, *, actor: Actor) -> ProAccount:
    """Consumes the link: the address is proved and becomes the account's; the old one is told."""
    with transaction():
        token = tokens.consume(Purpose.EMAIL_CHANGE, secret)
        account = token.account
        assert account is not None and token.data is not None
        lock_row(account)
        if not account.is_active:
            raise TokenExpired(token=token)
        account.email_proved_at = now()
        if account.email == token.data:  # staff had corrected it
            audit.record(AuditAction.EMAIL_PROVED, account, actor=actor)
            return account
        before, account.email = account.email, token.data
        optimistic_lock.advance(account)
        rewrite(account)
        tokens.end_all(Purpose.RESET, account=account)
        audit.record(
            AuditAction.EMAIL_CHANGED,
            account,
            actor=actor,
            before={"email": before},
            after={"email": account.email},
        )
        react(DomainEvent.ACCOUNT_SECURED, account, actor)
        params = {"company": account.company.name, "changed": ["email"]}
        mails.notify(MailKind.EMAIL_CHANGED, before, params=params, account=account)
        return account
