"""Rows as a list reads them: plain objects that answer a model's own questions, without the session behind.

`Reading(Concession, ["title", "open_attachment.company.name"])` reads these columns alone, of the rows and of
those they name, in one statement that is built once; entities would be built of all that their tables hold.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType
from typing import Any, cast

from sqlalchemy import Select, inspect
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapper, aliased

from models.kernel.base import Base, db

ALL = "*"
"""At the end of a path: every column of that table."""


@cache
def plain(model: Hashable) -> type[Any]:
    """A class of objects with the properties and methods of a model, whose columns are mere attributes.

    What was not read is asked of the entity: slower, never wrong.
    """
    assert isinstance(model, type)
    held: dict[str, object] = {"__getattr__": _asked_of(model)}
    for parent in reversed(model.__mro__):
        if parent in Base.__mro__:
            continue
        for name, value in vars(parent).items():
            if isinstance(value, hybrid_property):
                held[name] = property(value.fget)
            elif isinstance(value, (property, FunctionType)) and not name.startswith("__"):
                held[name] = value
    return type(model.__name__, (), held)


def _asked_of(model: type[Any]) -> Callable[[object, str], object]:
    known, key = inspect(model).attrs, _key_of(inspect(model))

    def ask(row: object, name: str) -> object:
        if name not in known or name == key:
            raise AttributeError(name)
        found = row.__dict__[name] = getattr(db.session.get(model, getattr(row, key)), name)
        return found

    return ask


def _key_of(mapper: Mapper[Any]) -> str:
    return mapper.get_property_by_column(mapper.primary_key[0]).key


@dataclass
class Part:
    """One table of the statement: its columns, and of which other part it is what attribute."""

    entity: Any
    mapper: Mapper[Any]
    parent: Part | None = None
    attribute: str = ""
    relation: Any = None
    names: list[str] = field(default_factory=list)
    start: int = 0

    def add(self, name: str) -> None:
        """Reads a column; or each of them, save what is read only when asked for."""
        wanted = (
            [name]
            if name != ALL
            else [column.key for column in self.mapper.column_attrs if not column.deferred]
        )
        self.names += [column for column in wanted if column not in self.names]


class Reading:
    """What a list reads: paths of columns, over relations to one row; what is no column is passed over."""

    def __init__(self, model: type[Any], paths: Iterable[str]) -> None:
        parts = {"": Part(model, inspect(model))}
        for path in paths:
            *way, name = path.split(".")
            for place, step in enumerate(way):
                here, there = ".".join(way[:place]), ".".join(way[: place + 1])
                if there not in parts:
                    parts[there] = _joined(parts[here], step)
            part = parts[".".join(way)]
            if name == ALL or name in part.mapper.column_attrs:
                part.add(name)
        self.columns: list[Any] = []
        """What it reads, the number of the row first."""
        for part in parts.values():
            key = _key_of(part.mapper)
            part.names = [key, *(name for name in part.names if name != key)]
            part.start = len(self.columns)
            self.columns += [getattr(part.entity, name) for name in part.names]
        self._parts = order = list(parts.values())
        self._made = [
            (
                plain(cast(Hashable, part.mapper.class_)),
                tuple(part.names),
                slice(part.start, part.start + len(part.names)),
                -1 if part.parent is None else order.index(part.parent),
                part.attribute,
            )
            for part in order
        ]

    def along(self, source: Select[Any]) -> Select[Any]:
        """A statement that reads the model's table, with the tables beside it."""
        for part in self._parts[1:]:
            source = source.join(part.entity, part.relation.of_type(part.entity), isouter=True)
        return source

    def row(self, values: Sequence[object]) -> Any:
        """The row that its columns tell, whatever follows them; None where they are empty."""
        made: list[object] = []
        for kind, names, place, parent, attribute in self._made:
            row, held = None, values[place]
            if held[0] is not None:
                row = kind()
                row.__dict__.update(zip(names, held, strict=True))
            if parent >= 0 and made[parent] is not None:
                made[parent].__dict__[attribute] = row
            made.append(row)
        return made[0]


def _joined(part: Part, step: str) -> Part:
    relation = getattr(part.entity, step)
    assert not relation.property.uselist, f"{step} is more than one row"
    mapper = relation.property.mapper
    return Part(aliased(mapper.class_), mapper, part, step, relation)
