"""The first rows that a text finds, for pages that show a few of several kinds."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.sql.base import ExecutableOption

from models.kernel.base import db
from models.lists.search import contain, index_of, is_sqlite, matches, matching_ids, named, phrase
from models.lists.search_index import SEARCHED
from models.lists.search_words import readings, short_of
from models.lists.searchable import Searchable
from models.values.spellings import other_spelling

KEPT = 64
"""Statements that are kept: one for each model and each way in which a text is usually asked for."""

Clauses = Sequence[ColumnExpressionArgument[bool]]
Options = Sequence[ExecutableOption]


@dataclass(frozen=True)
class Found:
    """A row that a text finds; `exact` when the text is its number, address, reference or very title."""

    row: Any
    exact: bool


def look(
    model: type[Searchable], query: str, limit: int, *, where: Clauses = (), options: Options = ()
) -> list[Found]:
    """The first rows that a text finds, in one statement: those that it names exactly, then the newest.

    The index itself is walked from its newest row, and no further than the last row shown: a word that half
    of the rows hold costs no more than a rare one.
    """
    statement, values = _statement_for(model, query, limit, where, options)
    rows: dict[object, Found] = {}
    for exact, row in db.session.execute(statement, values).unique():
        rows.setdefault(row, Found(row, bool(exact)))
    return list(rows.values())[:limit]


def _statement_for(
    model: type[Searchable], query: str, limit: int, where: Clauses, options: Options
) -> tuple[Select[int, Searchable], dict[str, str]]:
    found, names = readings(query), named(model, query)
    exact = {f"{name}_{place}": value for place, (name, value) in enumerate(names)}
    words = found[0] if len(found) == 1 else []
    if where or not words or short_of(words):
        clauses = [getattr(model, name) == value for name, value in names]
        return _statement(model, _newest(model, query, where), clauses, limit, where, options), {}
    if is_sqlite():
        spelt: tuple[bool, ...] | None = None
        values = {"hits": phrase(words)}
    else:
        others = [other_spelling(word) for word in words]
        spelt = tuple(map(bool, others))
        values = {f"word_{place}": word for place, word in enumerate(words)}
        values |= {f"other_{place}": other for place, other in enumerate(others) if other}
    named_by = tuple(name for name, _ in names)
    return _kept(cast(Hashable, model), spelt, named_by, limit, tuple(options)), values | exact


@lru_cache(KEPT)
def _kept(
    kept_for: Hashable,
    spelt: tuple[bool, ...] | None,
    named_by: tuple[str, ...],
    limit: int,
    options: tuple[ExecutableOption, ...],
) -> Select[int, Searchable]:
    """The statement for whatever words are that many, are spelt so, and may name a row by these columns.

    Most of what such a look cost was to build it anew.
    """
    model = cast(type[Searchable], kept_for)
    name = model.__tablename__
    key = getattr(model, SEARCHED[name][0])
    if spelt is None:
        index = index_of(name)
        hits = text(f"{name}_fts MATCH :hits")
        newest = select(index.c.rowid).where(hits).order_by(index.c.rowid.desc())
    else:
        held = [_holds(model.search, place, twice) for place, twice in enumerate(spelt)]
        newest = select(key).where(*held).order_by(key.desc())
    clauses = [
        getattr(model, column) == bindparam(f"{column}_{place}", type_=getattr(model, column).type)
        for place, column in enumerate(named_by)
    ]
    return _statement(model, newest, clauses, limit, (), options)


def _holds(searched: Any, place: int, twice: bool) -> ColumnElement[bool]:
    """As `search.holds`, of a word that is told later: folded, it holds no sign that LIKE would read."""
    holds: ColumnElement[bool] = searched.contains(bindparam(f"word_{place}", type_=String), escape="/")
    if not twice:
        return holds
    other = bindparam(f"other_{place}", type_=String)
    return or_(
        holds,
        searched.contains(literal_column("' '").concat(other).concat(" "), escape="/"),
        searched.startswith(other.concat(" "), escape="/"),
    )


def _statement(
    model: type[Searchable],
    newest: Select[int],
    exactly: Sequence[ColumnElement[bool]],
    limit: int,
    where: Clauses,
    options: Options,
) -> Select[int, Searchable]:
    key = getattr(model, SEARCHED[model.__tablename__][0])
    few: Subquery = newest.limit(limit).subquery()
    parts = [select(literal_column("0", Integer).label("exact"), few.c[0])]
    if exactly:
        exact = select(key).where(or_(*exactly), *where).order_by(key.desc()).limit(limit).subquery()
        parts.append(select(literal_column("1", Integer), exact.c[0]))
    found = union_all(*parts).subquery("found")
    statement = select(found.c.exact, model).join(model, key == found.c[1]).options(*options)
    return statement.order_by(found.c.exact.desc(), key.desc())


def _newest(model: type[Searchable], query: str, where: Clauses) -> Select[int]:
    name, found = model.__tablename__, readings(query)
    words = found[0] if len(found) == 1 else []
    key = getattr(model, SEARCHED[name][0])
    if len(short_of(words)) == len(words):
        return select(key).where(*where, key.in_(matching_ids(model, query))).order_by(key.desc())
    if not is_sqlite():
        return select(key).where(*where, *contain(model, words)).order_by(key.desc())
    index = index_of(name)
    ids = select(index.c.rowid).where(matches(name, words))
    if short := [*where, *contain(model, short_of(words))]:
        ids = ids.join(model, key == index.c.rowid).where(*short)
    return ids.order_by(index.c.rowid.desc())
