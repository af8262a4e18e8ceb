"""Whose mandates a person meets: those by which they act, and those on what they see; no other exists."""

from __future__ import annotations

from flask import abort

from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.queries import find_mandate_for_account
from views.fields import row_id
from views.portal.blueprint import account


def own_mandate(number: str) -> Mandate:
    """The mandate of that number, if the person meets it; else it does not exist."""
    return find_mandate_for_account(account(), row_id(number)) or abort(404)


def is_acting(mandate: Mandate) -> bool:
    """Whether the person reads it as one of those who act by it, not as one of who gave it."""
    return mandate.mandatary_id == account().company_id
