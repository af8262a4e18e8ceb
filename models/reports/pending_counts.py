"""What waits for staff, counted at once and no further than anybody reads."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Select, func, literal_column, select

from models import attachments
from models.attachments import Attachment
from models.cases import Case
from models.kernel.base import db
from models.mails import OutboxEmail

CAP = 99
"""Beyond, it is simply many."""

KINDS: dict[str, tuple[Any, Callable[[], ColumnExpressionArgument[bool]]]] = {
    "cases": (Case, lambda: Case.is_open),
    "mails": (OutboxEmail, lambda: OutboxEmail.is_troubled),
    "reviews": (Attachment, attachments.to_review),
}
"""The rows of each kind, and the clause of those that wait."""


def counts(kinds: Collection[str]) -> dict[str, int]:
    """How many of each kind wait, `CAP + 1` for more than that; one statement, none for no kind."""
    wanted = tuple(sorted(kinds))
    if not wanted:
        return {}
    row = db.session.execute(_counting(wanted)).one()
    return dict(zip(wanted, row, strict=True))


@cache
def _counting(kinds: tuple[str, ...]) -> Select[Any]:
    # Built once for each menu: its clauses name no moment.
    return select(*(_capped(kind) for kind in kinds))


def _capped(kind: str) -> Any:
    model, waits = KINDS[kind]
    few = select(literal_column("1")).select_from(model).where(waits()).limit(CAP + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery().label(kind)
