"""Fields: one noun each; a type changes only where every value converts, a choice goes only where none is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select, update

from models.kernel.actors import Actor
from models.kernel.base import db
from models.shaping.bodies import Body, check_key
from models.shaping.fields.body import (
    LONGEST_HELP,
    LONGEST_LABEL,
    OF_CHOICES,
    Field,
    FieldType,
)
from models.shaping.fields.tables import VALUES
from models.shaping.fields.values import FieldValueRefused, key_of, read, shown
from models.shaping.kinds.kind import ShapeKind, Wish
from models.shaping.refusals import LosesValues, ShapeRefused
from models.shaping.tables import Shape

NAME = __name__.rpartition(".")[2].replace("_", "-")
"""What the kind is called: as its file."""

MANY = 1_000
"""Values that are converted at a time."""


class FieldLabelRefused(ShapeRefused):
    """A field has a name of one line, of its own among those of the noun (facts: `label`)."""

    field = "label"


class FieldChoicesRefused(ShapeRefused):
    """A field of choices names them, each once and by a key; others have none."""

    field = "choices"


class FieldDefaultRefused(ShapeRefused):
    """What the form would hold is no value of the field."""

    field = "default"


class FieldNounFixed(ShapeRefused):
    """A field stays with its noun."""

    field = "noun"


def check(wish: Wish[Field], together: Mapping[str, Body]) -> None:
    """Raises what a field may not be beside the others."""
    field, key = wish.after, wish.key
    if not field.label.strip() or len(field.label) > LONGEST_LABEL or "\n" in field.label:
        raise FieldLabelRefused(key=key, label=field.label)
    others = [other for name, other in together.items() if name != key and isinstance(other, Field)]
    same = [
        other for other in others if other.noun == field.noun and other.label.lower() == field.label.lower()
    ]
    if same or len(field.help) > LONGEST_HELP:
        raise FieldLabelRefused(key=key, label=field.label)
    _check_choices(key, field)
    if field.default:
        try:
            read(key, field, field.default)
        except FieldValueRefused:
            raise FieldDefaultRefused(key=key) from None
    if wish.before is not None and wish.before.noun != field.noun:
        raise FieldNounFixed(key=key)


def _check_choices(key: str, field: Field) -> None:
    keys = [option.key for option in field.choices]
    words = [option.label.strip().lower() for option in field.choices]
    if bool(keys) != (field.type in OF_CHOICES) or len({*keys}) < len(keys) or len({*words}) < len(words):
        raise FieldChoicesRefused(key=key)
    for option in field.choices:
        check_key(NAME, option.key)
        if not option.label.strip() or len(option.label) > LONGEST_LABEL:
            raise FieldChoicesRefused(key=key)


def refuse_loss(wish: Wish[Field]) -> None:
    """Raises `LosesValues` for a type that does not take every value, and for a choice that rows have."""
    before = wish.before
    if before is None or (before.type == wish.after.type and before.choices == wish.after.choices):
        return
    lost, example = (_taken_away if before.type == wish.after.type else _not_converted)(wish, before)
    if lost:
        raise LosesValues(key=wish.key, count=lost, example=example)


def _taken_away(wish: Wish[Field], before: Field) -> tuple[int, str]:
    """How many rows have a choice that is no more, and its words: what else they have is not looked at."""
    left = {option.key for option in wish.after.choices}
    table: Any = VALUES[before.noun]
    held = select(func.count()).select_from(table).where(table.field_id == _number(wish.key))
    lost, example = 0, ""
    for option in before.choices:
        if option.key not in left and (count := db.session.scalar(held.where(table.key == option.key))):
            lost, example = lost + count, example or option.label
    return lost, example


def _not_converted(wish: Wish[Field], before: Field) -> tuple[int, str]:
    """How many values the new type does not take, and one of them."""
    lost, example = 0, ""
    for _, value in _values(wish):
        try:
            _converted(wish, value)
        except FieldValueRefused:
            lost, example = lost + 1, example or shown(before, value)
    if before.type is FieldType.CHOICES and (several := _several(wish)):
        lost, example = lost + several, example or before.label
    return lost, example


def convert(wish: Wish[Field], actor: Actor) -> int:
    """Writes the values of a field as its new type keeps them; how many."""
    before = wish.before
    if before is None or before.type == wish.after.type:
        return 0
    table, rewritten = VALUES[wish.after.noun], 0
    for number, value in list(_values(wish)):
        kept = _converted(wish, value)
        change = update(table).where(table.id == number).values(value=kept, key=key_of(wish.after, kept))
        db.session.execute(change.execution_options(synchronize_session=False))
        rewritten += 1
    return rewritten


def _converted(wish: Wish[Field], value: str) -> str:
    before, after = wish.before, wish.after
    assert before is not None
    if before.type in OF_CHOICES and after.type in OF_CHOICES:
        return read(wish.key, after, value)
    return read(wish.key, after, shown(before, value))


def _values(wish: Wish[Field]) -> Iterator[tuple[int, str]]:
    """Number and value of each, in parts: a range of the index by field, from key to key."""
    assert wish.before is not None
    table: Any = VALUES[wish.before.noun]
    number = _number(wish.key)
    after = 0
    query = select(table.id, table.value).where(table.field_id == number)
    while part := db.session.execute(query.where(table.id > after).order_by(table.id).limit(MANY)).all():
        yield from (tuple(row) for row in part)
        after = part[-1].id


def _several(wish: Wish[Field]) -> int:
    assert wish.before is not None
    table: Any = VALUES[wish.before.noun]
    mine = (table.field_id == _number(wish.key), table.position > 0)
    return db.session.scalar(select(func.count()).select_from(table).where(*mine)) or 0


def _number(key: str) -> int | None:
    return db.session.scalar(select(Shape.id).where(Shape.kind == NAME, Shape.key == key))


KIND = ShapeKind(Field, place=10, check=check, refuse_loss=refuse_loss, apply=convert)
