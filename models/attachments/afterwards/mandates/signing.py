"""The copy of a mandate that both companies signed is kept beside it."""

from __future__ import annotations

from models import audit
from models.attachments.afterwards.mandates.ending import acts, is_given_by
from models.attachments.afterwards.mandates.refusals import MandateOver, SignedAlready
from models.attachments.afterwards.mandates.tables import Mandate
from models.audit import AuditAction
from models.documents import Document
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction


def check_sign(mandate: Mandate, actor: Actor) -> None:
    """Raises why this actor keeps no copy: `NotAllowed`, `MandateOver`, `SignedAlready`."""
    gave = is_given_by(mandate, actor)
    if not (gave or acts(mandate, actor)):
        raise NotAllowed
    if not mandate.is_live:
        raise MandateOver
    if mandate.document_id is not None and not gave:
        raise SignedAlready


def sign(mandate: Mandate, document: Document, *, actor: Actor) -> None:
    """Keeps the signed copy; whoever gave the mandate may put another in its place.

    The same file again changes nothing. Raises as `check_sign`.
    """
    with transaction():
        lock_row(mandate)
        kept = mandate.document
        if kept is not None and (kept.name, kept.sha256) == (document.name, document.sha256):
            return
        check_sign(mandate, actor)
        mandate.document, mandate.signed_at = document, now()
        optimistic_lock.advance(mandate)
        after = {"document": document.sha256}
        before = None if kept is None else {"document": kept.sha256}
        audit.record(AuditAction.MANDATE_SIGNED, mandate, actor=actor, before=before, after=after)
