"""A map drawn by the server: which part of the ground it shows, its graticule and its scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, floor, isfinite, log10, radians

WIDTH, HEIGHT = 720.0, 480.0
"""The drawing's own units."""

SMALLEST, LARGEST = 0.0015, 0.6
"""Degrees from south to north: some 170 m, and all that a point may lie in."""

STEPS = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002)
METRES = 111_320
"""In a degree of latitude, and of longitude at the equator."""

MOST_LINES = 6
LONGEST_BAR = 160.0


@dataclass(frozen=True)
class Line:
    """A meridian or a parallel: where it crosses the drawing, and its degrees in words."""

    at: float
    words: str


@dataclass(frozen=True)
class Bar:
    """The bar of the scale."""

    width: float
    words: str


@dataclass(frozen=True)
class View:
    """The part of the ground that a map shows, around its middle; `span`: degrees from south to north."""

    latitude: float
    longitude: float
    span: float

    @classmethod
    def around(cls, south: float, west: float, north: float, east: float) -> View:
        """The smallest one that holds a box."""
        latitude = (south + north) / 2
        wide = (east - west) * cos(radians(latitude)) * HEIGHT / WIDTH
        return cls(latitude, (west + east) / 2, max(north - south, wide)).within()

    @classmethod
    def of_points(cls, points: Iterable[tuple[float, float]]) -> View | None:
        """One that holds all of them with a margin; None without any."""
        found = list(points)
        if not found:
            return None
        latitudes, longitudes = zip(*found, strict=True)
        margin = max((max(latitudes) - min(latitudes)) * 0.15, SMALLEST / 2)
        return cls.around(
            min(latitudes) - margin,
            min(longitudes) - margin,
            max(latitudes) + margin,
            max(longitudes) + margin,
        )

    def within(self) -> View:
        """The same, no smaller and no larger than a map may be."""
        return View(self.latitude, self.longitude, min(max(self.span, SMALLEST), LARGEST))

    @property
    def width(self) -> float:
        """Degrees from west to east."""
        return self.span * WIDTH / HEIGHT / cos(radians(self.latitude))

    @property
    def south(self) -> float:
        """The lower edge."""
        return self.latitude - self.span / 2

    @property
    def north(self) -> float:
        """The upper edge."""
        return self.latitude + self.span / 2

    @property
    def west(self) -> float:
        """The left edge."""
        return self.longitude - self.width / 2

    @property
    def east(self) -> float:
        """The right edge."""
        return self.longitude + self.width / 2

    def x(self, longitude: float) -> float:
        """Where a meridian crosses the drawing."""
        return round((longitude - self.west) / self.width * WIDTH, 1)

    def y(self, latitude: float) -> float:
        """Where a parallel does."""
        return round((self.north - latitude) / self.span * HEIGHT, 1)

    def zoomed(self, factor: float) -> View:
        """Nearer, or from further away."""
        return View(self.latitude, self.longitude, self.span * factor).within()

    def moved(self, east: float, north: float) -> View:
        """Beside it, by parts of its own width and height."""
        return View(self.latitude + self.span * north, self.longitude + self.width * east, self.span)

    def __str__(self) -> str:
        """As addresses write it: west, south, east, north."""
        return ",".join(f"{edge:.5f}" for edge in (self.west, self.south, self.east, self.north))


WHOLE = View(49.6, 0.25, 0.44)
"""What a map shows unless told: the community."""


def parse(text: str) -> View | None:
    """The view that an address tells; None where it tells none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    edges = (west, south, east, north)
    if not all(map(isfinite, edges)) or not (-5 <= west < east <= 5 and 45 <= south < north <= 55):
        return None
    return View.around(south, west, north, east)


def graticule(view: View) -> tuple[list[Line], list[Line]]:
    """The meridians and the parallels."""
    step = next((each for each in reversed(STEPS) if view.width / each <= MOST_LINES), STEPS[0])
    decimals = max(-floor(log10(step) + 1e-9), 1)
    meridians = [
        Line(view.x(at), _words(at, decimals, "EO")) for at in _multiples(view.west, view.east, step)
    ]
    parallels = [
        Line(view.y(at), _words(at, decimals, "NS")) for at in _multiples(view.south, view.north, step)
    ]
    return meridians, parallels


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    yield from (number * step for number in range(floor(low / step) + 1, floor(high / step) + 1))


def _words(at: float, decimals: int, sides: str) -> str:
    side = "" if abs(at) < 1e-9 else sides[at < 0]
    return f"{abs(at):.{decimals}f}° {side}".strip().replace(".", ",").replace(" ", "\N{NO-BREAK SPACE}")


def scale_of(view: View) -> Bar:
    """The longest round distance that the bar may be."""
    metres = view.span * METRES / HEIGHT
    longest = metres * LONGEST_BAR
    power = 10 ** floor(log10(longest))
    length = power * next(each for each in (5, 2, 1) if power * each <= longest)
    words = f"{length // 1000:.0f} km" if length >= 1000 else f"{length:.0f} m"
    return Bar(round(length / metres, 1), words.replace(" ", "\N{NO-BREAK SPACE}"))
