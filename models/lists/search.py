"""One folded column per table, found by any fragment: FTS5 trigrams on SQLite, pg_trgm on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ColumnExpressionArgument,
    Integer,
    Select,
    Subquery,
    TableClause,
    and_,
    bindparam,
    column,
    false,
    literal_column,
    or_,
    select,
    table,
    text,
    union,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.base import ExecutableOption

from models.kernel.base import db
from models.lists.paging import LOOKED_THROUGH, Walk
from models.lists.search_index import SEARCHED
from models.lists.search_words import TRIGRAM, readings, short_of
from models.lists.searchable import Searchable
from models.values import contacts
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
}
"""What names a row of a table exactly: indexed columns, each with how a text is written to be compared."""


def _is_sqlite() -> bool:
    return bool(db.session().get_bind().dialect.name == "sqlite")


def _index(name: str) -> TableClause:
    return table(f"{name}_fts", column("rowid", BigInteger))


def _matches(name: str, words: Sequence[str]) -> ColumnElement[bool]:
    phrase = " AND ".join(_phrase(word) for word in words if len(word) >= TRIGRAM)
    return text(f"{name}_fts MATCH :hits").bindparams(bindparam("hits", phrase, unique=True))  # type: ignore[return-value]


def _phrase(word: str) -> str:
    other = other_spelling(word)
    return f'("{word}" OR " {other} " OR ^"{other} ")' if other else f'"{word}"'


def _contain(
    model: type[Searchable], words: Iterable[str], *, indexed: bool = True
) -> list[ColumnElement[bool]]:
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
    if not _is_sqlite():
        return select(key).where(*_contain(model, words))
    hits: Select[int] = select(_index(name).c.rowid).where(_matches(name, words))
    short = _contain(model, short_of(words))
    return select(key).where(key.in_(hits), *short) if short else hits


def walk(model: type[Searchable], query: str) -> Walk | None:
    """How to walk through the finds of a query, if they are more than anybody sorts; None for fewer.

    A probe says which: on SQLite the index gives its first finds at once, on PostgreSQL the planner knows
    from its statistics whether the index or the table does.
    """
    found = readings(query)
    if len(found) != 1:
        return None  # a number, or a guess at one: few
    if len(list(db.session.execute(matching_ids(model, query).limit(LOOKED_THROUGH + 1)))) <= LOOKED_THROUGH:
        return None
    name, (words,) = model.__tablename__, found
    key: Any = getattr(model, SEARCHED[name][0])
    if len(short_of(words)) == len(words):
        return Walk(model, key, [_short_match(model, words, query, indexed=False)])
    if not _is_sqlite():
        # Not by the index, which would find them all before the first.
        return Walk(model, key, _contain(model, words, indexed=False))
    index = _index(name)
    clauses = [_matches(name, words)]
    if short := short_of(words):
        clauses.append(
            select(key).where(key == index.c.rowid, *_contain(model, short)).correlate(index).exists()
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


def _exactly(model: type[Searchable], query: str) -> list[ColumnElement[bool]]:
    written = [(name, write(query.strip())) for name, write in EXACT.get(model.__tablename__, ())]
    if re.search("[\0\ud800-\udfff]", query):  # no column holds it, and no engine takes it
        return []
    return [getattr(model, name) == value for name, value in written if value]


def meant_ids(model: type[Searchable], query: str) -> Select[int]:
    """The keys of the rows that a text finds or names exactly, however short the name."""
    key = getattr(model, SEARCHED[model.__tablename__][0])
    return select(key).where(or_(key.in_(matching_ids(model, query)), *_exactly(model, query)))


@dataclass(frozen=True)
class Found:
    """A row that a text finds; `exact` when the text is its number, address, reference or very title."""

    row: Any
    exact: bool


def look(
    model: type[Searchable],
    query: str,
    limit: int,
    *,
    where: Sequence[ColumnExpressionArgument[bool]] = (),
    options: Sequence[ExecutableOption] = (),
) -> list[Found]:
    """The first rows that a text finds, in one statement: those that it names exactly, then the newest.

    For pages that show a few rows of several kinds. The index itself is walked from its newest row, and no
    further than the last row shown: a word that half of the rows hold costs no more than a rare one.
    """
    key = getattr(model, SEARCHED[model.__tablename__][0])
    parts = [select(literal_column("0", Integer).label("exact"), _newest(model, query, limit, where).c[0])]
    if clauses := _exactly(model, query):
        named = select(key).where(or_(*clauses), *where).order_by(key.desc()).limit(limit).subquery()
        parts.append(select(literal_column("1", Integer), named.c[0]))
    found = union_all(*parts).subquery("found")
    statement = select(found.c.exact, model).join(model, key == found.c[1]).options(*options)
    rows: dict[object, Found] = {}
    answers = db.session.execute(statement.order_by(found.c.exact.desc(), key.desc())).unique()
    for exact, row in answers:
        rows.setdefault(row, Found(row, bool(exact)))
    return list(rows.values())[:limit]


def _newest(
    model: type[Searchable], query: str, limit: int, where: Sequence[ColumnExpressionArgument[bool]]
) -> Subquery:
    name, found = model.__tablename__, readings(query)
    words = found[0] if len(found) == 1 else []
    key = getattr(model, SEARCHED[name][0])
    if len(short_of(words)) == len(words):
        ids = select(key).where(*where, key.in_(matching_ids(model, query))).order_by(key.desc())
    elif _is_sqlite():
        index = _index(name)
        ids = select(index.c.rowid).where(_matches(name, words))
        if short := [*where, *_contain(model, short_of(words))]:
            ids = ids.join(model, key == index.c.rowid).where(*short)
        ids = ids.order_by(index.c.rowid.desc())
    else:
        ids = select(key).where(*where, *_contain(model, words)).order_by(key.desc())
    return ids.limit(limit).subquery()
