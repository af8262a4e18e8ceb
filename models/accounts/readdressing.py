"""Who has just created an account corrects the address to which its link goes."""

from __future__ import annotations

from models import audit
from models.accounts.activation import send_link
from models.accounts.correction import rewrite
from models.accounts.refusals import AccountNotPending
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import caps
from models.values import contacts


def readdress(account: ProAccount, email: str, *, version: int, actor: Actor) -> None:
    """Who has just created the account, and nothing came, corrects the address: a new link goes there.

    Until the activation the address proves nothing, so nobody is told at the old one. Raises `EmailRefused`,
    `AccountNotPending`, `Stale` when somebody corrected the account since it was created (see
    `corrections.apply`), `NotAllowed` for staff: theirs is `correct`, which tells the old address.
    """
    if actor.is_staff:
        raise NotAllowed
    new = contacts.email(email)
    with transaction():
        lock_row(account)
        if not account.is_pending or account.suspended_at is not None:
            raise AccountNotPending
        before, after = optimistic_lock.apply(account, {"email": new}, ("email",), version=version)
        if after:
            rewrite(account)
            audit.record(AuditAction.ACCOUNT_CORRECTED, account, actor=actor, before=before, after=after)
        if after or caps.has_room(new):  # else the live link would die for one that does not leave
            send_link(account, actor)
