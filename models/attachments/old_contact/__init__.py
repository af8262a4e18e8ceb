"""Proof by the contact of the old record, without the code or an agent: a link, a key by letter."""

from models.attachments.old_contact.letter_keys import KeyMalformed, KeyRefused, ask_letter, claim_by_key
from models.attachments.old_contact.limits import AskedTooOften
from models.attachments.old_contact.printing import print_next
from models.attachments.old_contact.record_links import ask_link, claim_by_link, peek_link

__all__ = [
    "AskedTooOften",
    "KeyMalformed",
    "KeyRefused",
    "ask_letter",
    "ask_link",
    "claim_by_key",
    "claim_by_link",
    "peek_link",
    "print_next",
]
