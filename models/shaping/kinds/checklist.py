"""Checklists: for each kind of case the points that staff tick, in order, some before it is closed."""

from __future__ import annotations

from collections.abc import Mapping

from models.shaping.bodies import Body, check_key
from models.shaping.kinds.kind import ShapeKind, Wish
from models.shaping.refusals import ShapeRefused
from models.values.case_kinds import CaseKind

NAME = "checklist"
MOST_POINTS = 20
LONGEST_POINT = 120


class Point(Body, frozen=True):
    """One of them. Its key stays with what was ticked, whatever its words become."""

    key: str
    label: str
    required: bool = False


class Checklist(Body, frozen=True):
    """Its key is the kind of case."""

    points: list[Point]


class ChecklistOfNothing(ShapeRefused):
    """A checklist is one of a kind of case."""


class PointsRefused(ShapeRefused):
    """A checklist has points, not too many, each a line of its own (facts: `limit`, `longest`)."""

    field = "points"


def check(wish: Wish[Checklist], together: Mapping[str, Body]) -> None:
    """Raises `ChecklistOfNothing`, `PointsRefused`, `ShapeKeyRefused`."""
    if wish.key not in set(CaseKind):
        raise ChecklistOfNothing(kind=NAME, key=wish.key)
    points = wish.after.points
    labels = [point.label.strip().lower() for point in points]
    wrong = [label for label in labels if not label or len(label) > LONGEST_POINT or "\n" in label]
    twice = len(set(labels)) < len(points) or len({point.key for point in points}) < len(points)
    if wrong or twice or not 0 < len(points) <= MOST_POINTS:
        raise PointsRefused(kind=NAME, key=wish.key, limit=MOST_POINTS, longest=LONGEST_POINT)
    for point in points:
        check_key(NAME, point.key)


KIND = ShapeKind(Checklist, place=40, check=check)
