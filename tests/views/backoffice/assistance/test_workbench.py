"""The workbench: pairs in order of gain, side by side, a decision a key, the next pair at once."""

from __future__ import annotations

import pytest

from models.assistance import workbench
from models.assistance.pairs import find_pair
from models.assistance.workbench import queue
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people, records
from tests.support.statements.work import watched
from tests.views.backoffice.conftest import Desk

HOME = "/console/rapprochement/"


@pytest.fixture
def company(app):
    return people.pending(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company


@pytest.fixture
def pair(company):
    made = records.concession(title="Lot 35", holder="Hydraulique Austreberthe", siret=company.siret)
    records.concession(title="Lot 36", holder=company.name)
    workbench.fill()
    return made


def decide(page, record, decision, siret, **more):
    answers = {"csrf_token": page.token, "siret": siret, **more}
    return Desk(page.client).post(f"{HOME}{record.id}/{decision}", answers)


def test_the_first_pair_lies_open_with_its_reasons_and_the_others_follow(app, desk, agent, company, pair):
    page = desk(agent).open(HOME)
    assert page.status == 200 and page.ids[0] == str(pair.id) and len(page.ids) == 2
    for words in ("2 paires à décider", "Lot 35", company.name, "Hydraulique Austreberthe", "même SIRET"):
        assert words in page.text
    assert page.doc.xpath("//main//h2[@autofocus]/text()") == ["Lot 35"]
    assert page.doc.xpath("//button/@data-key") == ["a", "n", "t"]
    assert "Rien n’est rattaché sans un compte et une preuve" in page.text
    assert len(records.events("concession-consulted")) == 1


@pytest.mark.parametrize(
    ("decision", "verdict"), [("accepter", "accepted"), ("refuser", "refused"), ("plus-tard", "waiting")]
)
def test_each_decision_leads_to_the_next_pair(app, desk, agent, company, pair, decision, verdict):
    page = desk(agent).open(HOME)
    seen = page.doc.xpath("//input[@name='seen']/@value")[0]
    answer = decide(page, pair, decision, company.siret, seen=seen)
    assert (answer.status, answer.location) == (303, HOME)
    assert find_pair(pair.id, company.id).verdict == verdict
    following = desk(agent).open(HOME)
    assert following.doc.xpath("//main//h2[@autofocus]/text()") == ["Lot 36"]


def test_a_slip_of_a_key_is_undone_from_ones_last_decisions(app, desk, agent, company, pair):
    page = desk(agent).open(HOME)
    decide(page, pair, "refuser", company.siret)
    page = desk(agent).open(HOME)
    (way,) = page.doc.xpath("//section[@aria-labelledby='lately']//a/@href")
    again = desk(agent).open(way)
    assert "Décidé par" in again.text and again.doc.xpath("//button/@data-key") == ["a"]
    decide(again, pair, "accepter", company.siret)
    assert find_pair(pair.id, company.id).verdict == "accepted"


def test_accepting_attaches_where_the_page_says_so(app, desk, agent):
    account = people.active()
    record = records.concession(holder=account.company.name, siret=account.company.siret, email=account.email)
    workbench.fill()
    page = desk(agent).open(HOME)
    assert f"rattache tout de suite la concession à {account.identifier}" in page.text
    decide(page, record, "accepter", account.company.siret)
    assert "elle est rattachée" in desk(agent).open(HOME).html.replace("\xa0", " ") or record.open_attachment
    assert len(records.events("attached")) == 1


def test_another_company_is_named_by_its_siret_and_refused_beside_its_field(app, desk, agent, company, pair):
    other = people.pending().company
    page = desk(agent).open(HOME)
    for wrong in ("123", str(people.new_siret())):
        answer = decide(page, pair, "accepter", wrong)
        assert answer.status == 422 and answer.error("siret") and answer.value("siret") == wrong
    assert decide(page, pair, "accepter", other.siret).status == 303
    assert find_pair(pair.id, other.id).verdict == "accepted"


def test_a_record_whose_pair_is_gone_leads_back_to_the_others(app, desk, agent, company, pair):
    desk = desk(agent)
    page = desk.open(HOME)
    with transaction() as session:
        session.delete(find_pair(pair.id, company.id))
    answer = decide(page, pair, "accepter", "123")
    assert (answer.status, answer.location) == (303, HOME)
    following = desk.open(HOME)
    assert "Lot 35 : cette concession n’attend plus" in following.text.replace("\u00a0", " ")
    assert following.doc.xpath("//main//h2[@autofocus]/text()") == ["Lot 36"]
    assert following.value("siret") != "123"


def test_a_record_that_was_closed_since_offers_nothing_to_decide(app, desk, agent, company, pair):
    desk = desk(agent)
    page = desk.open(HOME)
    with transaction():
        pair.closed_at = now()
    answer = decide(page, pair, "refuser", company.siret)
    assert (answer.status, answer.location) == (303, HOME)
    assert "Lot 35 : cette concession n’attend plus" in desk.open(HOME).text.replace("\u00a0", " ")
    shown = desk.open(f"{HOME}?concession={pair.id}")
    assert "Cette concession est close." in shown.text and not shown.doc.xpath("//main//form")


def test_whoever_comes_second_changes_nothing_and_is_told(app, desk, agent, company, pair):
    page = desk(agent).open(HOME)
    seen = page.doc.xpath("//input[@name='seen']/@value")[0]
    decide(page, pair, "refuser", company.siret, seen=seen)
    second = desk(people.staff())
    answer = decide(second.open(HOME), pair, "accepter", company.siret, seen=seen)
    assert answer.status == 303 and "Un collègue vient de décider" in second.open(HOME).text
    assert find_pair(pair.id, company.id).verdict == "refused"


def test_later_pressed_twice_is_nobody_s_haste(app, desk, agent, company, pair):
    console = desk(agent)
    page = console.open(HOME)
    typed = page.form("submission")
    for _ in "12":
        answer = console.post(f"{HOME}{pair.id}/plus-tard", {**typed, "seen": typed["seen"]})
        assert answer.status == 303 and "remise à plus tard" in answer.follow().text.replace("\u00a0", " ")
    assert find_pair(pair.id, company.id).put_off == 1


def test_what_is_not_there_is_not_found(app, desk, agent, company, pair):
    page = desk(agent).open(HOME)
    for address in ("999999/accepter", "abc/accepter", f"{pair.id}/detruire"):
        answer = Desk(page.client).post(HOME + address, {"csrf_token": page.token, "siret": company.siret})
        assert answer.status == 404, address
    assert desk(agent).open(f"{HOME}?concession=999999").status == 404


def test_administrators_read_and_have_no_button(app, desk, admin, company, pair):
    page = desk(admin).open(HOME)
    assert page.status == 200 and "Lecture seule" in page.text and not page.doc.xpath("//main//form")
    assert decide(page, pair, "accepter", company.siret).status == 403


def test_an_empty_workbench_says_where_pairs_come_from(app, desk, agent):
    page = desk(agent).open(HOME)
    assert "Rien à rapprocher" in page.text and "Aucune paire à décider" in page.text


def test_a_count_beyond_the_cap_is_said_to_be_more(app, desk, agent, company, pair, monkeypatch):
    monkeypatch.setattr(queue, "CAP", 1)
    assert "Plus de 1 paires" in desk(agent).open(HOME).text.replace("\xa0", " ")


def test_a_page_compares_one_pair_and_asks_as_much_however_many_wait(app, desk, agent, company, pair):
    def statements():
        with watched(db.engine) as work:
            assert desk(agent).open(HOME).status == 200
        return work.total

    desk(agent).open(HOME)
    few = statements()
    for _ in range(6):
        records.concession(holder=company.name, siret=company.siret)
    workbench.fill()
    assert statements() <= few
