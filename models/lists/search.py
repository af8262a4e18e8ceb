"""One folded column per table, found by any fragment: FTS5 trigrams on SQLite, pg_trgm on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    String,
    TableClause,
    and_,
    bindparam,
    column,
    false,
    func,
    or_,
    select,
    table,
    text,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute

from models.kernel import base
from models.kernel.base import db
from models.lists.paging import LOOKED_THROUGH, Walk
from models.lists.search_index import SEARCHED
from models.lists.search_words import LONGEST, TRIGRAM, readings, short_of
from models.lists.searchable import Searchable
from models.values import case_numbers, contacts
from models.values.spellings import other_spelling
from models.values.text import fold, normalise_identifier, title_key


def _siret(query: str) -> str:
    return re.sub(r"\D", "", query)


EXACT: dict[str, tuple[tuple[str, Callable[[str], str]], ...]] = {
    "companies": (("siret", _siret), ("email", contacts.email_key), ("name_key", fold)),
    "pro_accounts": (("identifier", normalise_identifier), ("email_key", contacts.email_key)),
    "agents": (("email_key", contacts.email_key), ("name_key", fold)),
    "concessions": (
        ("reference", str),
        ("reference", str.upper),
        ("siret", _siret),
        ("title_key", title_key),
    ),
    "outbox_emails": (("to_key", contacts.email_key),),
    "road_opening_requests": (("reference", str), ("reference", str.upper)),
    "cases": (("id", case_numbers.read),),
}
"""What names a row of a table exactly: indexed columns, each with how a text is written to be compared."""


_searched: ContextVar[str] = ContextVar("what a search says")


@contextmanager
def searching(query: str) -> Iterator[None]:
    """What is searched while statements are read that were built for any search of this shape."""
    token = _searched.set(query)
    try:
        yield
    finally:
        _searched.reset(token)


def _phrase_of_search() -> str:
    return phrase(readings(_searched.get())[0])


def shape(query: str) -> Hashable | None:
    """What searches have in common whose statements differ by what is told alone; None for one that is alone.

    SQLite's index is asked by one phrase. A number that may mean two things, words too short for the index,
    and PostgreSQL, which is asked by each word, have statements of their own.
    """
    found = readings(query)
    return "phrase" if is_sqlite() and len(found) == 1 and not short_of(found[0]) else None


def told_ids(model: type[Searchable]) -> Select[int]:
    """The keys that a search of the usual shape finds: `matching_ids` of what is told when it is read."""
    name = model.__tablename__
    return select(index_of(name).c.rowid).where(_told_matches(name))


def told_walk(model: type[Searchable]) -> Walk:
    """The way through the finds of such a search, where they are too many to be sorted."""
    index = index_of(model.__tablename__)
    return Walk(index, index.c.rowid, [_told_matches(model.__tablename__)])


def _told_matches(name: str) -> ColumnElement[bool]:
    # By a name of its own: SQLAlchemy would take a kept statement that is given its words for this one.
    sought: BindParameter[str] = bindparam("sought", callable_=_phrase_of_search, unique=True, type_=String())
    return text(f"{name}_fts MATCH :sought").bindparams(sought)  # type: ignore[return-value]


def too_many(model: type[Searchable], query: str) -> bool:
    """Whether a search finds more than anybody sorts."""
    if shape(query) is None:
        few = matching_ids(model, query).limit(LOOKED_THROUGH + 1).subquery()
        return _value(select(func.count()).select_from(few)) > LOOKED_THROUGH
    with searching(query):
        return _value(_probe(cast(Hashable, model))) > LOOKED_THROUGH


def _value(statement: Select[int]) -> int:
    return int(base.read(statement).scalar_one())


@cache
def _probe(model: Hashable) -> Select[int]:
    few = told_ids(cast(type[Searchable], model)).limit(LOOKED_THROUGH + 1).subquery()
    return select(func.count()).select_from(few)


def is_sqlite() -> bool:
    """Which of the two engines is asked."""
    return bool(db.session().get_bind().dialect.name == "sqlite")


def index_of(name: str) -> TableClause:
    """SQLite's index of a searched table."""
    return table(f"{name}_fts", column("rowid", BigInteger))


def matches(name: str, words: Sequence[str]) -> ColumnElement[bool]:
    """The clause of what SQLite's index holds of these words, those that are long enough for it."""
    hits: BindParameter[str] = bindparam("hits", phrase(words), unique=True)
    return text(f"{name}_fts MATCH :hits").bindparams(hits)  # type: ignore[return-value]


def phrase(words: Iterable[str]) -> str:
    """What SQLite's index is asked, that a row may hold each of the words that are long enough for it."""
    return " AND ".join(_phrase(word) for word in words if len(word) >= TRIGRAM)


def _phrase(word: str) -> str:
    other = other_spelling(word)
    return f'("{word}" OR " {other} " OR ^"{other} ")' if other else f'"{word}"'


def contain(
    model: type[Searchable], words: Iterable[str], *, indexed: bool = True
) -> list[ColumnElement[bool]]:
    """A clause for each of these words; without `indexed` kept from the index, which would find them all."""
    searched = model.search if indexed else model.search.concat("")
    return [holds(searched, word) for word in words]


