"""A point lies in one cell of each grid, as Python and both engines reckon it."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.road_openings.ground.cells import FINE, NOWHERE, ROUGH, list_cells, middle_of
from models.values.coordinates import degrees_of
from tests.support.road_works import drafted, filed, held, imported

POINTS = (
    "49.49380, 0.10770",
    "49.30000, -0.10000",
    "49.90000, 0.60000",
    "49.43000, -0.00001",
    "49.55000, 0.00000",
)


@pytest.mark.parametrize("point", POINTS)
def test_the_database_finds_the_cell_that_a_map_asks_for(account: ProAccount, point: str) -> None:
    made = filed(account, point=point)
    latitude, longitude = degrees_of(point)
    for side, kept in ((ROUGH, made.rough_cell), (FINE, made.fine_cell)):
        assert list_cells(latitude, longitude, latitude, longitude, side) == [kept]


def test_a_box_touches_the_cells_under_it_and_none_outside_the_community() -> None:
    assert len(list_cells(49.0, -1.0, 51.0, 2.0, ROUGH)) == ROUGH * ROUGH
    assert list_cells(48.0, 0.1, 48.5, 0.2, FINE) == []
    latitude, longitude = middle_of(777, FINE)
    assert list_cells(latitude, longitude, latitude, longitude, FINE) == [777]


def test_what_was_filed_without_a_point_stands_nowhere_and_a_draft_not_even_there(
    account: ProAccount,
) -> None:
    bound = held(account)
    made, draft = filed(account, bound), drafted(account, bound, point="49.49380, 0.10770")
    assert (made.rough_cell, made.fine_cell) == (NOWHERE, NOWHERE)
    assert (draft.rough_cell, draft.fine_cell) == (None, None)
    assert imported(bound.concession).rough_cell == NOWHERE
    assert filed(account, bound, point="nulle part").fine_cell == NOWHERE
