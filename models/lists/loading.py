"""What a list reads of other tables in its one statement, told by names: `company`, `account.company`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from models.kernel.base import Base

LEFT = "-"
"""Before a name: left alone until it is asked for. `-open_attachment.*` is all that hangs behind that row."""


def options(model: type[Base], names: Iterable[str]) -> list[ExecutableOption]:
    """The options of a statement on rows of `model`; `AttributeError` for a name that it does not have."""
    return [_option(model, name) for name in names]


@cache
def _option(model: type[Base], name: str) -> ExecutableOption:
    *way, last = name.removeprefix(LEFT).split(".")
    found: Any = None
    for step in way if name.startswith(LEFT) else [*way, last]:
        relation = getattr(model, step)
        found = joinedload(relation) if found is None else found.joinedload(relation)
        model = relation.property.mapper.class_
    if name.startswith(LEFT):
        found = found.lazyload(last if last == "*" else getattr(model, last))
    option: ExecutableOption = found
    return option
