"""The pictures of somebody else's map under ours, where a setting says who has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asinh, atan, degrees, floor, log2, pi, radians, sinh, tan
from typing import cast

from flask import Flask, current_app

from views.drawing import maps
from views.drawing.maps import WIDTH, View

EDGE, DEEPEST = 256, 19
"""A picture's own edge, and the nearest that is asked for."""

_PLACE = "bascule.tiles"


@dataclass(frozen=True)
class Source:
    """Who has them: an address that holds `{z}`, `{x}` and `{y}`, and whose they are."""

    template: str
    credit: str


@dataclass(frozen=True)
class Tile:
    """A picture, and where it lies in the drawing."""

    href: str
    x: float
    y: float
    width: float
    height: float


def install(app: Flask, source: Source | None) -> None:
    """Says who has them; nobody, unless told."""
    app.extensions[_PLACE] = source


def installed() -> Source | None:
    """Who has them."""
    return cast("Source | None", current_app.extensions[_PLACE])


def tiles_of(view: View) -> list[Tile]:
    """Those that lie under a map.

    They are Mercator's and the map is not: each is laid between its own edges, within which the two differ by
    less than a pixel.
    """
    if (source := installed()) is None:
        return []
    depth = min(max(round(log2(360 / view.width * WIDTH / EDGE)), 0), DEEPEST)
    count: int = 2**depth
    columns = range(_column(view.west, count), _column(view.east, count) + 1)
    rows = range(_row(view.north, count), _row(view.south, count) + 1)
    return [_tile(view, source, depth, column, row) for row in rows for column in columns]


def _column(longitude: float, count: int) -> int:
    return floor((longitude + 180) / 360 * count)


def _row(latitude: float, count: int) -> int:
    return floor((1 - asinh(tan(radians(latitude))) / pi) / 2 * count)


def _tile(view: View, source: Source, depth: int, column: int, row: int) -> Tile:
    count: int = 2**depth
    west, east = (view.x((column + side) / count * 360 - 180) for side in (0, 1))
    north, south = (view.y(degrees(atan(sinh(pi * (1 - 2 * (row + side) / count))))) for side in (0, 1))
    filled = {"z": depth, "x": column, "y": row}
    href = source.template
    for name, value in filled.items():
        href = href.replace(f"{{{name}}}", str(value))
    return Tile(href, west, north, round(east - west, 1), round(south - north, 1))


@dataclass(frozen=True)
class Ground:
    """What a template draws of any map, whatever stands on it."""

    view: View
    meridians: Sequence[maps.Line]
    parallels: Sequence[maps.Line]
    bar: maps.Bar
    tiles: Sequence[Tile]
    source: Source | None
    width: float = maps.WIDTH
    height: float = maps.HEIGHT
    whole: View = maps.WHOLE


def ground_of(view: View) -> Ground:
    """What lies under a map."""
    meridians, parallels = maps.graticule(view)
    return Ground(view, meridians, parallels, maps.scale_of(view), tiles_of(view), installed())
