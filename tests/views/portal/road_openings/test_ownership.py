"""The procedures are open while a concession is attached, and show nothing of others."""

from __future__ import annotations

import re

import pytest

from models import attachments
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.staff import Agent
from tests.support import people, road_works
from tests.support.portal import only, upload
from tests.support.road_works import PDF
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"

WORDS = (
    "Nouvelle démarche",
    "Consulter vos demandes d'autorisation",
    "Demander une autorisation d'ouverture",
)


def lasting(html: str) -> str:
    """The page without what changes with each second."""
    return re.sub(r'(name="csrf_token" value|data-\w+)="[^"]*"', r"\1", html)


def test_without_a_concession_the_procedures_do_not_exist(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    for address in (HERE, f"{HERE}/nouvelle", f"{HERE}/OV-2026-0001", f"{HERE}/OV-2026-0001/relire"):
        assert visitor.open(address).status == 404
    assert visitor.post(f"{HERE}/OV-2026-0001/etat", state="deposee").status == 404
    page = visitor.open("/tableau-de-bord")
    assert not any(page.says(words) for words in WORDS)


def test_a_concession_of_water_does_not_open_them(signed: Signed, account: ProAccount) -> None:
    road_works.held(account, road_works.concession("eau"))
    assert signed(account).open(HERE).status == 404


def test_a_voirie_concession_opens_both_and_its_detachment_closes_them(
    signed: Signed, account: ProAccount
) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open("/tableau-de-bord")
    assert all(page.says(words) for words in WORDS)
    addresses = (HERE, f"{HERE}/nouvelle", f"{HERE}/{made.reference}")
    assert [visitor.open(address).status for address in addresses] == [200, 200, 200]
    held = attachments.current(made.concession)
    assert held is not None
    attachments.detach(held, reason="Cession", actor=Actor.of_account(account))
    assert [visitor.open(address).status for address in addresses] == [404, 404, 404]


def test_a_suspension_closes_them(signed: Signed, account: ProAccount, supervisor: Agent) -> None:
    made, visitor = road_works.filed(account), signed(account)
    held = attachments.current(made.concession)
    assert held is not None
    attachments.contest(held, reason="À voir", actor=Actor.of_agent(supervisor))
    assert visitor.open(HERE).status == visitor.open(f"{HERE}/{made.reference}").status == 404


def test_another_company_meets_nothing_of_it(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    mine = signed(account)
    upload(mine, ("plan.pdf", PDF), action="deposer")
    made, other = only(), people.active()
    road_works.held(other)
    stranger = signed(other)
    here, paper = f"{HERE}/{made.reference}", made.documents[0].id
    for address in (here, f"{here}/modifier", f"{here}/relire", f"{here}/documents/{paper}"):
        assert mine.open(address).status in (200, 303)
        assert stranger.open(address).status == 404, address
    assert stranger.post(f"{here}/etat", state="retiree").status == 404
    assert stranger.post(f"{here}/documents/{paper}/retirer").status == 404
    assert not stranger.open(HERE).rows
    nothing, hidden = stranger.open(f"{HERE}/OV-1-1").html, stranger.open(here).html
    assert lasting(nothing) == lasting(hidden.replace(made.reference, "OV-1-1"))


def test_who_holds_the_concession_next_sees_the_imported_ones_alone(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    held = road_works.held(account)
    road_works.filed(account, held)
    old, other = road_works.imported(held.concession), people.active()
    attachments.detach(held, reason="à la demande du référent", actor=Actor.of_account(account))
    attachments.attach(
        held.concession,
        other,
        evidence="other",
        justification="Le réseau lui a été cédé en entier.",
        actor=Actor.of_agent(agent),
    )
    assert not attachments.holds_any(other)
    supervisor = people.staff("supervisor")
    again = attachments.current(held.concession)
    assert again is not None
    attachments.approve(again, actor=Actor.of_agent(supervisor))
    assert set(signed(other).open(HERE).rows) == {old.reference}


@pytest.mark.parametrize("reference", ["%00", "..", "x" * 300, "OV-2026-%F0%9F%9A%A7", "0"])
def test_a_reference_of_nothing_is_a_page_that_does_not_exist(
    signed: Signed, account: ProAccount, reference: str
) -> None:
    road_works.held(account)
    assert signed(account).open(f"{HERE}/{reference}").status == 404
