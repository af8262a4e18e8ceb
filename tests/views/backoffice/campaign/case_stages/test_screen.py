"""The list of cases by stage: what each number of the campaign's page counts, a line leading to its case."""

from __future__ import annotations

import pytest

from models import cases
from models.reports import campaign
from tests.support import people
from tests.support.records import by

HERE = "/console/pilotage/dossiers/"


@pytest.fixture
def two(app, account, agent):
    """The case of somebody who is active, and of somebody who has an account."""
    pending = people.pending()
    found = [cases.open_for(each.company, actor=by(agent)) for each in (account, pending)]
    campaign.follow_all_cases()
    return found


def test_a_stage_leaves_its_cases_alone_and_a_line_leads_to_its_case(two, desk, agent):
    page = desk(agent).open(f"{HERE}?etape=activated")
    assert two[0].number in page.text and two[1].number not in page.text
    assert page.doc.xpath(f"//main//a[@href='/console/dossiers/details/?id={two[0].id}']")
    both = desk(agent).open(HERE).text
    assert two[0].number in both and two[1].number in both


def test_a_case_is_found_there_by_the_siret_of_its_company(two, desk, agent):
    page = desk(agent).open(f"{HERE}?search={two[1].company.siret}")
    assert two[1].number in page.text and two[0].number not in page.text


def test_a_stage_that_there_is_not_is_a_page_that_does_not_exist(app, browser, agent):
    assert browser(agent).get(f"{HERE}?etape=record").status_code == 404
