"""The added fields in a list: columns that each reader may choose, filters, and the cells of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from flask import g

from models.shaping import searching
from models.shaping.fields.body import OF_CHOICES, Field, FieldType, Noun
from models.shaping.fields.values import NO, YES
from models.shaping.filling import fields_of, in_words, values_of
from models.shaping.live import mark
from views.backoffice.kit.columns import Column, Filter
from views.backoffice.shaping.fields.facts import NOUNS, words_of

PREFIX = "champ-"
"""How the name of a filter in an address begins; the field's key follows."""


def columns_of(model: Any, role: str) -> tuple[Column, ...]:
    """The columns of a noun's added fields that this role sees, each by its own choice."""
    noun = NOUNS.get(getattr(model, "audit_kind", ""))
    return () if noun is None else _columns(noun, role, mark())


@lru_cache(64)
def _columns(noun: Noun, role: str, state: str | None) -> tuple[Column, ...]:
    fields = fields_of(noun, role)
    return tuple(
        Column(field.label, _value(noun, key, field), optional=True, name=f"{PREFIX}{key}")
        for key, field in fields.items()
    )


def _value(noun: Noun, key: str, field: Field) -> Callable[[Any], object]:
    return lambda row: words_of(field, _loaded().get(noun, {}).get(row.id, {}).get(key, []))


def load(columns: Iterable[Column], model: Any, rows: Sequence[Any]) -> None:
    """Reads what these columns show of the rows of a page: one statement, none for no added field."""
    keys = [column.name.removeprefix(PREFIX) for column in columns if column.name]
    noun = NOUNS.get(getattr(model, "audit_kind", ""))
    if noun is not None and keys:
        _loaded()[noun] = values_of(noun, [row.id for row in rows], keys)


def _loaded() -> dict[Noun, Any]:
    if "added_values" not in g:
        g.added_values = {}
    found: dict[Noun, Any] = g.added_values
    return found


def filters_of(model: Any, role: str) -> tuple[Filter, ...]:
    """The filters of a noun's added fields that this role sees."""
    noun = NOUNS.get(getattr(model, "audit_kind", ""))
    return () if noun is None else _filters(noun, role, mark())


@lru_cache(64)
def _filters(noun: Noun, role: str, state: str | None) -> tuple[Filter, ...]:
    return tuple(_filter(noun, key, field) for key, field in fields_of(noun, role).items())


def _filter(noun: Noun, key: str, field: Field) -> Filter:
    choices = [(option.key, option.label) for option in field.choices]
    if field.type is FieldType.YES_NO:
        choices = [(YES, "Oui"), (NO, "Non")]
    control = "select" if field.type in (*OF_CHOICES, FieldType.YES_NO) else "text"
    return Filter(
        f"{PREFIX}{key}",
        field.label,
        lambda typed: searching.holds(noun, key, typed),
        (lambda: choices) if control == "select" else (),
        control=control,
        more=True,
    )


def lines_along(
    model: Any, role: str, columns: Sequence[Column], rows: Iterable[Any]
) -> tuple[list[str], Iterator[list[str]]]:
    """The heads and the lines of a file: what its columns tell of each row, then its added fields."""
    noun = NOUNS.get(getattr(model, "audit_kind", ""))
    fields = fields_of(noun, role) if noun is not None else {}
    heads = [column.label for column in columns]
    if noun is None or not fields:
        return heads, ([column.text(row) for column in columns] for row in rows)
    every = searching.along(noun, rows, list(fields))
    lines = (
        [column.text(row) for column in columns]
        + [in_words(field, held.get(key, [])) for key, field in fields.items()]
        for row, held in every
    )
    return [*heads, *(field.label for field in fields.values())], lines
