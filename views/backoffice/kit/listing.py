"""A list as its page shows it: rows, links both ways, chips, choices with their counts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from flask import abort
from werkzeug.datastructures import MultiDict

from models.lists import paging
from models.lists.cursors import BadCursor, Cursor
from models.lists.facets import Tally
from models.lists.paging import LOOKED_THROUGH, Count, Page
from views import formats
from views.backoffice.kit.columns import Column, Criteria, Filter, searched, usual
from views.backoffice.kit.filtering.facets import FOUND_CAP, SEARCH, Option, short
from views.drawing import addresses

AFTER, BEFORE, LAST = "apres", "avant", "fin"
"""The parameters that tell a place in a list."""


def read(args: MultiDict[str, str], columns: Sequence[Column], filters: Sequence[Filter]) -> Criteria:
    """What the address asks for; 404 for a sort, a filter or a page that this list never offers."""
    sort, desc = args.get("sort"), args.get("desc", "0")
    if sort is not None and not (re.fullmatch("[0-9]{1,2}", sort) and _sortable(columns, int(sort))):
        abort(404)
    if desc not in ("0", "1", "") or args.get("page", "0") not in ("0", "1", ""):
        abort(404)
    if any(name.startswith("flt") for name in args):
        abort(404)  # Flask-Admin's numbered filters: ours have names
    texts = {f.name: args[f.name] for f in filters if args.get(f.name)}
    try:
        values = {f.name: f.read(texts[f.name]) for f in filters if f.name in texts}
    except ValueError:
        abort(404)
    return Criteria(
        searched(args.get("search", "")), None if sort is None else int(sort), desc == "1", texts, values
    )


def _sortable(columns: Sequence[Column], index: int) -> bool:
    return index < len(columns) and columns[index].sort is not None


def place(args: MultiDict[str, str], query: paging.Query) -> tuple[Cursor | None, bool]:
    """The cursor and whether the last page is asked; 404 for a cursor that no list gave."""
    given = [name for name in (AFTER, BEFORE, LAST) if name in args]
    if len(given) > 1 or any(len(args.getlist(name)) > 1 for name in given):
        abort(404)
    if LAST in args:
        if args[LAST] != "1":
            abort(404)
        return None, True
    if not given:
        return None, False
    try:
        return query.cursor(args[given[0]], before=given[0] == BEFORE), False
    except BadCursor:
        abort(404)


def common(criteria: Criteria, filters: Sequence[Filter], shape: Hashable = None) -> Hashable | None:
    """What tells apart the lists that are asked for every day: their order and the choices; None of others.

    A day, a number or a text is somebody's own; so is a search, save one of a `shape` that many have.
    """
    offered = [(f, f.listed() if callable(f.choices) else None) for f in filters if f.control == "select"]
    if (criteria.search and shape is None) or set(criteria.filters) - {f.name for f, _ in offered}:
        return None
    known = tuple(tuple(choices) for _, choices in offered if choices is not None)
    return criteria.sort, criteria.descending, tuple(sorted(criteria.filters.items())), known, shape


@dataclass(frozen=True)
class Head:
    """A column's head: `href` sorts by it, `sorted` is `ascending`, `descending` or nothing."""

    label: str
    href: str | None
    sorted: str


@dataclass(frozen=True)
class Chip:
    """An applied filter and the address without it."""

    words: str
    href: str


