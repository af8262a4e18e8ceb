"""A request is written part by part, read again, filed."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import RequestState
from tests.support import road_works
from tests.support.portal import only, send, typed
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"


def test_an_empty_draft_is_kept(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    nothing = dict.fromkeys(typed(), "") | {"surface": []}
    page = send(signed(account), "brouillon", **nothing).follow()
    assert page.says("Brouillon") and only().status is RequestState.DRAFT


def test_filing_answers_with_a_number_and_a_page(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "deposer")
    assert page.target == f"{HERE}/{only().reference}"
    page = page.follow()
    assert page.says(f"La demande {only().reference} est déposée.") and page.says("Jo, 06 12 34 56 78")
    assert only().surface == ["chaussee", "trottoir"] and only().status is RequestState.FILED
    assert only().reference.startswith(f"OV-{now().year}-")


def test_the_summary_comes_before_the_filing(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    page = send(signed(account), "relire").follow()
    assert only().status is RequestState.DRAFT
    for words in (
        "Relire avant de déposer",
        "19 rue Georges Braque",
        "Branchement",
        "Alternée",
        "Chaussée, Trottoir",
    ):
        assert page.says(words), words
    page = page.send(page.form("state")).follow()
    assert page.says("est déposée") and only().status is RequestState.FILED


def test_a_second_click_makes_one_request(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "deposer"}
    answers = [visitor.client.post(page.address, data=data) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert answers[0].location == answers[1].location and only()


def test_a_draft_goes_on_and_is_filed_from_its_page(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.drafted(account), signed(account)
    page = send(visitor, "brouillon", f"{HERE}/{made.reference}/modifier", purpose="Autre objet").follow()
    assert page.says("Autre objet")
    page = visitor.post(f"{HERE}/{made.reference}/etat", state="deposee").follow()
    assert page.says("Déposée") and page.says("Une réponse est attendue le")


def test_what_is_filed_is_no_longer_changed(signed: Signed, account: ProAccount) -> None:
    made, visitor = road_works.filed(account), signed(account)
    assert visitor.open(f"{HERE}/{made.reference}/modifier").status == 303
    visitor.post(
        f"{HERE}/{made.reference}/modifier", **{**typed(), "surface": "chaussee", "purpose": "Autre"}
    )
    db.session.refresh(made)
    assert made.purpose != "Autre"


@pytest.mark.parametrize(
    ("action", "part"), [("suite-lieu", "ou-et-quand"), ("suite-travaux", "les-travaux")]
)
def test_each_part_is_saved_as_a_draft_and_leads_to_the_next(
    signed: Signed, account: ProAccount, action: str, part: str
) -> None:
    road_works.held(account)
    nothing = dict.fromkeys(typed(), "") | {"surface": [], "purpose": "Raccordement"}
    page = send(signed(account), action, **nothing)
    assert page.answer.headers["Location"] == f"{HERE}/{only().reference}/modifier#{part}"
    assert only().purpose == "Raccordement" and only().status is RequestState.DRAFT
    page = page.follow()
    assert page.value("purpose") == "Raccordement" and page.doc.get_element_by_id(part) is not None


def test_going_back_and_sending_again_changes_what_was_begun(signed: Signed, account: ProAccount) -> None:
    road_works.held(account)
    visitor = signed(account)
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": "brouillon"}
    visitor.client.post(page.address, data=data)
    answer = visitor.client.post(page.address, data={**data, "purpose": "Autre objet", "action": "deposer"})
    assert answer.status_code == 303 and only().purpose == "Autre objet"
    assert only().status is RequestState.FILED
    answer = visitor.client.post(page.address, data={**data, "purpose": "Encore autre", "action": "deposer"})
    assert answer.status_code == 422 and "elle ne se modifie plus" in answer.text
    assert only().purpose == "Autre objet"


def test_who_saves_second_is_told_and_may_insist(signed: Signed, account: ProAccount) -> None:
    made, early, late = road_works.drafted(account), signed(account), signed(account)
    address = f"{HERE}/{made.reference}/modifier"
    first, second = early.open(address), late.open(address)
    assert first.send(purpose="Le premier", action="brouillon", documents=None).status == 303
    page = second.send(purpose="Le second", action="brouillon", documents=None)
    assert page.status == 422 and page.says("Quelqu'un d'autre a enregistré cette demande")
    assert page.value("purpose") == "Le second" and only().purpose == "Le premier"
    assert page.send(purpose="Le second", action="brouillon", documents=None).status == 303
    assert only().purpose == "Le second"
