"""The choices of a list's filters, with how many rows each would leave; in an empty list, the steps back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.lists import paging
from models.lists.counts import CUBES, Cells, Wanted
from models.lists.facets import Choices, Few, Kept, Tallies, Tally
from models.lists.paging import Clause, Count, Query
from views import formats
from views.backoffice.kit.columns import Criteria, Filter
from views.drawing.fragments import Parts

if TYPE_CHECKING:
    from views.backoffice.kit.screen import Screen

SEARCH = "search"

FOUND_CAP = 1_000

PLANS = 12
"""So many ways of asking for a list are kept with their statements; then it begins anew."""


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


Place = tuple[Sequence[Wanted], Few | None]
"""In which cells the rows are that filters leave, and the clause of those to take off."""


class Plan:
    """What a list asks of the database for what its address asks: built once, and told the moment's cells.

    `query` is the list's own, `scope` what its screen never shows, `shown` the values of dimensions that it
    never leaves out; `kept` says whether counts of the table are kept.
    """

    def __init__(self, screen: Screen[Any], query: Query, criteria: Criteria) -> None:
        self.query, self.criteria, self.model = query, criteria, query.model
        self.plans = screen.plans
        self.filters, self.scope = screen.all_filters, screen.scope()
        self.shown, self.cap = screen.shown_cells, screen.found_cap
        self.kept = query.model.__tablename__ in CUBES
        self.parts = Parts()
        self._beside: dict[bool, Tallies] = {}
        self._counting: dict[tuple[bool, ...], Any] = {}

    def count(
        self, cells: Cells | None, tallies: Mapping[str, Tally], *, known: int | None = None
    ) -> tuple[Count, Count]:
        """How many rows the list shows, and how many it has; without a statement where cells tell both.

        `known`: how many it shows, where the screen knows.
        """
        total = None if cells is None or self._whole is None else Count(cells.count(*self._whole[0]))
        shown = self._shown_of(cells, tallies) if known is None else Count(known)
        every = replace(self.query, where=self.scope, hits=None)
        unknown = [listed for listed, count in ((self.query, shown), (every, total)) if count is None]
        if not self.criteria.filters and self.query.hits is None:
            unknown = unknown[1:]  # it is the same list
        answered = self._answered(unknown)
        total = total or answered[-1]
        return shown or answered[0], total

    def _answered(self, unknown: Sequence[Query]) -> list[Count]:
        """How many rows these show: asked by one statement, built once."""
        if not unknown:
            return []
        which = tuple(query is self.query for query in unknown)
        if which not in self._counting:
            self._counting[which] = paging.counting(*unknown, cap=self.cap)
        return paging.counted(self._counting[which], self.cap)

    def _shown_of(self, cells: Cells | None, tallies: Mapping[str, Tally]) -> Count | None:
        """How many rows the list shows, as cells tell it; what stands beside a choice is not asked again."""
        if cells is None or self.query.hits is not None or (place := self._narrowed) is None:
            return None
        wanted, less = place
        if less is None:
            return Count(cells.count(*wanted))
        names = [name for name in self.criteria.filters if name in tallies]
        counted = (tallies[name].choices.get(self.criteria.filters[name]) for name in names)
        return next((count for count in counted if count is not None), None)

    def tally(self, cells: Cells | None, *, empty: bool) -> dict[str, Tally]:
        """The counts beside the list, in one statement at most.

        In an empty list what is sought or typed is tried without, too.
        """
        if empty not in self._beside:
            self._beside[empty] = Tallies(self._choices(empty=empty), cap=FOUND_CAP)
        return self._beside[empty].read(cells)

    def _choices(self, *, empty: bool) -> list[Choices]:
        """A filter's rest is the list's query without its clause."""
        query, values = self.query, self.criteria.values
        wanted = {f.name: f.clause(self.model, values[f.name]) for f in self.filters if f.name in values}
        rests: dict[str, Query] = {"": query}

        def rest(name: str) -> Query:
            others = [*self.scope, *(clause for other, clause in wanted.items() if other != name)]
            return rests.setdefault(name, replace(query, where=others)) if name in wanted else query

        choices = []
        for f in self.filters:
            if f.control == "select":
                alone = query.hits is None and set(wanted) <= {f.name}
                clauses: dict[str, Any] = {
                    value: self.plans.choice(f, self.model, value) for value, _ in f.listed()
                }
                known = self._kept_beside(f) if query.hits is None else None
                indexed = f.indexed if alone or known is not None else ()
                choices.append(Choices(f.name, rest(f.name), clauses, indexed, known))
            elif empty and f.name in wanted:
                choices.append(Choices(f.name, rest(f.name)))
        if empty and query.hits is not None:
            choices.append(Choices(SEARCH, replace(query, hits=None)))
        return choices

    @cached_property
    def _whole(self) -> Place | None:
        return self._of({})

    @cached_property
    def _narrowed(self) -> Place | None:
        return self._of(self.criteria.values)

    def _of(self, criteria: Mapping[str, object]) -> Place | None:
        """In which cells the rows are that filters leave; None where no cell tells."""
        chosen = [(f, criteria[f.name]) for f in self.filters if f.name in criteria]
        wanted = [f.wanted(str(value)) for f, value in chosen]
        if not self.kept or None in wanted:
            return None
        cells = [self.shown, *(values for values in wanted if values is not None)]
        for f, value in chosen:
            if f.less is not None and (less := f.less(str(value))) is not None:
                others = [g.clause(self.model, other) for g, other in chosen if g is not f]
                return cells, Few(less, others)
        return cells, None

    def _kept_beside(self, f: Filter) -> Kept | None:
        """What the cells say of the choices of a filter beside all else that is asked for."""
        others = {name: value for name, value in self.criteria.values.items() if name != f.name}
        if (rest := self._of(others)) is None:
            return None
        left = {value: self._of({**others, f.name: value}) for value, _ in f.listed()}
        known = {value: found for value, found in left.items() if found is not None}
        less = {"": rest[1]} | {value: clause for value, (_, clause) in known.items()}
        return Kept(
            rest[0],
            {value: f.wanted(value) or {} for value in known},
            {value: clause for value, clause in less.items() if clause is not None},
        )


class Plans:
    """The plans of one screen, those that are asked for again and again."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Plan] = {}
        self._clauses: dict[tuple[str, str], Clause] = {}

    def choice(self, f: Filter, model: object, value: str) -> Clause:
        """The clause of one of a filter's choices: few, and so built once."""
        found = self._clauses.get((f.name, value))
        if found is None:
            found = self._clauses[f.name, value] = f.clause(model, value)
        return found

    def get(self, key: Hashable | None, make: Callable[[], Plan]) -> Plan:
        """The plan of that key, made if need be; one without a key is somebody's own and not kept."""
        plan = None if key is None else self.kept.get(key)
        if plan is None:
            plan = make()
            if key is not None:
                if len(self.kept) >= PLANS:
                    self.kept.clear()
                self.kept[key] = plan
        return plan
