"""What waits for staff, read from the counts that are kept."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement

from models.attachments.queries import OWED_CELLS
from models.attachments.review_queue import count_own
from models.cases.queries import count_needing
from models.lists import counts as kept
from models.lists.counts import Wanted

KINDS: dict[str, tuple[str, Wanted]] = {
    "mails": ("outbox_emails", {"troubled": ["1"]}),
    "reviews": ("attachments", OWED_CELLS),
}
"""The table of each kind whose counts are kept, and in which of its cells those are that wait."""

CAP = 1_000
"""What is counted for one person is counted so far; the menu says "many" long before."""


def counts(kinds: Collection[str], *, agent_id: int | None = None) -> dict[str, int]:
    """How many of each kind wait; one statement, none for no kind.

    For the agent of that number: what they attached or contested themselves waits for others, and so do the
    cases in others' hands.
    """
    wanted = {kind: KINDS[kind] for kind in sorted(kinds) if kind in KINDS}
    beside: dict[str, ColumnElement[int]] = {}
    if "cases" in kinds:
        beside["needing"] = count_needing(agent_id, CAP)
    if "reviews" in kinds and agent_id is not None:
        beside["own"] = count_own(agent_id, CAP)
    if not wanted and not beside:
        return {}
    cells = kept.read({table for table, _ in wanted.values()}, beside=beside)
    found = {kind: cells[table].count(values) for kind, (table, values) in wanted.items()}
    if "own" in cells:
        found["reviews"] = max(found["reviews"] - cells["own"].count(), 0)
    if "needing" in cells:
        found["cases"] = cells["needing"].count()
    return found
