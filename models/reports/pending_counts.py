"""What waits for staff, read from the counts that are kept."""

from __future__ import annotations

from collections.abc import Collection

from models.attachments.queries import OWED_CELLS
from models.lists import counts as kept
from models.lists.counts import Wanted

KINDS: dict[str, tuple[str, Wanted]] = {
    "cases": ("cases", {"standing": ["open"]}),
    "mails": ("outbox_emails", {"troubled": ["1"]}),
    "reviews": ("attachments", OWED_CELLS),
}
"""The table of each kind, and in which of its cells those are that wait."""


def counts(kinds: Collection[str]) -> dict[str, int]:
    """How many of each kind wait; one statement, none for no kind."""
    wanted = {kind: KINDS[kind] for kind in sorted(kinds)}
    if not wanted:
        return {}
    cells = kept.read({table for table, _ in wanted.values()})
    return {kind: cells[table].count(values) for kind, (table, values) in wanted.items()}
