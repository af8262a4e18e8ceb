"""A request is read with its history, its dates and its receipt."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from console.imports.reader import read
from console.imports.requests import Requests
from models import attachments, road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.road_openings import RequestState
from models.staff import Agent
from models.values.days import today
from tests.support import people, road_works
from tests.support.portal import plain
from tests.support.visitor import Signed
from views import formats

HERE = "/demarches/voirie/autorisations"


def test_a_draft_says_until_when_it_is_kept_and_what_was_filed_does_not(
    signed: Signed, account: ProAccount
) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    assert made.kept_until is not None
    page = visitor.open(f"{HERE}/{made.reference}")
    last = formats.day(made.kept_until).replace(formats.NBSP, " ")
    assert page.says(f"Il sera supprimé à partir du {last}")
    page = visitor.post(f"{HERE}/{made.reference}/etat", state="deposee").follow()
    assert not page.says("Il sera supprimé")


def test_one_day_alone_says_whether_works_begin_or_end(signed: Signed, account: ProAccount) -> None:
    made = road_works.drafted(account, starts_on=None)
    assert made.ends_on is not None
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says(f"Jusqu’au {plain(formats.day(made.ends_on))}")
    made = road_works.drafted(account, ends_on=None)
    assert made.starts_on is not None
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says(f"À partir du {plain(formats.day(made.starts_on))}")


def test_the_company_reads_why_and_who_but_no_agent_s_name(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    made = road_works.filed(account)
    road_openings.move(
        made, RequestState.INCOMPLETE, reason="Il manque le plan.", actor=Actor.of_agent(agent)
    )
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says("Il manque le plan.") and page.says("Service de la voirie")
    assert page.says(account.full_name) and agent.name not in page.html


def test_a_late_decision_is_red_and_never_granted(signed: Signed, account: ProAccount, clock: Any) -> None:
    made = road_works.filed(account)
    clock.shift(timedelta(days=19))
    page = signed(account).open(HERE)
    [row] = page.doc.xpath("//tr[@data-id]")
    assert row.get("class") == "is-stop" and "En retard de 4\u00a0jours" in row.text_content()
    page = signed(account).open(f"{HERE}/{made.reference}")
    assert page.says("le silence ne vaut pas accord") and not page.says("Accordée")


@pytest.mark.parametrize(("year", "is_offered"), [("2024", False), (None, True)])
def test_a_permit_of_the_old_portal_says_that_works_begin_unless_they_are_over_by_its_dates(
    signed: Signed, account: ProAccount, year: str | None, is_offered: bool
) -> None:
    held = road_works.held(account).concession
    begins, ends = ("04/03/2024", "15/03/2024") if year else (f"{today():%d/%m/%Y}", "")
    row = f"2024-117;{held.title};Branchement;accordee;{begins};{ends}"
    table = read(
        io.BytesIO(f"numero;intitule;objet;statut;date_debut;date_fin\n{row}".encode()), Requests.columns
    )
    Requests().take_in(table, "demandes.csv", report=lambda *_: None, actor=people.SYSTEM)
    page = signed(account).open(f"{HERE}/2024-117")
    assert page.says("Signaler le début des travaux") is is_offered
    assert page.says("Close") is not is_offered


def test_the_receipt_bears_number_moment_and_expected_day(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.filed(account), signed(account)
    page = visitor.open(f"{HERE}/{made.reference}/accuse")
    assert page.doc.get_element_by_id("numero").text == made.reference
    assert page.says(plain(formats.moment(made.filed_at))) and page.says("le silence ne vaut pas accord")
    assert page.says(plain(formats.day(made.decision_due_on))) and page.says(account.company.name)
    draft = road_works.drafted(account, attachments.current(made.concession))
    old = road_works.imported(made.concession)
    for other in (draft, old):
        assert visitor.open(f"{HERE}/{other.reference}/accuse").status == 404
