"""Companies: one row per SIRET, never half filled, corrected by those who may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, companies
from models.accounts import Person
from models.companies import (
    Company,
    CompanyClosed,
    CompanyFacts,
    CompanyUnknown,
    CompanyUnverifiable,
    NameMissing,
)
from models.companies.directory import CompanyKind, Establishment, State
from models.companies.queries import find_company_by_siret
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.values.contacts import EmailRefused, PhoneRefused
from tests.support import people
from tests.support.records import actions, by, concession, count, events, mails_of, of, visitor


def register(facts, actor=people.SYSTEM, **options):
    return companies.register(facts, actor=actor, **options)


def test_a_company_is_registered_once_and_found_by_its_siret(app):
    facts = people.facts()
    company = register(facts)
    assert find_company_by_siret(facts.siret).id == company.id
    assert company.siren == facts.siret[:9] and not company.is_to_verify
    assert actions() == ["company-registered"]


def test_a_second_registration_joins_the_first_and_changes_nothing(app):
    facts = people.facts()
    first = register(facts)
    again = people.facts(siret=facts.siret, name="AUTRE NOM", phone="+33235999999", email="x@example.org")
    second = register(again)
    assert second.id == first.id
    assert (second.name, second.phone, second.email) == (facts.name, facts.phone, facts.email)
    assert actions() == ["company-registered"]


def test_a_second_account_never_changes_the_stored_contacts_but_keeps_what_its_person_typed(app):
    first = people.active()
    typed = people.facts(
        siret=first.company.siret,
        phone="+33235999999",
        email="autre@example.org",
        kind=CompanyKind.OTHER,
        acronym="AUTRE",
    )
    second = people.pending(company=typed)
    assert second.company_id == first.company_id
    assert second.company.email != "autre@example.org" and second.company.phone != "+33235999999"
    assert second.company.kind == "entreprise" and second.company.acronym == ""
    kept = (second.typed_email, second.typed_phone, second.typed_kind, second.typed_acronym)
    assert kept == ("autre@example.org", "+33235999999", "autre", "AUTRE")


def test_the_portal_refuses_a_closed_company(app):
    with pytest.raises(CompanyClosed):
        register(people.facts(state=State.CLOSED), visitor())
    with pytest.raises(CompanyClosed):
        register(people.facts(state=State.CLOSED), visitor(), reason="je veux")
    assert count(Company) == 0


def test_an_agent_goes_on_with_a_closed_company_if_he_says_why(app, agent):
    with pytest.raises(ReasonMissing):
        register(people.facts(state=State.CLOSED), by(agent))
    company = register(people.facts(state=State.CLOSED), by(agent), reason="Transfert en cours")
    assert company.directory_state == "closed"
    assert events("company-registered")[0].detail.reason == "Transfert en cours"


def test_a_company_that_the_directory_does_not_know_is_refused(app, agent):
    for actor in (visitor(), by(agent)):
        with pytest.raises(CompanyUnknown):
            register(people.facts(state=State.UNKNOWN), actor)


def test_when_the_directory_is_down_the_portal_asks_to_come_back(app):
    with pytest.raises(CompanyUnverifiable):
        register(people.facts(state=State.UNAVAILABLE), visitor())


def test_when_the_directory_is_down_an_agent_types_the_company_which_is_to_be_verified(app, agent):
    company = register(people.facts(state=State.UNAVAILABLE), by(agent))
    assert company.is_to_verify
    owed = db.session.scalars(db.select(jobs.Job)).one()
    assert (owed.kind, owed.payload) == ("verify-company", {"company": company.id})


def test_a_company_typed_by_hand_takes_the_directorys_name_when_an_agent_says_so(app, agent):
    company = register(people.facts(state=State.UNAVAILABLE), by(agent))
    account = people.active(company=people.facts(siret=company.siret))
    concession_ = concession(siret=company.siret, email=account.email)
    bound = attachments.attach(
        concession_, account, evidence="siren", justification="Le SIREN est le sien.", actor=by(agent)
    )
    siret = people.facts(siret=company.siret).siret
    assert companies.verify(company, Establishment.unavailable(siret), actor=people.SYSTEM) is False
    found = Establishment(
        siret, State.OPEN, name="VRAI NOM", address="1 QUAI", postcode="76600", city="LE HAVRE"
    )
    assert companies.verify(company, found, actor=people.SYSTEM) is True
    assert (company.name == "VRAI NOM", company.is_to_verify) == (False, False)
    assert "company-verified" in actions()
    companies.settle(company, taken={"name": True}, actor=by(agent))
    assert company.name == "VRAI NOM"
    assert "vrai nom" in account.search and "vrai nom" in bound.search


def test_a_company_without_a_name_is_refused(app, agent):
    with pytest.raises(NameMissing):
        register(people.facts(name=""), by(agent))


def test_the_directorys_mark_of_what_it_hides_is_never_stored(app, agent):
    hidden = people.facts(address="[ND]", city="[ND] [ND]", acronym="[ND]")
    company = register(hidden, by(agent))
    assert (company.address, company.city, company.acronym) == ("", "", "")
    with pytest.raises(NameMissing):
        register(people.facts(name="[ND]"), by(agent))


def test_where_the_directory_speaks_it_is_right_and_where_it_is_silent_the_person_is():
    siret = people.new_siret()
    found = Establishment(
        siret, State.PARTLY_DIFFUSIBLE, name="", address="", postcode="76600", city="LE HAVRE"
    )
    facts = CompanyFacts.completed(
        found,
        kind=CompanyKind.SOLE_TRADER,
        phone="02 35 22 33 44",
        email="A@Example.org",
        name="MARIE DUPONT",
        address="1 RUE",
        city="PARIS",
    )
    assert (facts.name, facts.address, facts.city) == ("MARIE DUPONT", "1 RUE", "LE HAVRE")
    assert facts.phone == "+33235223344" and facts.state is State.PARTLY_DIFFUSIBLE


@pytest.mark.parametrize(
    ("phone", "email", "refusal"),
    [
        ("", "a@example.org", PhoneRefused),
        ("02 35 22 33 44", "", EmailRefused),
    ],
)
def test_phone_and_address_are_compulsory(phone, email, refusal):
    found = Establishment(people.new_siret(), State.OPEN, name="X")
    with pytest.raises(refusal):
        CompanyFacts.completed(found, kind=CompanyKind.COMPANY, phone=phone, email=email)


@pytest.mark.parametrize("column", ["phone", "email", "name"])
def test_the_database_itself_refuses_a_half_filled_company(app, column):
    register(people.facts())
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Company).values({column: ""}))


def test_the_database_itself_refuses_a_kind_or_a_state_that_does_not_exist(app):
    register(people.facts())
    for values in ({"kind": "sarl"}, {"directory_state": "gone"}, {"siret": "123"}):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(update(Company).values(values))


def test_a_correction_tells_the_old_address_and_leaves_before_and_after(app, agent):
    company = register(people.facts(email="vieux@example.org"))
    companies.correct(company, version=1, email="neuf@example.org", phone="02 35 22 25 25", actor=by(agent))
    assert (company.email, company.phone, company.version) == ("neuf@example.org", "+33235222525", 2)
    assert [mail.to for mail in mails_of("contact-changed")] == ["vieux@example.org"]
    recorded = events("company-corrected")[0].detail
    assert '"vieux@example.org"' in recorded.before and '"neuf@example.org"' in recorded.after
    assert "neuf example org" in company.search


def test_a_correction_that_changes_nothing_leaves_no_trace(app, agent):
    company = register(people.facts(phone="+33235223344"))
    companies.correct(company, version=1, phone="0235223344", actor=by(agent))
    assert company.version == 1 and not events("company-corrected")


def test_the_second_of_two_corrections_is_told_that_it_came_too_late(app, agent):
    company = register(people.facts())
    companies.correct(company, version=1, acronym="UN", actor=by(agent))
    with pytest.raises(Stale) as refused:
        companies.correct(company, version=1, acronym="DEUX", actor=by(agent))
    assert refused.value.facts["current"]["acronym"] == "UN"


def test_neither_siret_nor_name_may_be_corrected(app, agent):
    company = register(people.facts())
    name, siret = company.name, company.siret
    companies.correct(company, version=1, name="AUTRE", siret=people.new_siret(), actor=by(agent))
    assert (company.name, company.siret) == (name, siret)


def test_the_referent_may_correct_the_company_and_a_colleague_who_is_none_may_not(app, agent):
    referent = people.active()
    company = referent.company
    colleague = people.active(company=people.facts(siret=company.siret))
    held = attachments.attach(concession(), referent, evidence="code", access_code="4827", actor=by(agent))
    with pytest.raises(NotAllowed):
        companies.correct(company, version=1, acronym="NON", actor=of(colleague))
    attachments.add_referent(held, colleague, actor=of(referent))
    with pytest.raises(NotAllowed):
        companies.correct(company, version=1, acronym="NON", actor=of(colleague))
    with pytest.raises(NotAllowed):
        companies.correct(company, version=1, acronym="NON", actor=of(people.active()))
    companies.correct(company, version=1, acronym="OUI", actor=of(referent))
    assert company.acronym == "OUI"


def test_creating_an_account_by_hand_needs_no_directory_when_an_agent_does_it(app, agent):
    account = accounts.create(
        people.facts(state=State.UNAVAILABLE), Person("A", "B", "a@example.org", "Chef"), actor=by(agent)
    )
    assert account.company.is_to_verify


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_typed_name_or_town_ever_leaves_the_mark_in_the_facts(name, city):
    facts = people.facts(name=f"{name}[ND]{city}", city=city)
    assert "[ND]" not in facts.name + facts.city
