"""What stands on a map: alone, with others in one place, or so many that one figure tells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.road_openings import RoadOpeningRequest
from models.road_openings.ground.cells import middle_of
from models.road_openings.ground.spots import Count
from models.values.coordinates import degrees_of
from views.drawing.maps import HEIGHT, SMALLEST, WIDTH, View

BLOCK = 60.0
"""Figures stand so far apart, at least: one a block."""

EDGE = 20.0
"""From the edge of its block, so that a figure touches no neighbour."""

APART = 26.0
"""Points nearer than this are one place: a finger could not part them."""

NARROWED = 0.25
"""A figure's link shows a quarter of the map."""


@dataclass
class Place:
    """Requests that stand together; most stand alone."""

    x: float
    y: float
    rows: list[RoadOpeningRequest]

    def nearer(self, view: View) -> View | None:
        """The map on which they are apart; None where they stand on each other, or none is nearer."""
        if len({row.point for row in self.rows}) < 2 or view.span <= SMALLEST:
            return None
        found = View.of_points(degrees_of(row.point) for row in self.rows)
        return found if found is not None and found.span < view.span else view.zoomed(NARROWED)


@dataclass(frozen=True)
class Cluster:
    """Requests that are too many to be drawn: how many, and the part of the map where they are."""

    x: float
    y: float
    count: Count
    view: View
    latitude: float
    longitude: float


@dataclass
class Block:
    """The cells of a part of the map."""

    count: Count = field(default_factory=lambda: Count(0))
    cells: list[int] = field(default_factory=list)


def share(
    view: View, side: int, counts: Mapping[int, Count], *, limit: int, nearest: bool
) -> tuple[list[int], list[Block]]:
    """The cells whose requests are drawn one by one, `limit` in all; the blocks that a figure tells.

    The emptiest blocks are drawn first. Where nothing nearer can be shown, all are, and the caller cuts.
    """
    blocks: dict[tuple[int, int], Block] = defaultdict(Block)
    for cell, count in counts.items():
        latitude, longitude = middle_of(cell, side)
        block = blocks[_number(view.x(longitude), WIDTH), _number(view.y(latitude), HEIGHT)]
        block.count += count
        block.cells.append(cell)
    drawn: list[int] = []
    crowded: list[Block] = []
    left = limit
    for block in sorted(blocks.values(), key=lambda each: (each.count.capped, each.count.number)):
        if nearest or (not block.count.capped and block.count.number <= left):
            drawn += block.cells
            left -= block.count.number
        else:
            crowded.append(block)
    return drawn, crowded


def figure_of(view: View, side: int, block: Block, counts: Mapping[int, Count]) -> Cluster:
    """A block as its figure, in the middle of what it tells."""
    weights = [max(counts[cell].number, 1) for cell in block.cells]
    middles = [middle_of(cell, side) for cell in block.cells]
    latitude, longitude = (
        sum(middle[axis] * weight for middle, weight in zip(middles, weights, strict=True)) / sum(weights)
        for axis in (0, 1)
    )
    nearer = View(latitude, longitude, view.span * NARROWED).within()
    x, y = _inside(view.x(longitude), WIDTH), _inside(view.y(latitude), HEIGHT)
    return Cluster(x, y, block.count, nearer, latitude, longitude)


def _number(at: float, edge: float) -> int:
    """The block of a row; a cell that only reaches into the map belongs to the one at its edge."""
    return int(min(max(at, 0), edge - 1) // BLOCK)


def _inside(at: float, edge: float) -> float:
    low = _number(at, edge) * BLOCK
    return round(min(max(at, low + EDGE), low + BLOCK - EDGE), 1)


def places_of(view: View, rows: Sequence[RoadOpeningRequest]) -> list[Place]:
    """The requests that lie on the map, together where their points are too near to be parted."""
    places: list[Place] = []
    for row in rows:
        latitude, longitude = degrees_of(row.point)
        x, y = view.x(longitude), view.y(latitude)
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        near = (each for each in places if (each.x - x) ** 2 + (each.y - y) ** 2 < APART**2)
        if (place := next(near, None)) is not None:
            place.rows.append(row)
        else:
            places.append(Place(x, y, [row]))
    return places
