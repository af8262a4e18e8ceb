"""Filters that several screens declare: a period, a structure, a member of staff, a commune."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import g

from models.lists.paging import Clause
from models.staff.queries import list_staff_names
from models.values import communes
from models.values.days import PARIS
from views.backoffice.kit.columns import Filter

Pairs = list[tuple[str, str]]
COMMUNES: Pairs = [(commune.name, commune.name) for commune in communes.COMMUNES]


def midnight(day: date) -> datetime:
    """The beginning of a day in Le Havre."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


class Since(Filter):
    """From a day, that day included."""

    def clause(self, model: object, value: date) -> Clause:
        found: Clause = getattr(model, str(self.where)) >= midnight(value)
        return found


class Until(Filter):
    """Until a day, that day included."""

    def clause(self, model: object, value: date) -> Clause:
        found: Clause = getattr(model, str(self.where)) < midnight(value + timedelta(days=1))
        return found


def between(attribute: str, *, since: str = "Depuis le", more: bool = True) -> list[Filter]:
    """From a day, until a day, both of them included, of an attribute that is a moment: sorted by it."""
    return [
        Since("depuis", since, attribute, control="date", more=more, sorts=(attribute,)),
        Until("jusqua", "Jusqu’au", attribute, control="date", more=more, sorts=(attribute,)),
    ]


def once(find: Callable[[], Pairs]) -> Callable[[], Pairs]:
    """Choices that the database knows, asked once for a page."""

    def found() -> Pairs:
        kept: dict[Callable[[], Pairs], Pairs] = g.setdefault("choices", {})
        if find not in kept:
            kept[find] = find()
        return kept[find]

    return found


@once
def staff() -> Pairs:
    """Everybody who is or was a member of staff."""
    return [(str(number), name) for number, name in list_staff_names()]


class Numbered(Filter):
    """A choice among rows: the attribute holds a number."""

    def clause(self, model: object, value: str) -> Clause:
        return super().clause(model, int(value))


def by_agent(attribute: str, *, more: bool = False, sorts: Sequence[str] = ()) -> Filter:
    """Who of the staff did it."""
    return Numbered("agent", "Agent", attribute, staff, every="Tout le personnel", more=more, sorts=sorts)
