"""What a map shows of the works: counted by cell, capped, of the days and states that are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.road_openings import RequestState, RoadOpeningRequest
from models.road_openings.ground import spots
from models.road_openings.ground.cells import FINE, ROUGH
from models.road_openings.ground.spots import Box, Count, Wanted
from models.staff import Agent
from tests.support.road_works import filed, held

HERE, BESIDE, FAR = "49.49380, 0.10770", "49.49381, 0.10771", "49.70000, 0.20000"
TOWN = Box(0.08, 49.48, 0.14, 49.51)


def days_of(made: RoadOpeningRequest) -> Wanted:
    """The days of a request's works."""
    assert made.starts_on is not None and made.ends_on is not None
    return Wanted(made.starts_on, made.ends_on)


def counted(box: Box, wanted: Wanted) -> list[int]:
    """The counts of the cells of a box."""
    return [count.number for count in spots.count_by_cell(*box.cells(), wanted).values()]


def test_works_are_counted_in_the_cell_of_their_point(account: ProAccount) -> None:
    bound = held(account)
    made = [filed(account, bound, point=point) for point in (HERE, BESIDE, FAR)]
    wanted = days_of(made[0])
    assert counted(TOWN, wanted) == [2]
    assert sorted(counted(Box(-0.1, 49.3, 0.6, 49.9), wanted)) == [1, 2]
    side, cells = TOWN.cells()
    found = spots.list_in_cells(side, cells, wanted, limit=9)
    assert list(found) == made[:2] and len(spots.list_in_cells(side, cells, wanted, limit=1)) == 1


def test_works_of_other_days_or_states_are_not_counted(account: ProAccount, agent: Agent) -> None:
    made = filed(account, point=HERE)
    wanted = days_of(made)
    before = Wanted(wanted.first - timedelta(days=9), wanted.first - timedelta(days=1))
    after = Wanted(wanted.last + timedelta(days=1), wanted.last + timedelta(days=9))
    assert counted(TOWN, wanted) == [1] and counted(TOWN, before) == counted(TOWN, after) == []
    road_openings.move(made, RequestState.REFUSED, reason="Non", actor=Actor.of_agent(agent))
    assert counted(TOWN, wanted) == []
    assert counted(TOWN, Wanted(wanted.first, wanted.last, (RequestState.REFUSED,))) == [1]


def test_a_cell_with_more_than_is_looked_at_says_so(
    account: ProAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = held(account)
    made = [filed(account, bound, point=HERE) for _ in range(3)]
    monkeypatch.setattr(spots, "MOST_COUNTED", 2)
    (count,) = spots.count_by_cell(*TOWN.cells(), days_of(made[0])).values()
    assert count == Count(2, True) and count + Count(4) == Count(6, True)


def test_works_without_a_point_are_counted_and_listed_apart(account: ProAccount) -> None:
    bound = held(account)
    made, _ = filed(account, bound), filed(account, bound, point=HERE)
    wanted = days_of(made)
    assert spots.count_without_point(wanted) == Count(1)
    assert list(spots.list_without_point(wanted, limit=5)) == [made]
    assert spots.count_without_point(Wanted(wanted.first, wanted.last, ())) == Count(0)


def test_the_works_that_meet_are_told_apart(account: ProAccount) -> None:
    bound = held(account)
    first, other = filed(account, bound, point=HERE), filed(account, bound)
    alone = filed(account, bound, point=FAR, street="3 quai de Southampton")
    assert spots.find_conflicting([first.id, alone.id]) == {first.id}
    assert spots.find_conflicting([first.id, other.id]) == {first.id, other.id}
    assert spots.find_conflicting([]) == set()


def test_a_large_box_is_looked_at_roughly() -> None:
    assert TOWN.cells()[0] == FINE and Box(-0.1, 49.3, 0.6, 49.9).cells()[0] == ROUGH
