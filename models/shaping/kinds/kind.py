"""What a kind of shape says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.kernel.actors import Actor
from models.shaping.bodies import Body

B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class Wish(Generic[B]):
    """What a change wants of one shape; `before` is None for a new one."""

    key: str
    before: B | None
    after: B
    retired: bool = False


def _nothing_lost(wish: Wish[B]) -> None:
    return None


def _nothing_done(wish: Wish[B], actor: Actor) -> int:
    return 0


@dataclass(frozen=True)
class ShapeKind(Generic[B]):
    """A kind of shape: how it is read, what refuses it, what follows when it goes live.

    All are called inside the transaction of the change, with the shapes that will hold beside it.
    """

    body: type[B]
    place: int
    """Kinds are applied and written in this order: what others refer to comes first."""

    check: Callable[[Wish[B], Mapping[str, Body]], None]
    """Raises a `ShapeRefused` for what may not be, given all shapes of the kind as they would be, by key."""

    refuse_loss: Callable[[Wish[B]], None] = _nothing_lost
    """Raises `LosesValues`, or a refusal of the kind's own, where what was typed would be lost."""

    apply: Callable[[Wish[B], Actor], int] = _nothing_done
    """Follows it in the data, once; how many rows it wrote."""
