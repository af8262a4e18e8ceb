"""What a screen asks of the database: which rows it has, in which order, what a search finds among them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, cast

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from models.kernel.base import Base
from models.lists import loading, paging, search
from models.lists.cursors import Order
from models.lists.paging import Clause
from models.lists.searchable import Searchable
from views.backoffice.kit.columns import Column, Criteria, Filter
from views.backoffice.kit.listing import Listing

Hits = Select[Any]
"""The keys of rows that a search finds."""

Shape = tuple[Hashable, bool]
"""What searches share whose statements are the same, and whether they find more than anybody sorts."""


class Querying:
    """Mixed into `Screen`: its list as a query."""

    model: type[Base]
    endpoint: str
    nouns: ClassVar[tuple[str, str]] = ("ligne", "lignes")
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    default_sort: ClassVar[tuple[str, bool]]
    load: ClassVar[Sequence[str]] = ()
    """What a list needs of other tables, read in its one statement (models/lists/loading.py)."""

    searched: ClassVar[type[Searchable] | None] = None
    """The model whose folded column is searched: the screen's own, unless told."""

    is_searchable: ClassVar[bool] = True
    _primary_key: str

    @classmethod
    def scope(cls) -> list[Clause]:
        """What this screen leaves out, for one that hides some rows: list, detail and palette obey."""
        return []

    @property
    def all_columns(self) -> Sequence[Column]:
        """The columns that whoever looks may see."""
        return self.columns

    @property
    def all_filters(self) -> Sequence[Filter]:
        """The filters that whoever looks may use."""
        return self.filters

    def _key_attribute(self) -> InstrumentedAttribute[int]:
        return cast(InstrumentedAttribute[int], getattr(self.model, self._primary_key))

    def known_count(self, criteria: Criteria) -> int | None:
        """How many rows what is asked for has, where the screen keeps that itself; None where it does not."""
        return None

    def list_of(self, criteria: Criteria) -> Listing:
        """The list that shows what is asked for."""
        return self._listing(criteria, self.all_filters, self.default_sort)

    def list_by(self, criteria: Criteria, name: str, key: str, *, descending: bool) -> Listing:
        """The same where the filter of that name has an index of its own: sorted by this key alone."""
        filters = [replace(f, sorts=(key,)) if f.name == name else f for f in self.all_filters]
        return self._listing(criteria, filters, (key, descending))

    def _listing(self, criteria: Criteria, filters: Sequence[Filter], default: tuple[str, bool]) -> Listing:
        address = f"{self.endpoint}.index_view"
        return Listing(address, criteria, self.all_columns, filters, default=default, nouns=self.nouns)

    def _query(self, shown: Listing) -> paging.Query:
        attribute, descending = shown.sorted_by
        criteria = shown.criteria
        wanted = [
            f.clause(self.model, criteria.values[f.name])
            for f in self.all_filters
            if f.name in criteria.values
        ]
        searched = criteria.search if self.is_searchable else ""
        return paging.Query(
            self.model,
            Order(getattr(self.model, attribute), self._key_attribute(), descending),
            where=[*self.scope(), *wanted],
            hits=self.hits(searched) if searched else None,
            options=loading.options(self.model, self.load),
        )

    @property
    def _searched(self) -> type[Searchable]:
        return self.searched or cast(type[Searchable], self.model)

    def hits(self, searched: str) -> Hits:
        """The keys of the rows that a search finds."""
        return search.matching_ids(self._searched, searched)

    def _found(self, shown: Listing, shape: Shape | None = None) -> paging.Query:
        """The list as its pages go: too many finds are walked through, newest first."""
        query = self._query(shown)
        if shape is None:
            walk = self.walk(shown.criteria.search) if query.hits is not None else None
        else:
            query = replace(query, hits=search.told_ids(self._searched))
            walk = search.told_walk(self._searched) if shape[1] else None
        shown.by_number = walk is not None
        return query if walk is None else query.by_number(walk)

    def walk(self, searched: str) -> paging.Walk | None:
        """How the finds of a search are walked through, where they are too many to be sorted."""
        return search.walk(self._searched, searched)

    def filter_of(self, name: str) -> Filter:
        """The filter of that name."""
        return next(found for found in self.filters if found.name == name)

    def narrowed(self, clause: Clause) -> paging.Query:
        """The list that one filter leaves, in the screen's own order."""
        attribute, descending = self.default_sort
        order = Order(getattr(self.model, attribute), self._key_attribute(), descending)
        return paging.Query(self.model, order, [*self.scope(), clause])

    def _shape(self, searched: str) -> Shape | None:
        """What a search shares with others whose statements are the same, and whether it finds too many."""
        shape = search.shape(searched) if type(self).hits is Querying.hits else None
        return None if shape is None else (shape, search.too_many(self._searched, searched))
