"""A point on the ground, however people have it at hand: degrees, a map's link, surveyors' metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import asin, atan, atan2, atanh, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt, tanh
from urllib.parse import unquote

SOUTH, NORTH, WEST, EAST = 49.3, 49.9, -0.1, 0.6
"""A box around the community: no point lies outside."""

_D = r"([+-]?\d{1,3}\.\d{1,15})"
_FRENCH = re.compile(r"([+-]?\d{1,3},\d{1,15})\s*[;/ ]\s*([+-]?\d{1,3},\d{1,15})", re.ASCII)
_DECIMAL = re.compile(rf"{_D}\s*[;,/ ]\s*{_D}", re.ASCII)
_LINKS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"^geo:{_D},{_D}",
        rf"[?&]mlat={_D}&mlon={_D}",
        rf"[?&](?:q|query|ll|destination|center)=(?:loc:)?{_D},\s*{_D}",
        rf"#map=[\d.]+/{_D}/{_D}",
        rf"/@{_D},{_D}",
    )
)
_SEXAGESIMAL = re.compile(
    r"(\d{1,3})\s*°\s*(?:(\d{1,2})\s*['’′]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|''|’’)\s*)?([NSEOW])",
    re.I,
)
_METRES = re.compile(
    r"(?:X\W{0,3})?(\d{6,7}(?:[.,]\d{1,4})?)\s*[;,/ ]\s*(?:Y\W{0,3})?(\d{7}(?:[.,]\d{1,4})?)", re.I
)

_A, _F = 6_378_137.0, 1 / 298.257222101
_E = sqrt(_F * (2 - _F))
"""The ellipsoid GRS80, on which RGF93 stands."""

_GRIDS = (
    (46.5, 44.0, 49.0, 700_000, 6_600_000),  # Lambert-93
    (49.0, 48.25, 49.75, 1_700_000, 8_200_000),  # CC49
    (50.0, 49.25, 50.75, 1_700_000, 9_200_000),  # CC50
)
"""The grids of the works' plans: latitude of the origin, the two standard parallels, the origin's metres."""

_MERIDIAN = 3.0


def parse(text: str) -> str | None:
    """`49.49380, 0.10770` from however it was written; None where that is no point of the community."""
    plain = " ".join(text.split())
    for read in (_links, _degrees, _sexagesimals, _metres):
        for latitude, longitude in read(plain):
            if SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST:
                return f"{latitude:.5f}, {longitude:.5f}"
    return None


def degrees_of(point: str) -> tuple[float, float]:
    """Latitude and longitude of a point as `parse` writes it."""
    latitude, longitude = point.split(", ")
    return float(latitude), float(longitude)


def _links(text: str) -> Iterator[tuple[float, float]]:
    if text.startswith(("http://", "https://", "geo:")):
        for link in _LINKS:  # in their order: a pin says more than the middle of the view
            if found := link.search(unquote(text)):
                yield float(found[1]), float(found[2])


def _degrees(text: str) -> Iterator[tuple[float, float]]:
    if found := _DECIMAL.fullmatch(text) or _FRENCH.fullmatch(text):
        latitude, longitude = (float(first.replace(",", ".")) for first in found.groups())
        yield latitude, longitude


def _sexagesimals(text: str) -> Iterator[tuple[float, float]]:
    degrees = {}
    for whole, minutes, seconds, side in _SEXAGESIMAL.findall(text):
        value = float(whole) + float(minutes or 0) / 60 + float((seconds or "0").replace(",", ".")) / 3600
        degrees["NS" if side.upper() in "NS" else "EW"] = -value if side.upper() in "SWO" else value
    if len(degrees) == 2:
        yield degrees["NS"], degrees["EW"]


def _metres(text: str) -> Iterator[tuple[float, float]]:
    # « 490 424 » is written with spaces too: they go where they part thousands.
    joined = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", text)
    if found := _METRES.fullmatch(joined):
        x, y = (float(first.replace(",", ".")) for first in found.groups())
        yield from (_from_grid(x, y, number) for number in range(len(_GRIDS)))


def _isometric(latitude: float) -> float:
    return atanh(sin(latitude)) - _E * atanh(_E * sin(latitude))


@lru_cache
def _cone(number: int) -> tuple[float, float, float, float]:
    """The constants of a Lambert projection: exponent, radius, and the metres of its pole."""
    *angles, x, y = _GRIDS[number]
    origin, first, second = (radians(angle) for angle in angles)
    rings = [_A / sqrt(1 - (_E * sin(at)) ** 2) * cos(at) for at in (first, second)]
    power = log(rings[1] / rings[0]) / (_isometric(first) - _isometric(second))
    radius = rings[0] / power * exp(power * _isometric(first))
    return power, radius, x, y + radius * exp(-power * _isometric(origin))


def _from_grid(x: float, y: float, number: int) -> tuple[float, float]:
    power, radius, pole_x, pole_y = _cone(number)
    turned = atan2(x - pole_x, pole_y - y)
    isometric = -log(max(hypot(x - pole_x, pole_y - y), 1.0) / radius) / power
    latitude = 2 * atan(exp(isometric)) - pi / 2
    for _ in range(6):
        latitude = asin(tanh(isometric + _E * atanh(_E * sin(latitude))))
    return degrees(latitude), _MERIDIAN + degrees(turned / power)
