"""The campaign's own page: all records, and each kind."""

from __future__ import annotations

import pytest

from models.reports import progress
from models.reports.progress import Share
from tests.support import people, road_works
from views.backoffice.campaign.page import Bar


def test_each_kind_is_told_in_figures_beside_its_bar(app, desk, supervisor, record):
    record()
    record()
    road_works.concession("eau")
    progress.count()
    page = desk(supervisor).open("/console/pilotage/")
    rows = [[cell.text_content().strip() for cell in row] for row in page.doc.xpath("//tbody/tr")]
    assert [row[0] for row in rows] == ["Voirie", "Eau"]
    assert [row[2:4] for row in rows] == [["0", "2"], ["0", "1"]]
    assert page.doc.xpath("//tbody//progress/@aria-label")[0].startswith("Voirie")


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("supervisor", 200), ("admin", 200)])
def test_those_who_steer_the_campaign_see_its_figures(app, browser, role, status):
    answer = browser(people.staff(role)).get("/console/pilotage/")
    assert answer.status_code == status and ("Rien à compter encore" in answer.text) == (status == 200)


def test_the_first_page_and_the_menu_lead_there_whoever_may_go(app, desk, agent, supervisor, record):
    record()
    progress.count()
    ways = "//a[@href='/console/pilotage/']"
    assert len(desk(supervisor).open("/console/").doc.xpath(ways)) >= 2
    assert desk(agent).open("/console/").doc.xpath(ways) == []


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Share(3, 3, 1), "Tout est rattaché"),
        (Share(1, 3, 0), "Rien cette semaine"),
        (Share(1, 3, 2), "Encore 1 semaine"),
        (Share(1, 9, 2), "Encore 4 semaines"),
    ],
)
def test_a_kind_says_when_nothing_would_be_left(share, expected):
    assert Bar("Eau", share, "/").outlook.replace("\u00a0", " ") == expected
