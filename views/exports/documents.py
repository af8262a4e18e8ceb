"""How a document leaves: as a download, under a harmless name; no browser shows it as a page of ours."""

from __future__ import annotations

from flask import abort, current_app, send_file
from flask.typing import ResponseReturnValue

from models import documents
from models.documents import Document, DocumentLost
from models.documents.contents import is_kept


def find(kept: Document | None) -> Document:
    """The document, if there is one and its bytes are there; else it does not exist."""
    if kept is None or not is_kept(kept.sha256):
        abort(404)
    return kept


def send(kept: Document) -> ResponseReturnValue:
    """Its bytes, under the type that they were found to have (`nosniff` stands on every answer).

    Read and proved before the first of them leaves: a slow reader holds no connection of the database.
    """
    try:
        file = documents.fetch(kept.sha256)
    except DocumentLost as lost:
        current_app.logger.error("document %s: %s", kept.id, lost)
        abort(404)
    answer = send_file(
        file, mimetype=kept.content_type, as_attachment=True, download_name=kept.name, etag=kept.sha256
    )
    answer.content_length = kept.size
    return answer
