"""A change of shapes: asked for whole, gone live whole, in one transaction or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.shaping import live
from models.shaping.bodies import Body, Written, check_key, is_retired, read, write
from models.shaping.kinds import KINDS, ShapeKind, Wish, find_kind
from models.shaping.queries import bodies_of, find_shape
from models.shaping.refusals import NothingChanges, ShapeKeyTaken
from models.shaping.tables import ChangeState, Shape, ShapeChange, ShapeVersion

LOCK = "shaping"
"""Changes wait for each other, whatever they are about: one may refer to what another makes."""

_by_two = False


def install(*, by_two: bool) -> None:
    """Says whether a change waits for another person's decision; called once by whoever assembles."""
    global _by_two
    _by_two = by_two


def is_by_two() -> bool:
    """Whether a change waits for another person's decision."""
    return _by_two


@dataclass(frozen=True)
class Wanted:
    """One shape as it shall be. `seen`: the version that the person read, 0 for one that shall be new."""

    kind: str
    key: str
    body: Body
    retired: bool = False
    seen: int | None = None


def propose(wanted: Sequence[Wanted], *, reason: str = "", actor: Actor) -> ShapeChange:
    """Asks for a change, which goes live at once where nobody else has to decide.

    Raises `NotAllowed`, `NothingChanges`, `Stale`, what `check` of a kind raises, `LosesValues`.
    """
    if not actor.may(Permission.SHAPE):
        raise NotAllowed
    with transaction() as session:
        lock(LOCK)
        versions = [version for entry in _in_order(wanted) if (version := _version(entry)) is not None]
        if not versions:
            raise NothingChanges
        change = ShapeChange(at=now(), state=ChangeState.PROPOSED, versions=versions)
        change.reason, change.rewritten = reason.strip(), 0
        change.agent_id = actor.id if actor.is_staff else None
        session.add(change)
        session.flush()
        if is_by_two():
            for version, kind, wish in _wishes(change):
                _examine(version, kind, wish)
            audit.record(
                AuditAction.SHAPE_PROPOSED,
                change,
                actor=actor,
                after={"shapes": [f"{version.kind} {version.key}" for version in versions]},
                reason=change.reason or None,
            )
        else:
            go_live(change, actor=actor)
        return change


def go_live(change: ShapeChange, *, actor: Actor) -> None:
    """Applies all of it, inside the transaction of the caller, who holds the lock.

    Raises `Stale` when a shape was changed since the change was asked for, and as `propose`.
    """
    session = db.session()
    live.renew()
    for version, kind, wish in _wishes(change):
        shape = _examine(version, kind, wish)
        change.rewritten += kind.apply(wish, actor)
        if shape is None:
            session.add(shape := Shape(kind=version.kind, key=version.key, version=0))
        shape.body, shape.version, shape.changed_at = write(wish.after), version.number, now()
        shape.retired_at = (shape.retired_at or now()) if wish.retired else None
        session.flush()
        before, after = _difference(version.before or {}, version.after)
        audit.record(
            AuditAction.SHAPE_CHANGED,
            shape,
            actor=actor,
            before=before | {"version": version.seen},
            after=after | {"version": version.number},
            reason=change.reason or None,
        )
    change.state, change.decided_at = ChangeState.LIVE, now()


def wanted_of(kind: str, key: str, written: Mapping[str, object], *, seen: int | None = None) -> Wanted:
    """A shape as a file writes it; raises `ShapeKindUnknown`, `ShapeUnreadable`."""
    body: Body = read(kind, key, find_kind(kind, key).body, written)
    return Wanted(kind, key, body, is_retired(kind, key, written), seen)


def _in_order(wanted: Sequence[Wanted]) -> list[Wanted]:
    places = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(wanted, key=lambda entry: (places.get(entry.kind, 0), entry.key))


def _version(wanted: Wanted) -> ShapeVersion | None:
    check_key(wanted.kind, wanted.key)
    shape = find_shape(wanted.kind, wanted.key)
    number = shape.version if shape is not None else 0
    if wanted.seen is not None and wanted.seen != number:
        if wanted.seen == 0:
            raise ShapeKeyTaken(kind=wanted.kind, key=wanted.key)
        raise Stale(version=number, seen=wanted.seen)
    before, after = shape.written if shape is not None else None, write(wanted.body, retired=wanted.retired)
    if before == after:
        return None
    return ShapeVersion(kind=wanted.kind, key=wanted.key, seen=number, before=before, after=after)


def _wishes(change: ShapeChange) -> list[tuple[ShapeVersion, ShapeKind[Any], Wish[Any]]]:
    wishes = []
    for version in change.versions:
        kind = find_kind(version.kind, version.key)
        before, after = (
            None if written is None else read(version.kind, version.key, kind.body, written)
            for written in (version.before, version.after)
        )
        assert after is not None
        wishes.append(
            (
                version,
                kind,
                Wish(version.key, before, after, is_retired(version.kind, version.key, version.after)),
            )
        )
    return wishes


def _examine(version: ShapeVersion, kind: ShapeKind[Any], wish: Wish[Any]) -> Shape | None:
    shape = find_shape(version.kind, version.key)
    number = shape.version if shape is not None else 0
    if number != version.seen:
        raise Stale(version=number, seen=version.seen)
    together = bodies_of(version.kind)
    for other in version.change.versions:
        if other.kind == version.kind:
            together[other.key] = read(other.kind, other.key, kind.body, other.after)
    kind.check(wish, together)
    kind.refuse_loss(wish)
    return shape


def _difference(before: Written, after: Written) -> tuple[dict[str, object], dict[str, object]]:
    """What differs, by name, as the trail keeps it: plain values, and what is nested as JSON."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ({name: _plain(side[name]) for name in names if name in side} for side in (before, after))  # type: ignore[return-value]


def _plain(value: object) -> object:
    nested = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value)
    )
    return json.dumps(value, ensure_ascii=False) if nested else value
