"""What is attached to a company: claimed, taken off and put back, contested, shared, stated on paper."""

from views.portal.attachments import (
    claims,
    contests,
    freezing,
    held_claims,
    old_contact,
    referents,
    removals,
    statements,
)

__all__ = [
    "claims",
    "contests",
    "freezing",
    "held_claims",
    "referents",
    "removals",
    "statements",
    "old_contact",
]
