"""Mails in French: their texts, ours or administrators', filled with what each is about."""

from views.mails.facts import MASK, PATHS, contact_us, plain
from views.mails.rendering import LONGEST_SUBJECT, Letter, read, refusal_of, render, shows_link
from views.mails.variables import invitation_values, key_values, values_of
from views.mails.wordings import Source, source_of, wording_of

__all__ = [
    "LONGEST_SUBJECT",
    "MASK",
    "PATHS",
    "Letter",
    "Source",
    "contact_us",
    "invitation_values",
    "key_values",
    "plain",
    "read",
    "refusal_of",
    "render",
    "shows_link",
    "source_of",
    "values_of",
    "wording_of",
]
