"""A member of staff goes out of one session, and of whatever they were looking at."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.kernel.access import sessions
from models.kernel.actors import Actor, Site
from models.kernel.transactions import transaction
from models.staff import impersonation
from models.staff.tables import Agent


def sign_out(agent: Agent, *, session: str | None, actor: Actor) -> None:
    """Kills one session of theirs, told by its secret, and ends whatever they look at in another's place."""
    with transaction():
        audit.record(AuditAction.SIGNED_OUT, agent, actor=actor)
        impersonation.end_all(agent, actor=actor)
        if session is not None:
            sessions.end(Site.BACKOFFICE, session)
