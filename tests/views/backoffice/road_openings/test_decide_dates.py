"""Staff decide on the other dates that a company asks for."""

from __future__ import annotations

from datetime import timedelta

from models.kernel.base import db
from tests.support import road_works
from tests.support.road_works import granted

WAITING = "/console/calendrier/?mois=2001-01"


def address(made, action):
    return f"/console/demandes/{made.id}/{action}"


def wanting(account, agent):
    """A permit whose company wants a week more."""
    made = granted(account, agent)
    road_works.ask_longer(made, account)
    return made


def test_other_dates_are_found_and_granted_with_their_order(desk, agent, account):
    made, console = wanting(account, agent), desk(agent)
    granted(account, agent)
    assert console.open(WAITING).ids == [str(made.id)]
    ends_on = made.ends_on
    page = console.send(address(made, "dates"), outcome="accordees", order_number="")
    assert page.status == 422 and "arrêté" in page.error("order_number")
    page = console.send(address(made, "dates"), outcome="accordees", order_number="AR-2")
    assert page.status == 303
    db.session.refresh(made)
    assert made.ends_on == ends_on + timedelta(days=7)
    text = page.follow().text
    assert "AR-2" in text and "Autres dates accordées" in text and agent.name in text
    assert console.open(WAITING).ids == []


def test_dates_are_refused_with_a_reason(desk, agent, account):
    made, console = wanting(account, agent), desk(agent)
    page = console.send(address(made, "dates"), outcome="refusees", reason="")
    assert page.status == 422 and page.error("reason")
    assert console.send(address(made, "dates"), outcome="refusees", reason="Un marathon").status == 303
    assert "Un marathon" in console.open(f"/console/demandes/details/?id={made.id}").text


def test_what_is_asked_of_nothing_has_no_button(desk, agent, account):
    made, console = road_works.filed(account), desk(agent)
    page = console.open(f"/console/demandes/details/?id={made.id}")
    assert "Corriger le numéro" not in page.text and "Décider des autres dates" not in page.text


def test_an_administrator_corrects_and_decides_nothing(desk, admin, agent, account):
    made, console = wanting(account, agent), desk(admin)
    for action in ("dates", "arrete"):
        assert console.open(address(made, action)).status == 403
