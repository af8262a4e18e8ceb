"""Who acts by a mandate lets colleagues in: nobody else of their company does by having an account."""

from __future__ import annotations

from models import audit
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.ending import acts
from models.attachments.afterwards.mandates.tables import Mandate, MandatePerson
from models.attachments.visibility import check_colleague
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction


def let_in(mandate: Mandate, account: ProAccount, *, actor: Actor) -> None:
    """Lets another person of the company act by it. Raises `NotAllowed`, `AccountUnusable`."""
    with transaction() as session:
        lock_row(account)  # an erasure or a suspension at this moment is waited for, and seen
        lock_row(mandate)
        if not acts(mandate, actor):
            raise NotAllowed
        check_colleague(account, mandate.mandatary_id)
        if session.get(MandatePerson, (mandate.id, account.id)) is None:
            session.add(MandatePerson(mandate_id=mandate.id, account_id=account.id, since=now()))
            after = {"people": [account.id]}
            audit.record(AuditAction.MANDATE_PERSON_ADDED, mandate, actor=actor, after=after)
