"""Whose attachments a person meets: those of which they are a referent; all others are nothing to them."""

from __future__ import annotations

from flask import abort

from models.attachments import Attachment
from models.attachments.visibility import find_attachment_for_account
from views.fields import row_id
from views.portal.blueprint import account


def own_attachment(number: str) -> Attachment:
    """The open attachment of that number, when the person is one of its referents; else it does not exist."""
    return find_attachment_for_account(account(), row_id(number)) or abort(404)
