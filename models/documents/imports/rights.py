"""Who may bring which kind of file in: agents make migrations, administrators everything that they may do.

A batch of migrations is prepared by either, and taken in by somebody who may attach: in their name.
"""

from __future__ import annotations

from models.documents.imports.tables import ImportKind
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.permissions import Permission


def may_send(kind: str, actor: Actor) -> bool:
    """Whether the actor may send such a file, and have it tried."""
    if kind == ImportKind.MIGRATIONS.value:
        return actor.may(Permission.RUN_BATCHES) or actor.may(Permission.IMPORT)
    return actor.may(Permission.IMPORT)


def may_run(kind: str, actor: Actor) -> bool:
    """Whether such a file may be taken in in the actor's name."""
    if kind == ImportKind.MIGRATIONS.value:
        return actor.may(Permission.RUN_BATCHES) and actor.may(Permission.ATTACH)
    return actor.may(Permission.IMPORT)


def list_sendable(actor: Actor) -> list[ImportKind]:
    """The kinds of files that the actor may send."""
    return [kind for kind in ImportKind if may_send(kind.value, actor)]


def must_send(kind: str, actor: Actor) -> None:
    """Raises `NotAllowed`."""
    if not may_send(kind, actor):
        raise NotAllowed


def must_run(kind: str, actor: Actor) -> None:
    """Raises `NotAllowed`."""
    if not may_run(kind, actor):
        raise NotAllowed
