"""The document that proves an attachment; looking at it leaves an event."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import documents
from models.attachments import Attachment
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.special_actions import Download, Unlisted, nothing_against
from views.exports import documents as files


class Paper(Unlisted[Attachment], Download[Attachment]):
    """Its name, beside the evidence, is the link."""


def opened(attachment: Attachment, *, actor: Actor) -> ResponseReturnValue:
    """Its bytes."""
    kept = files.find(attachment.document)
    documents.record_look(kept, company=attachment.company, actor=actor)
    return files.send(kept)


DOCUMENT = Paper(
    verb="document",
    name="piece",
    icon="file-earmark-text",
    label="Pièce",
    permission=Permission.READ,
    operation=opened,
    check=nothing_against,
)
