"""A map's view: what an address tells of it, its lines, its scale."""

from __future__ import annotations

from math import cos, radians

import pytest

from views.drawing import maps
from views.drawing.maps import HEIGHT, LARGEST, SMALLEST, WHOLE, WIDTH, View

VIEW = View(49.5, 0.1, 0.05)


def test_a_view_is_told_by_its_address_and_found_again() -> None:
    found = maps.parse(str(VIEW))
    assert found is not None and str(found) == str(VIEW)
    assert abs(found.span - VIEW.span) < 1e-4


@pytest.mark.parametrize(
    "typed", ["", "1,2,3", "a,b,c,d", "nan,49,1,50", "0.2,49,0.1,50", "0,80,1,89", "0,49,1e400,50"]
)
def test_an_address_that_tells_none_tells_none(typed: str) -> None:
    assert maps.parse(typed) is None


def test_a_map_is_as_wide_as_the_ground_there() -> None:
    metres_up, metres_along = VIEW.span, VIEW.width * cos(radians(VIEW.latitude))
    assert metres_along / metres_up == pytest.approx(WIDTH / HEIGHT)
    assert (VIEW.x(VIEW.west), VIEW.x(VIEW.east)) == (0.0, WIDTH)
    assert (VIEW.y(VIEW.north), VIEW.y(VIEW.south)) == (0.0, HEIGHT)


def test_a_map_goes_no_nearer_and_no_further_than_it_may() -> None:
    assert VIEW.zoomed(1e-9).span == SMALLEST and VIEW.zoomed(1e9).span == LARGEST
    assert VIEW.moved(0.5, 0).west == pytest.approx(VIEW.longitude)


def test_the_lines_are_round_degrees_and_few() -> None:
    meridians, parallels = maps.graticule(VIEW)
    assert [line.words for line in parallels] == ["49,48°\xa0N", "49,50°\xa0N", "49,52°\xa0N"]
    assert meridians and all(0 <= line.at <= WIDTH for line in meridians)
    for view in (WHOLE, VIEW.zoomed(1e-9), VIEW.zoomed(1e9)):
        across, up = maps.graticule(view)
        assert 1 <= len(across) <= maps.MOST_LINES + 1 and len({line.words for line in across}) == len(across)
        assert len({line.words for line in up}) == len(up)
    assert "0,0°" in [line.words for line in maps.graticule(View(49.5, 0.0, 0.4))[0]]
    assert any(line.words.endswith("O") for line in maps.graticule(View(49.5, -0.2, 0.1))[0])


@pytest.mark.parametrize("view", [WHOLE, VIEW, VIEW.zoomed(1e-9)])
def test_the_bar_is_as_long_as_it_says(view: View) -> None:
    bar = maps.scale_of(view)
    number, unit = bar.words.split("\xa0")
    metres = int(number) * (1000 if unit == "km" else 1)
    assert bar.width == pytest.approx(metres / (view.span * maps.METRES / HEIGHT), abs=0.1)
    assert maps.LONGEST_BAR / 2.5 <= bar.width <= maps.LONGEST_BAR


def test_a_view_of_points_holds_them_all() -> None:
    points = [(49.50, 0.10), (49.52, 0.13)]
    found = View.of_points(points)
    assert found is not None and View.of_points([]) is None
    assert all(0 < found.x(east) < WIDTH and 0 < found.y(north) < HEIGHT for north, east in points)
