"""A link that was sent to the contact of the old record, and came back through the account that asked."""

from __future__ import annotations

from models.attachments.evidence.rule import OldContactRule


class RecordLink(OldContactRule):
    """Whoever reads that box agreed."""

    place = 6


RULE = RecordLink()
