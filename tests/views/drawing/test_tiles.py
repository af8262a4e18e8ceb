"""The pictures under a map: nobody's unless told, then side by side between the edges of the drawing."""

from __future__ import annotations

from typing import Any

import pytest

from views.drawing import tiles
from views.drawing.maps import HEIGHT, WIDTH, View

VIEW = View(49.5, 0.1, 0.05)


@pytest.fixture
def tiled(app: Any) -> Any:
    """An application that was told of a source; the others have none."""
    tiles.install(app, tiles.Source("https://tiles.example.org/{z}/{x}/{y}.png", "© Exemple"))
    yield app
    tiles.install(app, None)


def test_nobody_is_asked_unless_told(app: Any) -> None:
    with app.app_context():
        assert tiles.tiles_of(VIEW) == [] and tiles.installed() is None


def test_the_pictures_cover_the_map_and_meet(tiled: Any) -> None:
    with tiled.app_context():
        found = tiles.tiles_of(VIEW)
    assert 4 <= len(found) <= 40
    assert min(tile.x for tile in found) <= 0 and min(tile.y for tile in found) <= 0
    assert max(tile.x + tile.width for tile in found) >= WIDTH
    assert max(tile.y + tile.height for tile in found) >= HEIGHT
    first, beside = found[:2]
    assert first.x + first.width == pytest.approx(beside.x, abs=0.11) and first.y == beside.y


def test_a_point_lies_in_the_picture_that_mercator_says(tiled: Any) -> None:
    """The town hall: tile 8198/5609 of the fourteenth depth, by the formula that all servers share."""
    with tiled.app_context():
        found = tiles.tiles_of(View(49.4944, 0.1077, 0.04))
    x, y = View(49.4944, 0.1077, 0.04).x(0.1077), View(49.4944, 0.1077, 0.04).y(49.4944)
    (under,) = [
        tile for tile in found if tile.x <= x < tile.x + tile.width and tile.y <= y < tile.y + tile.height
    ]
    depth = int(under.href.split("/")[3])
    column, row = (int(part) for part in under.href.removesuffix(".png").split("/")[4:])
    assert (column >> (depth - 10), row >> (depth - 10)) == (512, 349)
