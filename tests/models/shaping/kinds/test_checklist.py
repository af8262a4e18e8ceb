"""A checklist is one of a kind of case, with points that tell themselves apart."""

from __future__ import annotations

import pytest

from models import shaping
from models.shaping import Wanted
from models.shaping.kinds.checklist import (
    MOST_POINTS,
    NAME,
    Checklist,
    ChecklistOfNothing,
    Point,
    PointsRefused,
)
from models.shaping.live import in_use
from models.shaping.refusals import ShapeKeyRefused
from tests.support.records import by

RECALLED, SEEN = Point(key="rappele", label="Rappelé", required=True), Point(key="vu", label="Vu")


def propose(actor, *points, kind="help"):
    return shaping.propose([Wanted(NAME, kind, Checklist(points=list(points)))], actor=by(actor))


def test_a_checklist_holds_its_points_in_their_order_and_goes_as_a_file(app, admin):
    propose(admin, SEEN, RECALLED)
    assert in_use(NAME)["help"].points == [SEEN, RECALLED]
    text = shaping.export()
    assert "label: Rappelé" in text and shaping.diff(text) == []
    propose(admin, RECALLED)
    (difference,) = shaping.diff(text)
    assert (difference.kind, difference.key, difference.names) == (NAME, "help", ["points"])


def test_a_checklist_of_nothing_is_refused(app, admin):
    with pytest.raises(ChecklistOfNothing):
        propose(admin, SEEN, kind="weather")


@pytest.mark.parametrize(
    "points",
    [
        (),
        (Point(key="a", label=" "),),
        (Point(key="a", label="x" * 121),),
        (Point(key="a", label="deux\nlignes"),),
        (Point(key="a", label="Vu"), Point(key="b", label="VU")),
        (Point(key="a", label="Vu"), Point(key="a", label="Lu")),
        tuple(Point(key=f"p{number}", label=f"Point {number}") for number in range(MOST_POINTS + 1)),
    ],
)
def test_points_that_cannot_be_told_apart_are_refused(app, admin, points):
    with pytest.raises(PointsRefused):
        propose(admin, *points)


def test_a_key_of_a_point_is_one(app, admin):
    with pytest.raises(ShapeKeyRefused):
        propose(admin, Point(key="Deux mots", label="Vu"))
