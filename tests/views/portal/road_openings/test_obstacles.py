"""All that keeps a request from being filed is named at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.accounts import ProAccount
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import RoadOpeningRequest, earliest_start
from models.values.days import today
from tests.support import road_works
from tests.support.portal import send
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"


@pytest.mark.parametrize(
    "field",
    ["purpose", "street", "postcode", "city", "starts_on", "ends_on", "work_kind", "surface", "traffic"],
)
def test_filing_names_each_missing_answer_beside_its_field(
    signed: Signed, account: ProAccount, field: str
) -> None:
    road_works.held(account)
    empty = [] if field == "surface" else ""
    page = send(signed(account), "deposer", **{field: empty})
    assert page.status == 422
    assert page.doc.get_element_by_id(f"{field}-err").text_content().strip()
    assert db.session.scalar(db.select(RoadOpeningRequest)) is None


def test_the_notice_of_fifteen_days_is_explained(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    soon = earliest_start(now()) - timedelta(days=1)
    page = send(signed(account), "deposer", starts_on=soon.isoformat())
    assert page.status == 422 and "15 jours au moins après le dépôt" in page.errors("starts_on")
    assert send(signed(account), "brouillon", starts_on=soon.isoformat()).status == 303


def test_one_sending_tells_all_that_is_wrong(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "deposer", city="Rouen", street="", starts_on=today().isoformat())
    assert all(page.errors(name) for name in ("city", "street", "starts_on"))


def test_the_summary_says_what_is_lacking_before_it_offers_to_file(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="", starts_on=None, ends_on=None)
    page = signed(account).open(f"{HERE}/{made.reference}/relire")
    links = page.doc.xpath("//main//ul/li/a/@href")
    assert [link.partition("#")[2] for link in links][:3] == ["street", "starts_on", "ends_on"]
    assert page.says("Compléter la demande") and not page.doc.xpath("//input[@value='deposee']")
