"""The choices of a list's filters, with how many rows each would leave; in an empty list, the steps back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.lists import facets, paging
from models.lists.counts import Cells, Wanted
from models.lists.facets import Choices, Few, Kept, Tally
from models.lists.paging import Clause, Count, Query
from views import formats
from views.backoffice.kit.columns import Criteria, Filter

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
    def label(self) -> str:
        """In a select."""
        return f"{self.words} ({self.count})" if self.count else self.words


def short(count: Count | None) -> str:
    """A count beside a choice: `12`, `1 000+`; nothing where nobody knows."""
    if count is None:
        return ""
    return formats.number(count.value) + ("+" if count.more else "")


class Counted:
    """What the kept counts say of a list: of its screen's cells, and of those only.

    `shown` are the values of dimensions that the screen never leaves out (its scope).
    """

    def __init__(self, cells: Cells | None, shown: Wanted, filters: Sequence[Filter], model: object) -> None:
        self.cells, self.shown, self.filters, self.model = cells, shown, filters, model

    def of(self, criteria: Mapping[str, object]) -> tuple[int, Few | None] | None:
        """How many rows filters leave, and the clause of those to take off; None where no cell tells."""
        chosen = [(f, criteria[f.name]) for f in self.filters if f.name in criteria]
        wanted = [f.wanted(str(value)) for f, value in chosen]
        if self.cells is None or None in wanted:
            return None
        total = self.cells.count(self.shown, *(values for values in wanted if values is not None))
        for f, value in chosen:
            if f.less is not None and (less := f.less(str(value))) is not None:
                others = [g.clause(self.model, other) for g, other in chosen if g is not f]
                return total, Few(less, others)
        return total, None

    def beside(self, f: Filter, criteria: Mapping[str, object]) -> Kept | None:
        """What the cells say of the choices of a filter beside all else that is asked for."""
        others = {name: value for name, value in criteria.items() if name != f.name}
        if self.cells is None or (rest := self.of(others)) is None:
            return None
        wanted = [g.wanted(str(others[g.name])) for g in self.filters if g.name in others]
        few = self.cells.narrow(self.shown, *(values for values in wanted if values is not None))
        narrowed = Counted(few, {}, self.filters, self.model)
        left = {value: narrowed.of({**others, f.name: value}) for value, _ in f.listed()}
        known = {value: found for value, found in left.items() if found is not None}
        less = {"": rest[1]} | {value: clause for value, (_, clause) in known.items()}
        return Kept(
            rest[0],
            {value: number for value, (number, _) in known.items()},
            {value: clause for value, clause in less.items() if clause is not None},
        )


def counts_of(
    query: Query, scope: Sequence[Clause], criteria: Criteria, kept: Counted, *, cap: int
) -> tuple[Count, Count]:
    """How many rows the list shows, and how many it has; without a statement where cells tell both."""
    whole, narrowed = kept.of({}), kept.of(criteria.values) if query.hits is None else None
    total = Count(whole[0]) if whole is not None else None
    shown = facets.less_than(*narrowed, query) if narrowed is not None else None
    every = replace(query, where=scope, hits=None)
    unknown = [listed for listed, count in ((query, shown), (every, total)) if count is None]
    if not criteria.filters and query.hits is None:
        unknown = unknown[1:]  # it is the same list
    answered = paging.found(*unknown, cap=cap) if unknown else []
    total = total or answered[-1]
    return shown or answered[0], total


def tally(
    query: Query,
    scope: Sequence[Clause],
    criteria: Criteria,
    kept: Counted,
    *,
    empty: bool,
) -> dict[str, Tally]:
    """The counts beside a list, in one statement at most.

    `query` is the list's own, `scope` what it never shows: a filter's rest is the same without its clause. In
    an empty list what is sought or typed is tried without, too.
    """
    filters = kept.filters
    wanted = {
        f.name: f.clause(query.model, criteria.values[f.name]) for f in filters if f.name in criteria.values
    }
    rests: dict[str, Query] = {"": query}

    def rest(name: str) -> Query:
        others = [*scope, *(clause for other, clause in wanted.items() if other != name)]
        return rests.setdefault(name, replace(query, where=others)) if name in wanted else query

    choices = []
    for f in filters:
        if f.control == "select":
            alone = query.hits is None and set(wanted) <= {f.name}
            clauses: dict[str, Any] = {value: f.clause(query.model, value) for value, _ in f.listed()}
            known = kept.beside(f, criteria.values) if query.hits is None else None
            indexed = f.indexed if alone or known is not None else ()
            choices.append(Choices(f.name, rest(f.name), clauses, indexed, known))
        elif empty and f.name in wanted:
            choices.append(Choices(f.name, rest(f.name)))
    if empty and query.hits is not None:
        choices.append(Choices(SEARCH, replace(query, hits=None)))
    return facets.tally(choices, cap=FOUND_CAP)
