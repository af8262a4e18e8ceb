"""The workbench is filled ahead, a few rows a turn, and follows what changes."""

from __future__ import annotations

import pytest

from models import attachments
from models.assistance import matching, workbench
from models.assistance.pairs import MatchPair, find_pair_of
from models.assistance.workbench import filling
from models.assistance.workbench.queue import count_waiting, list_waiting
from models.attachments import Evidence
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people, records


@pytest.fixture
def company(app):
    return people.pending(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company


def waiting():
    return [(pair.concession_id, pair.company_id) for pair in list_waiting(20)]


def test_each_free_record_waits_with_the_company_that_is_probably_its_own(company, agent):
    ours = records.concession(holder=company.name, siret=company.siret)
    records.concession(holder=company.name, closed=True)
    records.concession(holder="PERSONNE DU TOUT", phone="", email="")
    held = records.concession(holder=company.name)
    account = people.active(company=people.facts(siret=company.siret))
    attachments.attach(
        held, account, evidence=Evidence.CODE, access_code=records.CODE, actor=records.by(agent)
    )
    assert workbench.fill() == 1
    assert waiting() == [(ours.id, company.id)] and count_waiting().value == 1
    assert workbench.fill() == 0


def test_a_round_goes_on_where_the_turn_before_stopped_and_begins_again(company, monkeypatch):
    monkeypatch.setattr(filling, "RECORDS", 2)
    made = [records.concession(holder=company.name, siret=company.siret).id for _ in range(5)]
    found = []
    for _ in range(3):
        workbench.fill()
        found.append(len(waiting()))
    assert found == [2, 4, 5] and {record for record, _ in waiting()} == set(made)
    compared = []
    monkeypatch.setattr(matching, "companies_of", lambda record, *limit: compared.append(record.id) or [])
    workbench.fill()
    assert compared == made[:2]


def test_the_records_of_a_new_company_do_not_wait_for_the_round(app, monkeypatch):
    monkeypatch.setattr(filling, "RECORDS", 1)
    name = "HYDRAULIQUE DE L'AUSTREBERTHE"
    first, theirs = records.concession(phone=""), records.concession(holder=name)
    people.pending()
    workbench.fill()
    assert waiting() == []
    company = people.pending(company=people.facts(name=name)).company
    monkeypatch.setattr(filling, "_of_records", lambda: 0)
    assert workbench.fill() == 1 and waiting() == [(theirs.id, company.id)]
    assert first.id not in dict(waiting())


def test_what_is_attached_or_closed_or_resembles_another_waits_no_more(company, agent):
    taken, closed, renamed = (records.concession(holder=company.name, siret=company.siret) for _ in "123")
    other = people.pending(company=people.facts(name="CANAL DE TANCARVILLE")).company
    workbench.fill()
    account = people.active(company=people.facts(siret=company.siret))
    attachments.attach(
        taken, account, evidence=Evidence.CODE, access_code=records.CODE, actor=records.by(agent)
    )
    with transaction():
        closed.closed_at = closed.imported_at
        renamed.holder, renamed.siret = other.name, other.siret
        renamed.refresh_search()
    assert waiting() == [(renamed.id, company.id)]  # left out at once, taken away in their turn
    workbench.fill()
    assert waiting() == [(renamed.id, other.id)]
    assert records.count(MatchPair) == 1


def test_what_staff_said_outlives_every_turn(company, agent):
    accepted, refused = (records.concession(holder=company.name, siret=company.siret) for _ in "12")
    workbench.fill()
    workbench.accept(accepted, company, actor=records.by(agent))
    workbench.refuse(refused, company, actor=records.by(agent))
    workbench.fill()
    assert waiting() == [] and find_pair_of(accepted.id).verdict == "accepted"
    assert find_pair_of(refused.id) is None


def test_the_surest_come_first_and_among_them_companies_whose_people_can_use_them(app):
    def company(name, made):
        return made(company=people.facts(name=name, phone="+33235998877")).company

    active = company("HYDRAULIQUE DE L'AUSTREBERTHE", people.active)
    pending = company("CANAL DE TANCARVILLE", people.pending)
    vague = company("ESTUAIRE TERRASSEMENT MARITIME", people.active)
    order = [
        records.concession(holder=each.name, siret=siret, phone="").id
        for each, siret in ((vague, ""), (pending, pending.siret), (active, active.siret))
    ]
    with transaction():
        db.session.get(type(records.concession()), order[0]).holder = "ESTUAIRE TERRASSEMENT"
    workbench.fill()
    found = [record for record, _ in waiting()]
    assert found.index(order[2]) < found.index(order[1])
    places = [pair.place for pair in list_waiting(20)]
    assert places == sorted(places)
