"""A company asks for other dates of what it was granted, and takes that back."""

from __future__ import annotations

from datetime import timedelta

from models import road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.kernel.base import db
from models.road_openings import RequestState
from models.staff import Agent
from models.values.days import today
from tests.support import people, road_works
from tests.support.portal import only, send
from tests.support.road_works import granted
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"
WHY = "Le marché prend du retard."


def test_other_dates_are_asked_for_and_taken_back(signed: Signed, account: ProAccount, agent: Agent) -> None:
    made, visitor = granted(account, agent), signed(account)
    assert made.ends_on is not None
    address = f"{HERE}/{made.reference}"
    page = visitor.open(address)
    assert page.doc.xpath("//a/@href[.=$a]", a=f"{address}/dates")
    form = visitor.open(f"{address}/dates")
    assert form.value("ends_on") == made.ends_on.isoformat()
    later = made.ends_on + timedelta(days=7)
    page = form.send(ends_on=later.isoformat(), reason=WHY).follow()
    assert page.says("Vos autres dates sont demandées.") and page.says("Autres dates demandées :")
    assert not page.doc.xpath("//a/@href[.=$a]", a=f"{address}/dates")
    page = page.send(page.form(action="dates/retirer")).follow()
    assert page.says("Vos autres dates ne sont plus demandées.")
    db.session.refresh(made)
    assert made.dates_asked_at is None and made.ends_on == later - timedelta(days=7)


def test_what_is_wrong_is_said_beside_its_field(signed: Signed, account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    page = signed(account).open(f"{HERE}/{made.reference}/dates")
    assert page.send(ends_on="2020-01-01", reason=WHY).errors("ends_on")
    assert page.send(ends_on="", reason=WHY).errors("ends_on")
    assert page.send(starts_on=today().isoformat(), reason=WHY).errors("starts_on")
    assert page.send(ends_on=(today() + timedelta(days=60)).isoformat(), reason="").errors("reason")
    db.session.refresh(made)
    assert made.dates_asked_at is None


def test_once_begun_the_start_is_not_asked_for(signed: Signed, account: ProAccount, agent: Agent) -> None:
    made = granted(account, agent)
    road_openings.move(made, RequestState.STARTED, actor=Actor.of_account(account))
    page = signed(account).open(f"{HERE}/{made.reference}/dates")
    assert not page.doc.xpath("//*[@name='starts_on']")
    page.send(ends_on=(today() + timedelta(days=60)).isoformat(), reason=WHY).follow()
    db.session.refresh(made)
    assert made.wanted_starts_on == made.starts_on and made.wanted_ends_on == today() + timedelta(days=60)


def test_what_is_not_granted_leads_back_with_the_reason(signed: Signed, account: ProAccount) -> None:
    made = road_works.filed(account)
    page = signed(account).open(f"{HERE}/{made.reference}/dates").follow()
    assert page.says("Cette autorisation n’est pas en cours")


def test_a_form_of_before_a_change_asks_for_nothing(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made = granted(account, agent)
    page = signed(account).open(f"{HERE}/{made.reference}/dates")
    road_openings.correct_order(made, order_number="AR-2", reason="Faute", actor=Actor.of_agent(agent))
    page = page.send(ends_on=(today() + timedelta(days=60)).isoformat(), reason=WHY)
    assert page.status == 422 and page.says("vient de changer")


def test_to_another_company_they_are_nothing(signed: Signed, account: ProAccount, agent: Agent) -> None:
    made, stranger = granted(account, agent), people.active()
    road_works.held(stranger)
    visitor = signed(stranger)
    assert visitor.open(f"{HERE}/{made.reference}/dates").status == 404
    assert visitor.post(f"{HERE}/{made.reference}/dates/retirer").status == 404


def test_urgent_works_are_filed_after_they_began(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    yesterday = (today() - timedelta(days=1)).isoformat()
    page = send(signed(account), "deposer", starts_on=yesterday, ends_on=yesterday)
    assert page.status == 422 and page.errors("starts_on")
    urgency = "Une conduite a rompu devant l’école."
    page = send(signed(account), "deposer", starts_on=yesterday, ends_on=yesterday, urgency=urgency).follow()
    assert only().status is RequestState.FILED and page.says(urgency)


def test_what_ended_a_permit_is_said(signed: Signed, account: ProAccount, agent: Agent) -> None:
    made, visitor = granted(account, agent), signed(account)
    end = {"reason": "Un effondrement", "order_number": "AR-9"}
    road_openings.move(made, RequestState.ABROGATED, **end, actor=Actor.of_agent(agent))
    page = visitor.open(f"{HERE}/{made.reference}")
    assert page.says("L’autorisation est abrogée") and page.says("Un effondrement")
