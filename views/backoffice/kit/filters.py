"""Filters that several screens declare: a period, a structure, a member of staff, a commune."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import g

from models.staff.queries import list_staff
from models.values import communes
from views import formats
from views.backoffice.kit.columns import Filter

Pairs = list[tuple[str, str]]
COMMUNES: Pairs = [(one.name, one.name) for one in communes.COMMUNES]


def midnight(day: date) -> datetime:
    """The beginning of a day in Le Havre."""
    return datetime.combine(day, time(), formats.PARIS).astimezone(UTC)


def between(column: Any, *, since: str = "Depuis le", more: bool = True) -> list[Filter]:
    """From a day, until a day, both of them included."""
    return [
        Filter("depuis", since, lambda day: column >= midnight(day), control="date", more=more),
        Filter(
            "jusqua",
            "Jusqu’au",
            lambda day: column < midnight(day + timedelta(days=1)),
            control="date",
            more=more,
        ),
    ]


def once(find: Callable[[], Pairs]) -> Callable[[], Pairs]:
    """Choices that the database knows, asked once for a page."""

    def found() -> Pairs:
        kept: dict[Any, Pairs] = g.setdefault("choices", {})
        if find not in kept:
            kept[find] = find()
        return kept[find]

    return found


@once
def staff() -> Pairs:
    """Everybody who is or was a member of staff."""
    return [(str(agent.id), agent.name) for agent in list_staff()]


def by_agent(column: Any, **options: Any) -> Filter:
    """Who of the staff did it."""
    every = "Tout le personnel"
    return Filter("agent", "Agent", lambda number: column == int(number), staff, every=every, **options)
