"""A company that closed goes on under another SIRET with all that hangs on it, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments, companies
from models.companies import (
    CompanyHeld,
    CompanyOpen,
    NothingSucceeded,
    SuccessionOverlaid,
    SuccessionTooOld,
    SuccessorClosed,
)
from models.companies.directory import Establishment, State
from models.companies.findings import Finding
from models.companies.queries import find_company_by_siret
from models.companies.succession.facts import FACTS
from models.companies.succession.going_on import list_successors
from models.companies.succession.undoing import UNDO_WINDOW
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.reports.dependants import count_dependants
from models.values.siret import Siret
from tests.support import people
from tests.support.racing.races import together
from tests.support.records import CODE, actions, by, concession, count, of

OLD, NEW, ABROAD = Siret("00542002100023"), Siret("00542002100056"), Siret("20008495200015")
SUCCESSOR = Establishment(
    NEW, State.OPEN, name="BIQUEZ", address="21 B BOULEVARD DES PRES", postcode="80100", city="ABBEVILLE"
)


@pytest.fixture
def company(app):
    account, record = people.active(company=people.facts(siret=OLD)), concession()
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    companies.note_news(account.company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    return account.company


def facts_of(company):
    db.session.refresh(company)
    return {fact: getattr(company, fact) for fact in (*FACTS, "phone", "email", "kind", "search", "name_key")}


def test_all_that_hangs_on_it_follows_with_one_event(company, agent):
    before, hanging, number = len(actions()), count_dependants(company), company.id
    companies.succeed(company, SUCCESSOR, actor=by(agent))
    assert actions()[before:] == ["company-succeeded"]
    assert find_company_by_siret(NEW).id == number and find_company_by_siret(OLD) is None
    assert (company.name, company.city, company.directory_state) == ("BIQUEZ", "ABBEVILLE", "open")
    assert count_dependants(company) == hanging == (1, 1, 0)
    held = db.session.scalars(db.select(attachments.Attachment)).one()
    assert str(NEW) in held.search and str(NEW) in held.referent.search and str(OLD) not in held.search


def test_taken_back_it_is_exactly_as_it_was(company, agent):
    with transaction() as session:
        session.add(Finding(company_id=company.id, fact="city", value="ROUEN"))
    before = facts_of(company)
    companies.succeed(company, SUCCESSOR, actor=by(agent))
    assert count(Finding) == 0, "that was said of another establishment"
    companies.undo_succession(company, actor=by(agent))
    assert facts_of(company) == before and actions()[-1] == "succession-undone"
    assert [(each.fact, each.value) for each in db.session.scalars(db.select(Finding))] == [("city", "ROUEN")]
    with pytest.raises(NothingSucceeded):
        companies.undo_succession(company, actor=by(agent))


def test_what_was_changed_since_is_not_overwritten(company, agent):
    companies.succeed(company, SUCCESSOR, actor=by(agent))
    found = Establishment(NEW, State.OPEN, name="BIQUEZ ET FILS")
    companies.note_news(company, found, actor=people.SYSTEM)
    companies.settle(company, taken={"name": True}, actor=by(agent))
    with pytest.raises(SuccessionOverlaid) as refused:
        companies.undo_succession(company, actor=by(agent))
    assert refused.value.facts == {"facts": ["name"]} and company.name == "BIQUEZ ET FILS"


def test_contacts_that_were_put_right_since_stay(company, agent):
    companies.succeed(company, SUCCESSOR, actor=by(agent))
    companies.correct(company, version=company.version, phone="02 35 00 00 01", actor=by(agent))
    companies.undo_succession(company, actor=by(agent))
    assert (company.siret, company.phone) == (OLD, "+33235000001")


def test_after_thirty_days_or_where_another_bears_the_old_number_it_stays(company, agent, clock):
    companies.succeed(company, SUCCESSOR, actor=by(agent))
    clock.shift(UNDO_WINDOW + timedelta(minutes=1))
    with pytest.raises(SuccessionTooOld):
        companies.undo_succession(company, actor=by(agent))
    clock.shift(-timedelta(days=1))
    companies.register(people.facts(siret=OLD), actor=people.SYSTEM)
    with pytest.raises(CompanyHeld):
        companies.undo_succession(company, actor=by(agent))


@pytest.mark.parametrize("state", [State.CLOSED, State.UNKNOWN, State.UNAVAILABLE])
def test_only_one_that_is_open_succeeds(company, agent, state):
    with pytest.raises(SuccessorClosed):
        companies.succeed(company, Establishment(NEW, state), actor=by(agent))


def test_one_that_opens_again_is_not_joined_to_itself(company, agent):
    companies.succeed(company, Establishment(OLD, State.OPEN, name="BIQUEZ"), actor=by(agent))
    assert (company.siret, company.directory_state) == (OLD, "open") and count_dependants(
        company
    ).accounts == 1


def test_another_legal_unit_wants_a_reason(company, agent):
    other = Establishment(ABROAD, State.OPEN, name="REPRENEUR")
    with pytest.raises(ReasonMissing):
        companies.succeed(company, other, reason=" ", actor=by(agent))
    companies.succeed(company, other, reason="Reprise au tribunal, jugement reçu.", actor=by(agent))
    assert company.siret == ABROAD


def test_only_staff_and_only_of_what_is_closed_and_as_they_read_it(company, agent, account):
    with pytest.raises(NotAllowed):
        companies.succeed(company, SUCCESSOR, actor=of(account))
    with pytest.raises(Stale):
        companies.succeed(company, SUCCESSOR, seen="1", actor=by(agent))
    with pytest.raises(CompanyOpen):
        companies.succeed(account.company, SUCCESSOR, actor=by(agent))


def test_what_the_directory_hides_stays_ours(company, agent):
    hidden = Establishment(NEW, State.PARTLY_DIFFUSIBLE, city="ABBEVILLE")
    name = company.name
    companies.succeed(company, hidden, actor=by(agent))
    assert (company.name, company.city, company.directory_state) == (name, "ABBEVILLE", "partly-diffusible")


def test_two_who_accept_at_once_move_it_once(app, company, agent):
    number, actor = company.id, by(agent)

    def accept():
        companies.succeed(db.session.get(companies.Company, number), SUCCESSOR, actor=actor)

    outcome = together(app, [accept] * 4)
    assert len(outcome.made) == 1 and set(outcome.refused) == {"CompanyOpen"}
    assert actions().count("company-succeeded") == 1


def test_the_open_ones_of_its_unit_are_proposed_or_of_the_one_that_the_directory_names(company):
    class Known:
        def find(self, siret, *, again=False):
            return Establishment.duplicate(siret, self.named) if self.named else Establishment.unknown(siret)

        def list_open_sites(self, siren, limit):
            return [
                site for site in (SUCCESSOR, Establishment(ABROAD, State.OPEN)) if site.siret.siren == siren
            ]

        def list_successors(self, siret):
            return self.linked

    known = Known()
    known.named, known.linked = "", []
    assert [site.siret for site in list_successors(company, known)] == [NEW]
    known.named = ABROAD.siren
    assert [site.siret for site in list_successors(company, known)] == [ABROAD]
    known.named, known.linked = "", [Establishment(ABROAD, State.OPEN), Establishment(OLD, State.OPEN)]
    assert [site.siret for site in list_successors(company, known)] == [NEW, ABROAD], "its own unit first"
    known.linked = [Establishment(ABROAD, State.CLOSED)]
    assert [site.siret for site in list_successors(company, known)] == [NEW]
