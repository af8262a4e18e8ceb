"""What waits for staff, read from the counts that are kept."""

from __future__ import annotations

from collections.abc import Collection

from models.attachments.queries import OWED_CELLS
from models.attachments.review_queue import less_own
from models.lists import counts as kept
from models.lists.counts import Wanted

KINDS: dict[str, tuple[str, Wanted]] = {
    "cases": ("cases", {"standing": ["open"]}),
    "mails": ("outbox_emails", {"troubled": ["1"]}),
    "reviews": ("attachments", OWED_CELLS),
}
"""The table of each kind, and in which of its cells those are that wait."""


def counts(kinds: Collection[str], *, agent_id: int | None = None) -> dict[str, int]:
    """How many of each kind wait; one statement, none for no kind.

    For the agent of that number: what they attached or contested themselves waits for others.
    """
    wanted = {kind: KINDS[kind] for kind in sorted(kinds)}
    if not wanted:
        return {}
    own = less_own(agent_id) if agent_id is not None and "reviews" in wanted else None
    cells = kept.read({table for table, _ in wanted.values()}, less=own)
    return {kind: cells[table].count(values) for kind, (table, values) in wanted.items()}
