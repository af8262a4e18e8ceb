"""The cells of the map: a rough and a fine grid over the community, derived by the database from a point."""

from __future__ import annotations

from math import floor

from models.values.coordinates import EAST, NORTH, SOUTH, WEST

ROUGH, FINE = 16, 256
"""Cells on a side of each grid: of some 3 by 4 km, of 200 by 260 m."""

NOWHERE = -1
"""The cell of what was filed without a point."""

PLACES = 100_000
"""A point has five decimals: in whole numbers, both engines divide alike."""

_SOUTH, _WEST = round(SOUTH * PLACES), round(WEST * PLACES)
_HEIGHT, _WIDTH = round((NORTH - SOUTH) * PLACES) + 1, round((EAST - WEST) * PLACES) + 1

_LATITUDE = "CAST(substr(point, 1, 2) || substr(point, 4, 5) AS INTEGER)"
_LONGITUDE = "CAST(replace(substr(point, 11), '.', '') AS INTEGER)"
_IS_POINT = "substr(point, 3, 1) = '.' AND substr(point, 9, 2) = ', ' AND length(point) IN (17, 18)"


def cell_of(side: int) -> str:
    """The cell of a row as SQL derives it: row by row from the south, in each from the west.

    What was never filed has none: it is its company's alone.
    """
    row = f"({_LATITUDE} - {_SOUTH}) * {side} / {_HEIGHT}"
    column = f"({_LONGITUDE} - ({_WEST})) * {side} / {_WIDTH}"
    return (
        f"CASE WHEN first_filed_at IS NULL AND imported_at IS NULL THEN NULL WHEN {_IS_POINT}"
        f" THEN {row} * {side} + {column} ELSE {NOWHERE} END"
    )


def list_cells(south: float, west: float, north: float, east: float, side: int) -> list[int]:
    """The cells of a grid that a box touches."""
    rows = _span(south, north, _SOUTH, _HEIGHT, side)
    columns = _span(west, east, _WEST, _WIDTH, side)
    return [row * side + column for row in rows for column in columns]


def _span(low: float, high: float, origin: int, length: int, side: int) -> range:
    first, last = ((floor(edge * PLACES) - origin) * side // length for edge in (low, high))
    return range(max(first, 0), min(last, side - 1) + 1)


def middle_of(cell: int, side: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a cell."""
    row, column = divmod(cell, side)
    latitude = _SOUTH + (row + 0.5) * _HEIGHT / side
    return latitude / PLACES, (_WEST + (column + 0.5) * _WIDTH / side) / PLACES
