"""A kind of shape for tests alone: walls, which lose what hangs on them as they shrink."""

from __future__ import annotations

from models.shaping import Body, LosesValues, ShapeKind, ShapeRefused, Wanted


class Wall(Body, frozen=True, kw_only=True):
    """A wall."""

    colour: str
    width: int = 10
    doors: list[dict[str, str]] = []


class WallInvisible(ShapeRefused):
    """No wall is of glass."""


def check(wish, together):
    if wish.after.colour == "glass" or sum(wall.width for wall in together.values()) > 100:
        raise WallInvisible(key=wish.key)


def refuse_loss(wish):
    if wish.before is not None and wish.after.width < wish.before.width:
        raise LosesValues(key=wish.key, count=1, example="a picture")


WALL = ShapeKind(
    Wall, place=1, check=check, refuse_loss=refuse_loss, apply=lambda wish, actor: wish.after.width
)


def wall(key, colour="white", *, seen=None, retired=False, **facts):
    """What is wanted of one wall."""
    return Wanted("wall", key, Wall(colour=colour, **facts), retired, seen)
