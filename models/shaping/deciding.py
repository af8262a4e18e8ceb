"""Another person decides of a change: switched on, or refused with a reason; a version is put back."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.shaping.bodies import RETIRED, Written
from models.shaping.changing import LOCK, go_live, propose, wanted_of
from models.shaping.queries import find_shape, find_version
from models.shaping.refusals import ChangeDecided, OwnChange, ShapeUnknown
from models.shaping.tables import ChangeState, ShapeChange


def approve(change: ShapeChange, *, actor: Actor) -> None:
    """Switches a change on, whole. Raises `NotAllowed`, `OwnChange`, `ChangeDecided`, and as `go_live`."""
    if not actor.may(Permission.APPROVE_SHAPES):
        raise NotAllowed
    with transaction():
        _take(change)
        if actor.is_staff and change.agent_id == actor.id:
            raise OwnChange
        change.decider_id = actor.id if actor.is_staff else None
        go_live(change, actor=actor)


def refuse(change: ShapeChange, *, reason: str, actor: Actor) -> None:
    """Nothing of it goes live; who asked for it takes it back so. Raises `NotAllowed`, `ChangeDecided`,
    `ReasonMissing`.
    """
    is_own = actor.is_staff and change.agent_id == actor.id
    if not (actor.may(Permission.APPROVE_SHAPES) or (is_own and actor.may(Permission.SHAPE))):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        _take(change)
        change.state, change.decided_at, change.verdict = ChangeState.REFUSED, now(), reason.strip()
        change.decider_id = actor.id if actor.is_staff else None
        audit.record(AuditAction.SHAPE_REFUSED, change, actor=actor, reason=change.verdict)


def restore(number: int, *, reason: str = "", actor: Actor) -> ShapeChange:
    """Asks for a change that puts the version of that number back as it was once live.

    Raises `ShapeUnknown`, `NothingChanges` where it holds already, and as `propose`.
    """
    if (version := find_version(number)) is None:
        raise ShapeUnknown
    return propose([wanted_of(version.kind, version.key, version.after)], reason=reason, actor=actor)


def undo(change: ShapeChange, *, reason: str = "", actor: Actor) -> ShapeChange:
    """Asks for a change that puts back all that this one changed; what it had made is retired.

    Raises `ChangeDecided` where it never went live, and as `propose`.
    """
    if change.state != ChangeState.LIVE:
        raise ChangeDecided
    before = [(version, version.before or version.after | {RETIRED: True}) for version in change.versions]
    return propose([wanted_of(v.kind, v.key, written) for v, written in before], reason=reason, actor=actor)


def retire(kind: str, key: str, *, seen: int | None = None, reason: str = "", actor: Actor) -> ShapeChange:
    """Asks for a change that hides a shape and keeps all that hangs on it.

    Raises `ShapeUnknown`, and as `propose`.
    """
    return _put(kind, key, {RETIRED: True}, seen=seen, reason=reason, actor=actor)


def bring_back(
    kind: str, key: str, *, seen: int | None = None, reason: str = "", actor: Actor
) -> ShapeChange:
    """Asks for a change that shows a retired shape again, as it was. Raises `ShapeUnknown`, as `propose`."""
    return _put(kind, key, {RETIRED: False}, seen=seen, reason=reason, actor=actor)


def _put(kind: str, key: str, facts: Written, *, seen: int | None, reason: str, actor: Actor) -> ShapeChange:
    if (shape := find_shape(kind, key)) is None:
        raise ShapeUnknown
    return propose([wanted_of(kind, key, shape.written | facts, seen=seen)], reason=reason, actor=actor)


def _take(change: ShapeChange) -> None:
    lock(LOCK)
    lock_row(change)
    if change.state != ChangeState.PROPOSED:
        raise ChangeDecided
