"""What was shaped, as rows, for those who shape; whoever only uses it asks `live`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from models.kernel.base import db
from models.shaping.bodies import Body, read
from models.shaping.kinds import KINDS, find_kind
from models.shaping.tables import ChangeState, Shape, ShapeChange, ShapeVersion


def find_shape(kind: str, key: str) -> Shape | None:
    """The shape of that kind and key, in use or retired."""
    return db.session.scalar(select(Shape).where(Shape.kind == kind, Shape.key == key))


def list_shapes(kind: str) -> list[Shape]:
    """All of a kind, by key; those that are retired too."""
    return list(db.session.scalars(select(Shape).where(Shape.kind == kind).order_by(Shape.key)))


def body_of(shape: Shape) -> Any:
    """What a shape says, as its kind reads it."""
    return read(shape.kind, shape.key, find_kind(shape.kind).body, shape.body)


def bodies_of(kind: str) -> dict[str, Body]:
    """What all of a kind say, by key."""
    return {shape.key: body_of(shape) for shape in list_shapes(kind)}


def all_written() -> dict[str, dict[str, Mapping[str, Any]]]:
    """Every shape as files show it, by kind in their order and by key."""
    return {kind: {shape.key: shape.written for shape in list_shapes(kind)} for kind in KINDS}


def find_change(number: int) -> ShapeChange | None:
    """The change of that number."""
    return db.session.get(ShapeChange, number)


def list_waiting(limit: int = 50) -> list[ShapeChange]:
    """Changes that nobody has decided of, oldest first."""
    waiting = ShapeChange.state == ChangeState.PROPOSED
    return list(db.session.scalars(_changes().where(waiting).order_by(ShapeChange.id).limit(limit)))


def list_changes(*, before: int | None = None, limit: int = 50) -> list[ShapeChange]:
    """Changes, newest first; `before`: older than that one."""
    older = [] if before is None else [ShapeChange.id < before]
    query = _changes().where(*older).order_by(ShapeChange.id.desc()).limit(limit)
    return list(db.session.scalars(query))


def _changes() -> Select[ShapeChange]:
    return select(ShapeChange).options(joinedload(ShapeChange.agent), selectinload(ShapeChange.versions))


def find_version(number: int) -> ShapeVersion | None:
    """The version of that number, if it went live."""
    found = db.session.get(ShapeVersion, number)
    return found if found is not None and found.change.state == ChangeState.LIVE else None


def list_versions(kind: str, key: str, limit: int = 50) -> list[ShapeVersion]:
    """What a shape has been, newest first: the versions that went live."""
    mine = (ShapeVersion.kind == kind, ShapeVersion.key == key, ShapeChange.state == ChangeState.LIVE)
    query = select(ShapeVersion).join(ShapeVersion.change).where(*mine)
    query = query.options(contains_eager(ShapeVersion.change).joinedload(ShapeChange.agent))
    return list(
        db.session.scalars(query.order_by(ShapeVersion.seen.desc(), ShapeVersion.id.desc()).limit(limit))
    )


def is_awaited(kind: str, key: str) -> bool:
    """Whether a change of this shape waits for somebody's decision."""
    mine = (ShapeVersion.kind == kind, ShapeVersion.key == key, ShapeChange.state == ChangeState.PROPOSED)
    return bool(
        db.session.scalar(
            select(func.count()).select_from(ShapeVersion).join(ShapeVersion.change).where(*mine)
        )
    )
