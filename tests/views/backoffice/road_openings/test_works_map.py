"""The map of the works: each at its point or counted, those that meet, those without a point."""

from __future__ import annotations

import pytest

from tests.support import road_works
from views.backoffice.road_openings import works_map

HERE = "/console/demandes/carte/"
TOWN = "zone=0.08,49.48,0.14,49.51"
POINT = "49.49380, 0.10770"


def address(made, more=""):
    return f"{HERE}?{TOWN}&du={made.starts_on}&au={made.ends_on}{more}"


def test_a_request_stands_at_its_point_and_leads_to_its_page(desk, agent, account):
    made, console = road_works.filed(account, point=POINT), desk(agent)
    page = console.open(address(made))
    assert page.ids == [str(made.id)] and "1 demande sur cette carte" in page.text
    assert f'href="/console/demandes/details/?id={made.id}" aria-label="{made.reference}' in page.html
    assert console.open(address(made).replace(TOWN, "zone=0.3,49.6,0.4,49.65")).ids == []
    assert console.open(address(made, "&etat=refusee")).ids == []
    assert console.open(address(made, "&etat=deposee")).ids == [str(made.id)]
    assert console.open(f"{HERE}?{TOWN}&du=2001-01-01&au=2001-02-01").ids == []
    assert console.open(HERE).status == 200


def test_works_that_meet_are_triangles_and_say_so(desk, agent, account):
    bound = road_works.held(account)
    made = road_works.filed(account, bound, point=POINT)
    console = desk(agent)
    assert "Même rue" not in console.open(address(made)).text
    road_works.filed(account, bound)
    page = console.open(address(made))
    assert "Même rue, mêmes dates" in page.text and "b-spot is-stop" in page.html


def test_what_has_no_point_is_counted_and_named_with_how_to_give_one(desk, agent, account):
    made = road_works.filed(account)
    page = desk(agent).open(address(made))
    assert page.ids == [str(made.id)] and "faute de point : 1 demande" in page.text
    assert "Point précis" in page.text and "Aucune demande sur cette carte" in page.text


def test_more_than_are_drawn_are_told_by_a_figure_that_leads_nearer(desk, agent, account, monkeypatch):
    bound = road_works.held(account)
    made = [road_works.filed(account, bound, point=POINT) for _ in range(3)]
    monkeypatch.setattr(works_map, "MOST_DRAWN", 2)
    console = desk(agent)
    page = console.open(address(made[0]))
    assert page.ids == [] and "3 demandes sur cette carte, dont 1 groupe" in page.text
    nearest = console.open(address(made[0]).replace(TOWN, "zone=0.1076,49.4937,0.1078,49.4939"))
    assert len(nearest.ids) == 2 and "seules les 2 premières" in nearest.text


def test_two_at_one_point_are_one_place_that_leads_to_both(desk, agent, account):
    bound = road_works.held(account)
    made = [road_works.filed(account, bound, point=POINT) for _ in range(2)]
    page = desk(agent).open(address(made[0]))
    assert f'href="#d-{made[0].id}" aria-label="2\xa0demandes au même endroit' in page.html
    assert sorted(page.ids) == sorted(str(row.id) for row in made)


@pytest.mark.parametrize(
    "args", ["zone=ici", "zone=0,90,1,95", "du=hier", "au=0001-01-01", "etat=perdue", "etat=brouillon"]
)
def test_a_map_that_is_none_is_not_there(desk, agent, args):
    assert desk(agent).open(f"{HERE}?{args}").status == 404


def test_days_in_the_wrong_order_are_put_right(desk, agent, account):
    made = road_works.filed(account, point=POINT)
    page = desk(agent).open(f"{HERE}?{TOWN}&du={made.ends_on}&au={made.starts_on}")
    assert page.ids == [str(made.id)]


def test_a_first_map_goes_where_the_works_are_until_a_zone_is_chosen(desk, agent, account):
    bound = road_works.held(account)
    far, near = (road_works.filed(account, bound, point=at) for at in (POINT, "49.49400, 0.10900"))
    console = desk(agent)
    days = f"du={far.starts_on}&au={far.ends_on}"
    page = console.open(f"{HERE}?{days}")
    assert f'details/?id={far.id}" aria-label="{far.reference}' in page.html  # no heap of both
    assert f'details/?id={near.id}" aria-label="{near.reference}' in page.html
    assert 'name="zone"' not in page.html and 'name="zone"' in console.open(address(far)).html
