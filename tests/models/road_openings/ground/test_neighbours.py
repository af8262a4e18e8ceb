"""Works that meet: one street of one commune, days that overlap, nobody who is over or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.road_openings import RequestState
from models.road_openings.ground.neighbours import list_conflicts, list_works_of
from models.staff import Agent
from models.values.days import today
from tests.support.road_works import drafted, held
from tests.support.road_works import filed as file_works


@pytest.mark.parametrize(
    ("changes", "meets"),
    [
        ({}, True),
        ({"street": "4 bis, rue G. Braque (angle du quai)"}, True),
        ({"street": "19 rue du Perrey"}, False),
        ({"city": "Montivilliers", "postcode": "76290"}, False),
        ({"days": 4}, True),
        ({"days": 5}, False),
    ],
)
def test_works_of_one_street_meet_on_the_days_that_they_share(
    account: ProAccount, changes: dict[str, Any], meets: bool
) -> None:
    bound = held(account)
    first = file_works(account, bound)
    assert first.starts_on is not None
    later = timedelta(days=changes.get("days", 0))
    other = file_works(
        account,
        bound,
        starts_on=first.starts_on + later,
        ends_on=first.starts_on + later + timedelta(days=1),
        **{name: value for name, value in changes.items() if name != "days"},
    )
    assert (list(list_conflicts(first)) == [other]) == meets
    assert (list(list_conflicts(other)) == [first]) == meets


def test_what_is_a_draft_or_refused_is_in_nobody_s_way(account: ProAccount, agent: Agent) -> None:
    bound = held(account)
    first, refused = file_works(account, bound), file_works(account, bound)
    drafted(account, bound)
    road_openings.move(refused, RequestState.REFUSED, reason="Non", actor=Actor.of_agent(agent))
    assert not list_conflicts(first) and not list_conflicts(refused)


def test_a_month_has_the_works_of_its_days(account: ProAccount) -> None:
    made = file_works(account)
    assert made.starts_on is not None and made.ends_on is not None
    assert list_works_of(made.starts_on, made.ends_on) == ([made], False)
    assert list_works_of(made.ends_on, made.ends_on, commune="le havre") == ([made], False)
    assert list_works_of(made.ends_on, made.ends_on, commune="Montivilliers") == ([], False)
    assert list_works_of(today(), made.starts_on - timedelta(days=1)) == ([], False)
