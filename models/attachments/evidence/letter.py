"""A key that was posted to the address of the old record, and typed by the account that asked."""

from __future__ import annotations

from models.attachments.evidence.rule import OldContactRule


class Letter(OldContactRule):
    """Whoever opens that letter agreed."""

    place = 7


RULE = Letter()
