"""What stands around every page of the console: what waits for staff, and what they are told today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, literal, null, select, union_all

from models.attachments.old_contact.printing import count_waiting
from models.attachments.queries import OWED_CELLS
from models.attachments.review_queue import count_own
from models.cases.queues import count_needing
from models.kernel import base
from models.kernel.types import BigId
from models.lists import counts as kept
from models.lists.counts import Cells, Wanted
from models.mails.texts.queries import SERVICE_MESSAGE, Notice

KINDS: dict[str, tuple[str, Wanted]] = {
    "mails": ("outbox_emails", {"troubled": ["1"]}),
    "reviews": ("attachments", OWED_CELLS),
    "contacts": ("contact_flaws", {}),
}
"""The table of each kind whose counts are kept, and in which of its cells those are that wait."""

CAP = 1_000
"""What is counted for one person is counted so far; the menu says "many" long before."""

NEEDING, OWN, LETTERS, NOTICE = "needing", "own", "letters", "notice"
"""What is read beside the cells of tables, which bear other names."""


class Around(NamedTuple):
    """`waiting` by kind, the cells of the tables that were asked for, the service message of today."""

    waiting: dict[str, int]
    cells: Mapping[str, Cells]
    notice: Notice | None


def counts(kinds: Collection[str], *, agent_id: int | None = None) -> dict[str, int]:
    """How many of each kind wait; one statement, none for no kind."""
    return around(kinds, agent_id=agent_id).waiting if kinds else {}


def around(kinds: Collection[str], *, agent_id: int | None = None, table: str | None = None) -> Around:
    """How many of each kind wait, with the service message; one statement.

    For the agent of that number: what they attached or contested themselves waits for others, and so do the
    cases in others' hands. `table` is one more whose cells are read along.
    """
    of_kinds = {kind: KINDS[kind] for kind in sorted(kinds) if kind in KINDS}
    tables = {name for name, _ in of_kinds.values()} | ({table} if table else set())
    statement = _statement("cases" in kinds, "reviews" in kinds, "letters" in kinds, agent_id is not None)
    values = kept.named_by(tables, PLACES) | ({} if agent_id is None else {"agent": agent_id})
    beside, rows, notice = {}, [], None
    for name, cell, value, subject, body in base.read(statement, values).all():
        if name == NOTICE:
            notice = Notice(subject, body)
        elif name in tables:
            rows.append((name, cell, value))
        else:
            beside[name] = int(value)
    cells = kept.cells_of(tables, rows)
    found = {kind: cells[name].count(wanted) for kind, (name, wanted) in of_kinds.items()}
    if OWN in beside:
        found["reviews"] = max(found["reviews"] - beside[OWN], 0)
    if NEEDING in beside:
        found["cases"] = beside[NEEDING]
    if LETTERS in beside:
        found["letters"] = beside[LETTERS]
    return Around(found, cells, notice)


PLACES = len(KINDS) + 1
"""Tables of which one statement reads the cells: those of the kinds, and the page's own."""


@cache
def _statement(
    cases: bool, reviews: bool, letters: bool, mine: bool
) -> CompoundSelect[str, str, int, str, str]:
    """Built once for each menu: every page asks it, and to build it was most of what it cost."""
    agent = bindparam("agent", type_=BigId) if mine else None
    cells = kept.reading(PLACES)
    parts = [cells.add_columns(null().label("subject"), null().label("body"))]
    if cases:
        parts.append(_number(NEEDING, count_needing(agent, CAP)))
    if reviews and agent is not None:
        parts.append(_number(OWN, count_own(agent, CAP)))
    if letters:
        parts.append(_number(LETTERS, count_waiting(CAP)))
    message = SERVICE_MESSAGE.subquery()
    parts.append(select(literal(NOTICE), literal(""), literal(0), message.c.subject, message.c.body))
    return union_all(*parts)


def _number(name: str, value: ColumnElement[int]) -> Select[str, str, int, str, str]:
    return select(literal(name), literal(""), value, null(), null())