def holds(searched: Any, word: str) -> ColumnElement[bool]:
    """Whether a text holds a word anywhere, or its other spelling as a word of its own."""
    holds: ColumnElement[bool] = searched.contains(word, autoescape=True)
    if other := other_spelling(word):
        return or_(holds, searched.contains(f" {other} "), searched.startswith(f"{other} "))
    return holds


def matching_ids(model: type[Searchable], query: str) -> Select[int]:
    """The keys of the rows whose folded text holds every word of the query, in any order and either spelling.

    Where every word is short, those that begin with it or that it names exactly. A query that folds to
    nothing (`%`, `_`) is literal, and matches no row: folded text holds no such sign.
    """
    key: InstrumentedAttribute[int] = getattr(model, SEARCHED[model.__tablename__][0])
    found = [_ids(model, words, query) for words in readings(query)]
    if not found:
        return select(key).where(false())
    return found[0] if len(found) == 1 else select(union(*found).subquery().c[0])


def _ids(model: type[Searchable], words: list[str], query: str) -> Select[int]:
    """The keys of the rows that one reading of the query finds."""
    name = model.__tablename__
    key: InstrumentedAttribute[int] = getattr(model, SEARCHED[name][0])
    if all(len(word) < TRIGRAM for word in words):
        return select(key).where(_short_match(model, words, query))
    if not is_sqlite():
        return select(key).where(*contain(model, words))
    hits: Select[int] = select(index_of(name).c.rowid).where(matches(name, words))
    short = contain(model, short_of(words))
    return select(key).where(key.in_(hits), *short) if short else hits


def long_phrase(query: str) -> str | None:
    """What SQLite's index is asked of a text that is meant whole, for `phrase_ids`; None where it is not.

    Words that are too short for the index are left to whoever compares the text.
    """
    words = fold(query).split()[:LONGEST]
    return (phrase(words) or None) if is_sqlite() else None


def phrase_ids(model: type[Searchable], name: str) -> Select[int]:
    """The keys that SQLite's index finds for the phrase that is told by this name as the statement runs."""
    table_name = model.__tablename__
    hits: Any = text(f"{table_name}_fts MATCH :{name}").bindparams(bindparam(name, type_=String))
    return select(index_of(table_name).c.rowid).where(hits)


def walk(model: type[Searchable], query: str) -> Walk | None:
    """How to walk through the finds of a query, if they are more than anybody sorts; None for fewer.

    A probe says which: on SQLite the index gives its first finds at once, on PostgreSQL the planner knows
    from its statistics whether the index or the table does.
    """
    found = readings(query)
    if len(found) != 1:
        return None  # a number, or a guess at one: few
    if not too_many(model, query):
        return None
    name, (words,) = model.__tablename__, found
    key: Any = getattr(model, SEARCHED[name][0])
    if len(short_of(words)) == len(words):
        return Walk(model, key, [_short_match(model, words, query, indexed=False)])
    if not is_sqlite():
        # Not by the index, which would find them all before the first.
        return Walk(model, key, contain(model, words, indexed=False))
    index = index_of(name)
    clauses = [matches(name, words)]
    if short := short_of(words):
        clauses.append(
            select(key).where(key == index.c.rowid, *contain(model, short)).correlate(index).exists()
        )
    return Walk(index, index.c.rowid, clauses)


def _short_match(
    model: type[Searchable], words: list[str], query: str, *, indexed: bool = True
) -> ColumnElement[bool]:
    """What begins with words that are short throughout, or is named by them: « C-12 »."""
    start, prefix_name = " ".join(words), SEARCHED[model.__tablename__][1]
    prefix = getattr(model, prefix_name)
    if prefix_name == "search":  # neither indexed for it nor compared byte by byte
        begins: ColumnElement[bool] = prefix.startswith(start, autoescape=True)
        return begins
    exact = _exactly(model, query)
    if not indexed:
        prefix = prefix.concat("")
        exact = [clause.left.concat("") == clause.right for clause in exact]
    return or_(and_(prefix >= start, prefix < start + "\U0010ffff"), *exact)


def named(model: type[Searchable], query: str) -> list[tuple[str, str]]:
    """The columns by which a text may name a row exactly, each with how it is written there."""
    written = [(name, write(query.strip())) for name, write in EXACT.get(model.__tablename__, ())]
    if re.search("[\0\ud800-\udfff]", query):  # no column holds it, and no engine takes it
        return []
    return [(name, value) for name, value in written if value]


def _exactly(model: type[Searchable], query: str) -> list[ColumnElement[bool]]:
    return [getattr(model, name) == value for name, value in named(model, query)]


def meant_ids(model: type[Searchable], query: str) -> Select[int]:
    """The keys of the rows that a text finds or names exactly, however short the name."""
    key = getattr(model, SEARCHED[model.__tablename__][0])
    return select(key).where(or_(key.in_(matching_ids(model, query)), *_exactly(model, query)))