class Listing:
    """What the list's template reads."""

    def __init__(
        self,
        endpoint: str,
        criteria: Criteria,
        columns: Sequence[Column],
        filters: Sequence[Filter],
        *,
        default: tuple[str, bool],
        nouns: tuple[str, str],
    ) -> None:
        self.endpoint, self.criteria, self.columns, self.filters = endpoint, criteria, columns, filters
        self.default, self.nouns = default, nouns
        self.here = addresses.fixed(endpoint)
        self.by_number = False
        self.order: Sequence[int] = range(len(columns))
        """The columns that are shown, by their numbers, in their order."""

        self.rows: list[object] = []
        self.tallies: dict[str, Tally] = {}

    def show(self, page: Page, counts: tuple[Count, Count], tallies: dict[str, Tally] | None = None) -> None:
        """Fills in what the database answered."""
        self.rows = page.rows
        self.tallies = tallies or {}
        self.found, self.total = counts
        self.previous = self.url(**{BEFORE: page.previous.encode()}) if page.previous else None
        self.next = self.url(**{AFTER: page.next.encode()}) if page.next else None
        self.first = self.url() if page.previous else None
        self.last = self.url(**{LAST: 1}) if page.next else None

    def url(self, **changes: object) -> str:
        """The address of this list with changes; a place in it is kept only when given."""
        return addresses.asking(self.here, self.criteria.args(**changes))

    @property
    def look(self) -> object:
        """All that its toolbar and its heads show, what its address asks for apart."""
        choices = [f.listed() for f in self.filters if callable(f.choices)]
        columns = [column.label for column in self.columns if column.name]
        return list(self.order), columns, self.by_number, self.found, self.total, self.tallies, choices

    @property
    def is_chosen(self) -> bool:
        """Whether its reader chose other columns than the usual ones."""
        return [self.columns[index] for index in self.order] != usual(self.columns)

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides rows."""
        return bool(self.criteria.search or self.criteria.filters)

    @property
    def clear(self) -> str:
        """The address of the whole list, in the same order."""
        return self.url(search=None, **dict.fromkeys(self.criteria.filters))

    @property
    def chips(self) -> list[Chip]:
        """What is applied, each with the way to take it off."""
        criteria = self.criteria
        chips = [
            Chip(f.chip(criteria.values[f.name]), self.url(**{f.name: None}))
            for f in self.filters
            if f.name in criteria.values
        ]
        if criteria.search:
            chips.insert(0, Chip(formats.typo(f"Contient « {criteria.search} »"), self.url(search=None)))
        return chips

    def options(self, f: Filter) -> list[Option]:
        """The choices of a filter, with what each would leave of the rest of the list."""
        counts = self.tallies[f.name].choices if f.name in self.tallies else {}
        here = self.criteria.filters.get(f.name)
        return [
            Option(value, words, short(counts.get(value)), self.url(**{f.name: value}), value == here)
            for value, words in f.listed()
        ]

    @property
    def facets(self) -> list[tuple[Filter, list[Option]]]:
        """The choices that stand above the list, those that are known to leave nothing apart."""
        return [
            (f, [self._every(f), *(o for o in self.options(f) if o.here or o.count != "0")])
            for f in self.filters
            if f.facet
        ]

    def _every(self, f: Filter) -> Option:
        tally = self.tallies.get(f.name)
        here = f.name not in self.criteria.filters
        return Option("", f.every, short(tally.total if tally else None), self.url(**{f.name: None}), here)

    @property
    def controls(self) -> list[Filter]:
        """The filters of the toolbar."""
        return [f for f in self.filters if f.control != "hidden" and not f.facet and not f.more]

    @property
    def more(self) -> list[Filter]:
        """The filters behind « Plus de filtres »."""
        return [f for f in self.filters if f.more]

    @property
    def shows_more(self) -> bool:
        """Whether one of those is in use."""
        return any(f.name in self.criteria.filters for f in self.more)

    @property
    def steps_back(self) -> list[Option]:
        """For an empty list: what it would show with one thing less, the most first."""
        criteria = self.criteria
        taken = {f.name: f.chip(criteria.values[f.name]) for f in self.filters if f.name in criteria.values}
        if criteria.search:
            taken[SEARCH] = criteria.search
        totals = {name: self.tallies[name].total for name in taken if name in self.tallies}
        shown = [name for name, total in totals.items() if total is None or total.value]
        shown.sort(key=lambda name: total.value if (total := totals[name]) else FOUND_CAP, reverse=True)
        return [
            Option(
                name,
                taken[name],
                words_of(total, self.nouns) if (total := totals[name]) else "",
                self.url(**{name: None}),
            )
            for name in shown
        ]

    @property
    def why_nothing(self) -> str:
        """Why an asked list is empty, in words."""
        if self.criteria.search and self.criteria.filters:
            return "Aucune ligne ne contient tous ces mots, même sans accents, avec ces filtres."
        if self.criteria.search:
            return "Aucune ligne ne contient tous ces mots, même sans accents."
        if len(self.criteria.filters) > 1:
            return "Aucune ligne ne répond à tous ces filtres à la fois."
        return "Aucune ligne n’y répond en ce moment."

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the toolbar's form must carry along: the order and the filters that have no control."""
        kept = {f.name for f in self.filters if f.control == "hidden" or f.facet} | {"sort", "desc"}
        return [(name, value) for name, value in self.criteria.args().items() if name in kept]

    @property
    def heads(self) -> list[Head]:
        """The columns' heads."""
        by, down = self.sorted_by
        heads = []
        for index in self.order:
            column = self.columns[index]
            here = column.sort is not None and column.sort == by and not self.by_number
            flip = 0 if not here or down else 1
            can = column.sort and self._offers(column.sort) and not self.by_number
            href = self.url(sort=index, desc=flip) if can else None
            heads.append(Head(column.label, href, ("descending" if down else "ascending") if here else ""))
        return heads

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The attribute that sorts, and whether downwards."""
        by = self.default
        if self.criteria.sort is not None:
            by = str(self.columns[self.criteria.sort].sort), self.criteria.descending
        for order in (by, self.default):
            if self._offers(order[0]):
                return order
        return next(f.sorts[0] for f in self._applied if f.sorts), True

    @property
    def _applied(self) -> list[Filter]:
        return [f for f in self.filters if f.name in self.criteria.filters]

    def _offers(self, key: str) -> bool:
        """Whether every filter that is applied has an index that goes by this key."""
        return all(not f.sorts or key in f.sorts for f in self._applied)

    @property
    def too_many(self) -> str:
        """What is said of finds that are too many to be sorted; nothing of fewer."""
        if not self.by_number:
            return ""
        limit = formats.number(LOOKED_THROUGH)
        return formats.typo(
            f"Plus de {limit} lignes trouvées : les plus récentes d’abord. Précisez pour les trier."
        )

    @property
    def count_words(self) -> str:
        """`18 concessions`, `plus de 1 000 concessions`."""
        return words_of(self.found if self.is_narrowed else self.total, self.nouns)

    @property
    def found_words(self) -> str:
        """How many rows what is asked for has, narrowed or not."""
        return words_of(self.found, self.nouns)

    @property
    def total_words(self) -> str:
        """`300`, `plus de 100 000`."""
        more = "plus de " if self.total.more else ""
        return f"{more}{formats.number(self.total.value)}"

    @property
    def position(self) -> str:
        """What stands at the foot."""
        if self.previous:
            return formats.plural(len(self.rows), *self.nouns) + " sur cette page"
        counted = self.found if self.is_narrowed else self.total
        more = "plus de " if counted.more else ""
        return f"1 à {len(self.rows)} sur {more}{formats.number(counted.value)}"


def words_of(count: Count, nouns: tuple[str, str]) -> str:
    """A count with its noun."""
    return ("plus de " if count.more else "") + formats.plural(count.value, *nouns)
