"""The choices of a list's filters, with how many rows each would leave; in an empty list, the steps back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.lists import facets
from models.lists.facets import Choices, Tally
from models.lists.paging import Clause, Count, Query
from views import formats
from views.backoffice.kit.columns import Asked, Filter

SEARCH = "search"

FOUND_CAP = 1_000


@dataclass(frozen=True)
class Option:
    """A choice of a filter: its words, how many rows it would leave (where known), the way to it."""

    value: str
    words: str
    count: str
    href: str
    here: bool = False

    @property
    def told(self) -> str:
        """In a select."""
        return f"{self.words} ({self.count})" if self.count else self.words


def short(count: Count | None) -> str:
    """A count beside a choice: `12`, `1 000+`; nothing where nobody knows."""
    if count is None:
        return ""
    return formats.number(count.value) + ("+" if count.more else "")


def tally(
    query: Query,
    scope: Sequence[Clause],
    asked: Asked,
    filters: Sequence[Filter],
    *,
    empty: bool,
) -> dict[str, Tally]:
    """The counts beside a list, in one statement.

    `query` is the list's own, `scope` what it never shows: a filter's rest is the same without its clause. In
    an empty list what is sought or typed is tried without, too.
    """
    wanted = {f.name: f.clause(query.model, asked.values[f.name]) for f in filters if f.name in asked.values}
    rests: dict[str, Query] = {"": query}

    def rest(name: str) -> Query:
        others = [*scope, *(clause for other, clause in wanted.items() if other != name)]
        return rests.setdefault(name, replace(query, where=others)) if name in wanted else query

    told = []
    for f in filters:
        if f.control == "select":
            alone = query.hits is None and set(wanted) <= {f.name}
            clauses: dict[str, Any] = {value: f.clause(query.model, value) for value, _ in f.listed()}
            told.append(Choices(f.name, rest(f.name), clauses, f.indexed if alone else ()))
        elif empty and f.name in wanted:
            told.append(Choices(f.name, rest(f.name)))
    if empty and query.hits is not None:
        told.append(Choices(SEARCH, replace(query, hits=None)))
    return facets.tally(told, cap=FOUND_CAP)
