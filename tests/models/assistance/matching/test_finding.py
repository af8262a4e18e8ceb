"""Matches found in the database, on both engines."""

from __future__ import annotations

import pytest

from models.assistance import matching
from models.assistance.matching import Certainty, MatchProfile, Sign, lookups
from models.assistance.matching.scoring import SHOWN
from models.assistance.matching.sought import By, Lookup
from models.companies import Company, register
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.people import SYSTEM
from tests.support.stock import fill, site


def company(**facts):
    return register(people.facts(**{"phone": "+33235998877", **facts}), actor=SYSTEM)


@pytest.fixture
def record(app):
    numbers = iter(range(1, 100))

    def make(title="FIBRE OPTIQUE", **facts):
        with transaction() as session:
            made = Concession(reference=f"ECR-{next(numbers):05d}", kind="voirie", imported_at=now(), **facts)
            made.name(title)
            made.refresh_search()
            session.add(made)
        return made

    return make


def ids(matches):
    return [match.row.id for match in matches]


def test_a_record_is_found_by_each_thing_that_it_tells(app, record):
    ours = company(
        name="HYDRAULIQUE DE L'AUSTREBERTHE", email="voirie@austreberthe.example", acronym="HYDRA76"
    )
    company(name="COLAS")
    parties = [
        record(siret=f"{ours.siren}00099"),
        record(phone="+33235998877", holder="HYDRAULIQUE DE L AUSTREBERTE"),
        record(email="dict@austreberthe.example", holder="HYDRAULIQUE AUSTREBERTHE"),
        record(holder="Hydrauliqe de l’Austreberthe", city="Le Havre"),
        record(title="FIBRE OPTIQUE HYDRA76", city="LE HAVRE"),
    ]
    record(holder="COLAS", title="COLAS")
    found = matching.records_of(matching.profile_of(ours), limit=9)
    assert set(ids(found)) == {each.id for each in parties}
    for party in parties:
        assert ids(matching.companies_of(party))[0] == ours.id, party.reference
    assert all(match.signs and 0 <= match.score <= 1 and match.percent <= 99 for match in found)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_the_surest_come_first_and_say_why(app, record):
    ours = company(name="HYDRAULIQUE DE L'AUSTREBERTHE")
    sure = record(siret=ours.siret, holder=ours.name, phone=ours.phone)
    vague = record(holder="HYDRAULIQUE AUSTREBERTHE")
    first, second = matching.records_of(matching.profile_of(ours))
    assert (first.row.id, second.row.id) == (sure.id, vague.id)
    assert first.certainty is Certainty.CONFIDENT and first.signs[0] is Sign.SAME_PHONE
    assert {Sign.SAME_SIRET, Sign.SAME_NAME} < set(first.signs)


def test_a_sister_company_is_no_match(app, record):
    ours = company(name="GAUMONT LE HAVRE", email="contact@gaumont.example")
    theirs = record(holder="GAUMONT VALENCIENNES", siret=people.new_siret(), email="dict@gaumont.example")
    assert all(match.score < SHOWN for match in matching.companies_of(theirs))
    assert theirs.id not in ids(matching.records_of(matching.profile_of(ours)))


def test_two_companies_of_one_name_are_rivals_and_two_establishments_are_not(app, record):
    first, second = company(name="AUSTREBERTHE"), company(name="AUSTREBERTHE", phone="+33235998878")
    theirs = record(holder="AUSTREBERTHE")
    match = matching.records_of(matching.profile_of(first))[0]
    assert match.score < SHOWN and match.rival.id == second.id
    theirs = record(holder="AUSTREBERTHE", siret=first.siret)
    match = next(m for m in matching.records_of(matching.profile_of(first)) if m.row.id == theirs.id)
    assert match.certainty is Certainty.CONFIDENT


def test_a_company_that_is_not_ours_yet_has_its_records_too(app, record):
    from models.companies.directory import Establishment, State

    siret = people.new_siret()
    theirs = record(siret=siret, holder="HYDRAULIQUE DE L AUSTREBERTHE")
    found = Establishment(siret, State.OPEN, name="HYDRAULIQUE DE L'AUSTREBERTHE")
    assert ids(matching.records_of(MatchProfile.of_establishment(found))) == [theirs.id]


def test_the_address_of_an_active_person_and_the_trade_name_count(app, record):
    account = people.active(email="jean@austreberthe.example")
    ours = account.company
    by_mail = record(email="jean@austreberthe.example")
    fill([site(ours.siret, sign="BATEAU BROTONNE")])
    by_sign = record(holder="BATEAU BROTONNE")
    assert set(ids(matching.records_of(matching.profile_of(ours)))) == {by_mail.id, by_sign.id}


def test_a_record_finds_its_company_by_a_short_name_a_street_or_a_domain_whatever_others_hold(app, record):
    for number in range(45):  # each holds `eri` somewhere, and all the words of a domain
        company(name=f"MENUISERIE {number}", email=f"eri{number}@menuiserie.example", address="")
    ours = company(name="ERI", email="voirie@eri.example", address="113 AVENUE DU PRESIDENT WILSON")
    for facts in (
        {"holder": "eri"},
        {"holder": "Jean Petit", "email": "j.petit@eri.example"},
        {"holder": "Jean Petit", "address": "113, av. du Pdt Wilson"},
    ):
        found = matching.companies_of(record(**facts))
        assert ids(found)[:1] == [ours.id], facts


def test_what_many_share_leads_nowhere(app, record):
    for _ in range(45):
        record(holder="SERVICE ASSAINISSEMENT", city="Le Havre", email="mairie@example.org")
    ours = company(name="ASSAINISSEMENT SERVICES", email="contact@example.org")
    assert matching.records_of(matching.profile_of(ours)) == []


def test_matching_asks_a_bounded_number_of_questions(app, record):
    from sqlalchemy import event

    ours = company(name="HYDRAULIQUE INDUSTRIELLE DE L'AUSTREBERTHE ET DE LA SCIE", acronym="HIAS")
    for number in range(12):
        record(holder=f"{ours.name} {number}", siret=ours.siret, phone=ours.phone)
    executed = []
    party = matching.profile_of(ours)

    def listen(*args):
        executed.append(args[2])

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        assert len(matching.records_of(party)) == 6
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert len(executed) < 100


def test_a_legal_units_range_ends_with_digits_whatever_order_the_database_sorts_by(app):
    bounds = lookups._ids(Company, 0, Lookup("200084952", By.SIREN)).compile().params.values()
    assert {bound for bound in bounds if isinstance(bound, str)} == {"200084952", "20008495299999"}
