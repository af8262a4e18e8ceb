"""The shapes that hold, as whoever uses them sees them: read once a process for each change of them.

A row says which state of the shapes holds (`ShapingMark`). A page reads it with the session of whoever asks;
what was read of that state is kept. The mark is drawn by chance, so that no restored archive repeats one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import literal, select

from models.kernel.access.sessions import SHAPED, mark_of_shapes
from models.kernel.base import db
from models.kernel.transactions import in_transaction
from models.shaping.bodies import read
from models.shaping.kinds import KINDS
from models.shaping.tables import Shape, ShapingMark

NOTHING: Mapping[str, Any] = MappingProxyType({})

_KEPT: dict[str, dict[str, Mapping[str, Any]]] = {}
"""By mark: the shapes in use, by kind and key."""

_RENEWED = "shapes-renewed"
"""What a session's `info` says once it has changed them."""

_EVER, _NUMBERS = " ever", " numbers"
"""Beside a kind's name: its shapes with the retired ones, and their numbers."""

STATES = 4
"""States of which a process keeps what it read: the one that holds, and what others still show."""


def in_use(kind: str) -> Mapping[str, Any]:
    """What the shapes of a kind say by key, without those that are retired, in the order of their keys."""
    return _state().get(kind, NOTHING)


def ever(kind: str) -> Mapping[str, Any]:
    """The same with those that are retired: what the trail tells of them is read for ever."""
    return _state().get(f"{kind}{_EVER}", NOTHING)


def numbers(kind: str) -> Mapping[str, int]:
    """By key the number of each shape of a kind, retired or not: rows refer to it."""
    return _state().get(f"{kind}{_NUMBERS}", NOTHING)


def mark() -> str | None:
    """Which state holds: another one after every change; None before anything was shaped."""
    _state()
    found: str | None = db.session().info.get(SHAPED)
    return found


def renew() -> None:
    """Says to every process, from the commit of the transaction under way, that the shapes have changed."""
    session = db.session()
    row = session.get(ShapingMark, 1)
    if row is None:
        session.add(row := ShapingMark(id=1, mark=""))
    row.mark = secrets.token_hex(16)
    session.info[_RENEWED] = True


def _state() -> dict[str, Mapping[str, Any]]:
    info = db.session().info
    if _RENEWED in info:
        if in_transaction():  # what may be taken back is kept for nobody
            return _read()[1]
        del info[_RENEWED]
        info.pop(SHAPED, None)
    if SHAPED not in info:
        info[SHAPED] = db.session.scalar(select(mark_of_shapes()))
    if (mark := info[SHAPED]) is None:
        return {}
    found = _KEPT.get(mark)  # nothing in use is a state, too
    return found if found is not None else _keep(*_read())


def _keep(mark: str, found: dict[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    # Under the mark that was read along: a replica may be a change behind.
    while len(_KEPT) >= STATES:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[mark] = found
    return found


def _read() -> tuple[str, dict[str, Mapping[str, Any]]]:
    held = select(ShapingMark.mark, Shape.id, Shape.kind, Shape.key, Shape.body, Shape.retired_at)
    held = held.outerjoin(Shape, literal(True)).where(ShapingMark.id == 1)
    rows = db.session.execute(held.order_by(Shape.key)).all()
    found: dict[str, dict[str, Any]] = {}
    for _, number, kind, key, body, retired_at in rows:
        if kind in KINDS:
            shape = read(kind, key, KINDS[kind].body, body)
            found.setdefault(f"{kind}{_EVER}", {})[key] = shape
            found.setdefault(f"{kind}{_NUMBERS}", {})[key] = number
            if retired_at is None:
                found.setdefault(kind, {})[key] = shape
    return rows[0].mark if rows else "", {kind: MappingProxyType(shapes) for kind, shapes in found.items()}
