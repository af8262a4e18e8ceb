"""A company's person goes: out of one session, or for good."""

from __future__ import annotations

from models import audit
from models.accounts.lifecycle import erase
from models.accounts.passwords import proved
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.kernel.access import sessions
from models.kernel.actors import Actor, Site
from models.kernel.transactions import transaction


def sign_out(account: ProAccount, *, session: str | None, actor: Actor) -> None:
    """Kills one session of the account, told by its secret; the others go on."""
    with transaction():
        audit.record(AuditAction.SIGNED_OUT, account, actor=actor)
        if session is not None:
            sessions.end(Site.PORTAL, session)


def erase_own(
    account: ProAccount, *, current_password: str, reason: str, session: str | None, actor: Actor
) -> None:
    """Erases the account for its person, who proves to be it and is signed out first.

    All at once: nobody is out of an account that is still there, nor in one that is gone. Raises
    `WrongPassword`, and what `erase` finds.
    """
    with proved(account, current_password):
        sign_out(account, session=session, actor=actor)
        erase(account, reason=reason, actor=actor)
