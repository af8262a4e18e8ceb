"""Rows by what their added fields hold: a clause for a list, and values read along as a file is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from models.kernel import replica
from models.shaping.fields.body import FieldType, Noun
from models.shaping.fields.tables import VALUES
from models.shaping.fields.values import FieldValueRefused, key_of, read
from models.shaping.filling import numbered, values_of
from models.shaping.kinds.custom_field import NAME
from models.shaping.live import in_use, numbers
from models.values.text import fold

CHUNK = 500
LAST = "\U0010ffff"
"""After every sign that a key may hold."""

BEGINNING = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL)
"""What is found by its beginning; the others are found whole."""


def holds(noun: Noun, key: str, typed: str) -> ColumnElement[bool]:
    """The clause of the rows whose field holds what is typed: one range of the index of its values.

    What is no value of the field is held by none.
    """
    field = in_use(NAME).get(key)
    table: Any = VALUES[noun]
    subject = next(iter(table.__table__.c.subject_id.foreign_keys)).column
    if field is None:
        return false()
    mine = table.field_id == numbers(NAME)[key]
    if field.type in BEGINNING:
        beginning = fold(typed)[:60]
        held = and_(table.key >= beginning, table.key < beginning + LAST)
    else:
        try:
            held = table.key == key_of(field, read(key, field, typed))
        except FieldValueRefused:
            return false()
    among: ColumnElement[bool] = subject.in_(select(table.subject_id).where(mine, held))
    return among


def along(
    noun: Noun, rows: Iterable[Any], keys: Collection[str]
) -> Iterator[tuple[Any, dict[str, list[str]]]]:
    """The rows of a stream, each with the kept values of these fields; a statement for some hundreds.

    Read where this session reads now, though the rows come when it is over.
    """
    return _along(noun, iter(rows), numbered(keys), replica.engine())


def _along(noun: Noun, rows: Iterator[Any], wanted: dict[int, str], engine: Any) -> Iterator[Any]:
    with Session(engine) as session:
        while part := list(islice(rows, CHUNK)):
            found = values_of(noun, [row.id for row in part], wanted, session=session)
            yield from ((row, found.get(row.id, {})) for row in part)
