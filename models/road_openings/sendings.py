"""What a company sends of a request in one go: its answers, its files, and whether to file it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models import documents
from models.accounts import ProAccount
from models.attachments import Attachment
from models.documents import Document
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.road_openings.moves import file
from models.road_openings.operations import change, draft
from models.road_openings.tables import RoadOpeningRequest
from models.road_openings.works import Works


class Upload(NamedTuple):
    """A file as it was sent: what it is called, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Sending:
    """One sending of the form; `is_filing`: the request is filed with it, or nothing of it is kept."""

    attachment: Attachment
    works: Works
    uploads: Sequence[Upload] = ()
    is_filing: bool = False


def begin(
    account: ProAccount, sending: Sending, *, submission: str | None, actor: Actor
) -> RoadOpeningRequest:
    """Drafts a request from what was sent, and files it where that was asked.

    Raises what `draft` and `file` find, and `DocumentRefused`.
    """
    kept = _store(sending, actor)
    with transaction():
        request = draft(
            account, sending.attachment, sending.works, documents=kept, submission=submission, actor=actor
        )
        if sending.is_filing:
            file(request, actor=actor)
        return request


def save(request: RoadOpeningRequest, sending: Sending, *, version: int | None, actor: Actor) -> None:
    """Changes a request to what was sent, and files it where that was asked.

    Raises what `change` and `file` find, and `DocumentRefused`.
    """
    kept = _store(sending, actor)
    with transaction():
        change(
            request,
            sending.works,
            attachment=sending.attachment,
            documents=kept,
            version=version,
            actor=actor,
        )
        if sending.is_filing:
            file(request, actor=actor)


def _store(sending: Sending, actor: Actor) -> list[Document]:
    # Before the transaction: no disk is waited for inside one.
    return [documents.store(upload.name, upload.data, actor=actor) for upload in sending.uploads]
