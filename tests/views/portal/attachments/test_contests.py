"""What staff attached may be contested by the company."""

from __future__ import annotations

from collections.abc import Callable

from models.accounts import ProAccount
from models.cases import Case
from models.concessions import Concession
from models.kernel.base import db
from models.staff import Agent
from tests.support.portal import by_staff, claim
from tests.support.visitor import Signed

Made = Callable[..., Concession]


def test_this_was_not_us_freezes_what_staff_attached(
    signed: Signed, account: ProAccount, agent: Agent, concession: Made
) -> None:
    record = concession()
    by_staff(agent, record, account)
    visitor = signed(account)
    page = visitor.open("/tableau-de-bord")
    [number] = page.rows
    assert page.says("Ce n'était pas nous")
    address = f"/rattachements/{number}/contester"
    page = visitor.open(address).send(message="")
    assert page.status == 422 and page.errors("message")
    assert page.send(message="Personne n'a appelé.").follow().says("mis en vérification")
    page = visitor.open("/tableau-de-bord")
    assert page.says("En vérification")
    assert visitor.open(address).send(message="Encore").status == 303, "twice is once"
    assert db.session.query(Case).filter_by(kind="contested").count() == 1


def test_what_the_company_attached_itself_is_not_contested(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    page = claim(visitor, concession().title).follow()
    [number] = page.rows
    assert not page.says("Ce n'était pas nous")
    assert visitor.open(f"/rattachements/{number}/contester").status == 404
