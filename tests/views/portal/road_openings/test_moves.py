"""A company moves its request as far as it may."""

from __future__ import annotations

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.kernel.base import db
from models.road_openings import RequestState
from models.staff import Agent
from tests.support import road_works
from tests.support.portal import only
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"


def test_filing_an_incomplete_draft_leads_back_to_the_form_with_its_errors(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="", starts_on=None, ends_on=None)
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state="deposee")
    assert page.status == 422 and page.errors("street") and page.errors("starts_on")
    assert page.value("purpose") == made.purpose


def test_what_a_draft_holds_is_still_there_when_its_filing_is_refused(
    signed: Signed, account: ProAccount
) -> None:
    made = road_works.drafted(account, street="")
    assert made.ends_on is not None
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state="deposee")
    assert page.status == 422 and page.errors("street")
    assert page.value("ends_on") == made.ends_on.isoformat()
    assert page.doc.xpath("//input[@name='surface'][@checked]/@value") == sorted(made.surface)
    assert page.doc.xpath("//input[@name='traffic'][@checked]/@value") == [made.traffic]
    assert not any(page.errors(name) for name in ("starts_on", "ends_on", "surface", "traffic"))


@pytest.mark.parametrize(
    "state", ["accordee", "refusee", "en-instruction", "close", "travaux-termines", "n'importe"]
)
def test_a_company_sets_only_its_own_states(signed: Signed, account: ProAccount, state: str) -> None:
    made = road_works.filed(account)
    page = signed(account).post(f"{HERE}/{made.reference}/etat", state=state)
    assert page.status == 422
    db.session.refresh(made)
    assert made.status is RequestState.FILED


def test_the_question_before_the_end_fits_what_is_ended(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    assert visitor.open(f"{HERE}/{made.reference}").says("Il ne sera pas déposé.")
    road_openings.file(made, actor=Actor.of_account(account))
    assert visitor.open(f"{HERE}/{made.reference}").says("Elle ne sera plus instruite.")
    road_openings.move(made, RequestState.GRANTED, order_number="AR-1", actor=Actor.of_agent(agent))
    assert visitor.open(f"{HERE}/{made.reference}").says("L’autorisation ne vaudra plus.")


def test_a_step_decided_on_an_old_page_is_not_taken(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open(f"{HERE}/{made.reference}")
    actor = Actor.of_agent(agent)
    road_openings.move(made, RequestState.GRANTED, order_number="AR-7", actor=actor)
    page = page.send(page.form("state"))
    assert page.status == 422 and page.says("Rien n'a été fait") and page.says("Accordée")
    assert only().status is RequestState.GRANTED
    assert page.send(page.doc.xpath("//form[.//input[@value='travaux-commences']]")[0]).status == 303
