"""Many texts looked up at once: the written statement finds what each would find by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import union_all

from models.assistance.matching import lookups
from models.assistance.matching.sought import ENOUGH, By, Lookup
from models.assistance.pairs import MatchPair, Verdict
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people, records
from tests.support.collations import sorted_otherwise
from tests.support.statements.work import watched

LOOKUPS = [
    Lookup("hydraulique"),
    Lookup("hydra"),
    Lookup("lique"),
    Lookup("0235223344"),
    Lookup("saint vigor"),
    Lookup("st vigor"),
    Lookup("travaux sa"),
    Lookup("dict@a.fr"),
    Lookup("reseau"),
    Lookup('rien "du tout'),
    Lookup("123456789"),
]


@pytest.fixture
def rows(app):
    titles = [
        "HYDRAULIQUE DE SAINT VIGOR",
        "ST VIGOR S A TRAVAUX",
        "TRAVAUX DU NORD",
        "Hydraulique 02 35 22 33 44",
    ]
    made = [records.concession(title=title, email="dict@a.fr", phone="+33235223344") for title in titles]
    for number in range(ENOUGH + 1):
        records.concession(title=f"RESEAU {number}")
    people.active()
    return made


def one_by_one(model, wanted):
    found = union_all(*(lookups._ids(model, place, each) for place, each in enumerate(wanted))).subquery(
        "found"
    )
    return {(place, row.id) for place, row in db.session.execute(lookups._of_rows(model, found)).unique()}


def test_what_is_looked_up_together_is_what_each_lookup_finds(rows):
    wanted = [*LOOKUPS, Lookup("444608442", By.SIREN)]
    with transaction() as session:
        session.get_one(Concession, rows[1].id).siret = "44460844200018"
    for model in (Concession, Company):
        found = [(place, row.id) for place, row in lookups.find(model, wanted)]
        assert set(found) == one_by_one(model, wanted) and len(set(found)) == len(found)
    found = {(place, row.id) for place, row in lookups.find(Concession, wanted)}
    assert {(0, rows[0].id), (0, rows[3].id), (4, rows[1].id), (5, rows[0].id), (11, rows[1].id)} <= found
    assert (6, rows[1].id) in found and (6, rows[2].id) not in found
    assert not [place for place, _ in found if wanted[place].text == "reseau"], (
        "what so many have singles out none"
    )


def test_a_legal_unit_is_looked_up_however_the_database_sorts(app, account):
    company = account.company
    with sorted_otherwise(Company.siret):
        found = lookups.find(Company, [Lookup(company.siret[:9], By.SIREN)])
        assert [row.id for _, row in found] == [company.id]


def test_what_an_index_finds_at_once_is_looked_up_with_the_rest(rows, agent):
    firms = [
        people.active(
            company=people.facts(
                name=name, email=f"{post}@eri.fr", address=f"113, rue du Président Wilson\n{number}"
            )
        ).company
        for number, (name, post) in enumerate([("ERI", "contact"), ("ERI NORD", "dict"), ("ERIAL", "eri")])
    ]
    with transaction() as session:
        decided = [(rows[0], Verdict.ACCEPTED), (rows[1], Verdict.REFUSED)]
        for record, verdict in decided:
            facts = {"verdict": verdict.value, "decided_at": now(), "decided_by_id": agent.id}
            session.add(MatchPair(concession_id=record.id, company_id=firms[0].id, **facts))
    wanted = [
        Lookup("eri"),
        Lookup("eri", By.NAME),
        Lookup("eri.fr", By.DOMAIN),
        Lookup("113 wilso", By.STREET),
        Lookup("eri rien", By.NAME),
    ]
    found = [(place, row.id) for place, row in lookups.find(Company, wanted)]
    assert set(found) == one_by_one(Company, wanted) and len(set(found)) == len(found)
    first, second, third = (firm.id for firm in firms)
    assert {pair for pair in found if pair[0]} == {
        *((1, number) for number in (first, second)),
        *((2, number) for number in (first, second)),
        *((3, number) for number in (first, second, third)),
    }
    held = [Lookup("hydra"), Lookup(firms[0].siret, By.DECISION), Lookup(firms[1].siret, By.DECISION)]
    found = [(place, row.id) for place, row in lookups.find(Concession, held)]
    assert set(found) == one_by_one(Concession, held) and (1, rows[0].id) in found
    assert [pair for pair in found if pair[0]] == [(1, rows[0].id)]


def test_what_an_index_finds_too_often_singles_out_none(rows):
    for number in range(ENOUGH + 1):
        people.active(company=people.facts(name=f"ERI {number}", address=f"113 rue Wilson\nporte {number}"))
    wanted = [Lookup("eri", By.NAME), Lookup("113 wilso", By.STREET), Lookup("eri 7", By.NAME)]
    found = {(place, row.name) for place, row in lookups.find(Company, wanted)}
    assert found == {(2, "ERI 7")}


def test_nothing_but_short_words_is_looked_up_too(rows):
    wanted = [Lookup("st"), Lookup("a b"), Lookup("hydra")]
    found = {(place, row.id) for place, row in lookups.find(Concession, wanted)}
    assert found == one_by_one(Concession, wanted) and (2, rows[0].id) in found


def test_however_much_is_looked_up_it_is_one_statement(rows):
    with watched(db.engine) as work:
        lookups.find(Concession, LOOKUPS)
    with watched(db.engine) as nothing:
        assert lookups.find(Concession, []) == []
    assert (work.reads, nothing.total) == (1, 0)
