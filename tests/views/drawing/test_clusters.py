"""Drawn alone, in one place, or told by a figure: never more than may be, and none forgotten."""

from __future__ import annotations

from models.road_openings import RoadOpeningRequest
from models.road_openings.ground.cells import FINE, list_cells
from models.road_openings.ground.spots import Count
from views.drawing.clusters import BLOCK, figure_of, places_of, share
from views.drawing.maps import SMALLEST, View

VIEW = View(49.5, 0.1, 0.05)


def cells_at(*points: tuple[float, float]) -> list[int]:
    """The fine cells of some points."""
    return [list_cells(north, east, north, east, FINE)[0] for north, east in points]


def test_the_emptiest_parts_are_drawn_and_the_others_told_by_a_figure() -> None:
    few, many, unknown = cells_at((49.51, 0.08), (49.50, 0.10), (49.49, 0.12))
    counts = {few: Count(3), many: Count(40), unknown: Count(2, True)}
    drawn, crowded = share(VIEW, FINE, counts, limit=10, nearest=False)
    assert drawn == [few]
    figures = [figure_of(VIEW, FINE, block, counts) for block in crowded]
    assert {figure.count for figure in figures} == {Count(40), Count(2, True)}
    assert all(figure.view.span < VIEW.span for figure in figures)
    assert sorted(share(VIEW, FINE, counts, limit=10, nearest=True)[0]) == sorted(counts)


def test_two_figures_never_touch() -> None:
    cells = list_cells(VIEW.south, VIEW.west, VIEW.north, VIEW.east, FINE)
    counts = {cell: Count(cell % 7 + 1) for cell in cells}
    _, crowded = share(VIEW, FINE, counts, limit=0, nearest=False)
    figures = [figure_of(VIEW, FINE, block, counts) for block in crowded]
    assert len(figures) > 20
    for place, figure in enumerate(figures):
        for other in figures[place + 1 :]:
            assert abs(figure.x - other.x) >= BLOCK / 3 * 2 or abs(figure.y - other.y) >= BLOCK / 3 * 2


def test_points_that_no_finger_parts_are_one_place_and_come_apart_nearer() -> None:
    def at(point: str) -> RoadOpeningRequest:
        return RoadOpeningRequest(point=point)

    together = [at("49.50000, 0.10000"), at("49.50010, 0.10010")]
    alone, outside = at("49.51500, 0.08000"), at("49.70000, 0.20000")
    both, single = places_of(VIEW, [*together, alone, outside])
    assert both.rows == together and single.rows == [alone]
    nearer = both.nearer(VIEW)
    assert nearer is not None and len(places_of(nearer, together)) == 2
    assert single.nearer(VIEW) is None
    (same,) = places_of(VIEW, [at("49.50000, 0.10000"), at("49.50000, 0.10000")])
    assert same.nearer(VIEW) is None
    assert both.nearer(View(49.5, 0.1, SMALLEST)) is None
