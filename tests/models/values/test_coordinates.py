"""A point is known however it was written, and only within the community."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.coordinates import _cone, _from_grid, parse

HERE = "49.49380, 0.10770"


@pytest.mark.parametrize(
    "text",
    [
        "49.49380, 0.10770",
        " 49.4938 0.1077 ",
        "49.4938;0.1077",
        "49,4938 ; 0,1077",
        "49,4938 0,1077",
        "geo:49.4938,0.1077?z=18",
        "https://www.openstreetmap.org/?mlat=49.4938&mlon=0.1077#map=12/49.60000/0.20000",
        "https://www.openstreetmap.org/#map=18/49.49380/0.10770",
        "https://www.google.com/maps/place/Mairie/@49.4938,0.1077,17z/data=!3m1",
        "https://maps.google.com/?q=49.4938,0.1077",
        "https://www.google.com/maps?q=49.4938%2C0.1077",
        "49° 29' 37.68\" N, 0° 6' 27.72\" E",
        "49°29’37,68”N 0°06’27,72”E",
        "490424.07 6936554.30",
        "X = 490424.07 ; Y = 6936554.30",
        "490 424,07 6 936 554,30",
        "1490527.21 9147753.18",
        "1490526.14, 8258904.56",
    ],
)
def test_one_point_in_many_hands(text):
    assert parse(text) == HERE


def test_west_of_greenwich_is_negative():
    assert parse("49.5100, -0.0600") == parse("49° 30' 36\" N 0° 3' 36\" O") == "49.51000, -0.06000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "48.8566, 2.3522",
        "0.1077, 49.4938",
        "49.4938",
        "49, 0",
        "https://example.org/49.4938",
        "648237 6862272",
        "9999999 9999999",
        "700000 12655612",
        "49.4938, 0.1077; DROP TABLE",
        "x" * 5000,
    ],
)
def test_anything_else_is_no_point(text):
    assert parse(text) is None


def test_lambert_93_has_the_published_constants():
    power, radius, x, y = _cone(0)
    assert (round(power, 12), round(radius, 3)) == (0.725607765053, 11_754_255.426)
    assert (round(x), round(y, 2)) == (700_000, 12_655_612.05)
    latitude, longitude = _from_grid(700_000, 6_600_000, 0)
    assert (round(latitude, 9), round(longitude, 9)) == (46.5, 3.0)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_answered(text):
    assert parse(text) is None or len(parse(text) or "") <= 24
