"""The works of a month, and those that meet on a request's page."""

from __future__ import annotations

from tests.support import road_works


def test_a_month_shows_its_works_and_no_other_s(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    month = f"{made.starts_on:%Y-%m}"
    page = console.open(f"/console/calendrier/?mois={month}")
    assert page.ids == [str(made.id)] and account.company.name in page.text
    assert console.open(f"/console/calendrier/?mois={month}&commune=Montivilliers").ids == []
    assert console.open("/console/calendrier/?mois=2001-01").ids == []
    assert console.open("/console/calendrier/").status == 200


def test_a_month_that_is_none_is_not_there(desk, agent):
    for month in ("2026-13", "hier", "0001-01", "9999-12"):
        assert desk(agent).open(f"/console/calendrier/?mois={month}").status == 404, month


def test_works_of_the_same_street_and_days_are_named_with_the_rule(desk, agent, account):
    bound = road_works.held(account)
    made, other = road_works.filed(account, bound), road_works.filed(account, bound)
    alone = road_works.filed(account, bound, street="3 quai de Southampton")
    console = desk(agent)
    text = console.open(f"/console/demandes/details/?id={made.id}").text
    assert "même rue, aux mêmes dates" in text and other.reference in text and alone.reference not in text
    assert "même rue" not in console.open(f"/console/demandes/details/?id={alone.id}").text
