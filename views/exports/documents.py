"""How a document leaves: as a download, under a harmless name; no browser shows it as a page of ours."""

from __future__ import annotations

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from models import documents
from models.documents import Document


def find(kept: Document | None) -> Document:
    """The document, if there is one and its bytes are there; else it does not exist."""
    if kept is None or not documents.path(kept).is_file():
        abort(404)
    return kept


def send(kept: Document) -> ResponseReturnValue:
    """Its bytes, under the type that they were found to have (`nosniff` stands on every answer)."""
    path = documents.path(kept)
    return send_file(path, mimetype=kept.content_type, as_attachment=True, download_name=kept.name)
