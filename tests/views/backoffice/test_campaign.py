"""The campaign's own page: all records, and each kind."""

from __future__ import annotations

import pytest

from models import progress
from models.progress import Share
from tests import people, road_works
from views.backoffice.campaign import Bar


def test_each_kind_is_told_in_figures_beside_its_bar(app, desk, agent, record):
    record()
    record()
    road_works.concession("eau")
    progress.count()
    page = desk(agent).open("/console/pilotage/")
    rows = [[cell.text_content().strip() for cell in row] for row in page.doc.xpath("//tbody/tr")]
    assert [row[0] for row in rows] == ["Voirie", "Eau"]
    assert [row[2:4] for row in rows] == [["0", "2"], ["0", "1"]]
    assert page.doc.xpath("//tbody//progress/@aria-label")[0].startswith("Voirie")


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_whoever_works_on_the_campaign_sees_how_far_it_is(app, desk, role):
    page = desk(people.staff(role)).open("/console/pilotage/")
    assert page.status == 200 and "Rien à compter encore" in page.text


def test_the_first_page_and_the_menu_lead_there(app, desk, agent, record):
    record()
    progress.count()
    page = desk(agent).open("/console/")
    assert len(page.doc.xpath("//a[@href='/console/pilotage/']")) >= 2


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (Share(3, 3, 1), "Tout est rattaché"),
        (Share(1, 3, 0), "Rien cette semaine"),
        (Share(1, 3, 2), "Encore 1 semaine"),
        (Share(1, 9, 2), "Encore 4 semaines"),
    ],
)
def test_a_kind_says_when_nothing_would_be_left(share, told):
    assert Bar("Eau", share, "/").outlook.replace("\u00a0", " ") == told
