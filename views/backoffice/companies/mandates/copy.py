"""The copy of a mandate that both signed; looking at it leaves an event."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import documents
from models.attachments.afterwards.mandates import Mandate, UnsignedMandate
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.special_actions import Download
from views.exports import documents as files


def check_copy(mandate: Mandate, actor: Actor) -> None:
    """Raises `UnsignedMandate`: no copy is kept."""
    if mandate.document_id is None:
        raise UnsignedMandate


def opened(mandate: Mandate, *, actor: Actor) -> ResponseReturnValue:
    """Its bytes."""
    kept = files.find(mandate.document)
    documents.record_look(kept, company=mandate.company, actor=actor)
    return files.send(kept)


COPY = Download(
    verb="copy",
    name="copie",
    icon="file-earmark-check",
    label="Copie signée",
    permission=Permission.READ,
    operation=opened,
    check=check_copy,
    absent=(UnsignedMandate,),
)
