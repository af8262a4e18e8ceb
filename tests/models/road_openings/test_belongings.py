"""What hangs on a company that closed moves to the one of ours that goes on in its place, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments, cases, companies
from models.attachments import Attachment
from models.attachments.old_contact.tables import LetterKey
from models.cases import Case, CaseKind
from models.companies import CompanySuccession, SuccessionOverlaid, SuccessionTooOld
from models.companies.directory import Establishment, State
from models.companies.succession.undoing import UNDO_WINDOW
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import ReasonMissing
from models.kernel.transactions import transaction
from models.reports.dependants import count_dependants
from models.road_openings import RoadOpeningRequest
from models.storage import registry
from models.values.days import today
from models.values.siret import Siret
from tests.support import people, road_works
from tests.support.racing.races import together
from tests.support.records import actions, by, concession, mails_of, of, waiting

OLD, NEW, ABROAD = Siret("00542002100023"), Siret("00542002100056"), Siret("20008495200015")
SUCCESSOR = Establishment(NEW, State.OPEN, name="BIQUEZ")


@pytest.fixture
def closed(app):
    """A company that closed: one person, one record, one request, one open case."""
    person = people.active(company=people.facts(siret=OLD))
    road_works.filed(person, road_works.held(person))
    cases.open_(CaseKind.HELP, "Une question", account=person, actor=of(person))
    companies.note_news(person.company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    return person.company


@pytest.fixture
def other(app):
    """The company of ours that goes on in its place, with a person of its own."""
    return people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE")).company


def standing():
    """Of each row that names a company: which one, and what it is searched by."""
    db.session.expire_all()
    kinds = (people.ProAccount, Attachment, RoadOpeningRequest, Case)
    rows = [row for kind in kinds for row in db.session.scalars(db.select(kind)).unique()]
    codes = db.session.execute(db.text("SELECT id, code_company_id FROM concessions ORDER BY id")).all()
    return sorted((type(row).__name__, row.id, row.company_id, row.search) for row in rows), codes


def test_all_that_hangs_on_it_moves_to_the_one_that_we_hold(closed, other, agent):
    before, own = count_dependants(closed), count_dependants(other)
    made, number = companies.succeed(closed, SUCCESSOR, actor=by(agent)), other.id
    rows, codes = standing()
    assert {company for _, _, company, _ in rows} == {number} == {company for _, company in codes}
    assert all("biquez neuve" in text and OLD not in text for name, _, _, text in rows if name != "Case")
    assert count_dependants(closed) == (0, 0, 0)
    assert count_dependants(other) == tuple(map(sum, zip(before, own, strict=True)))
    assert (closed.siret, closed.directory_state, made.into) == (OLD, "closed", other)
    assert actions().count("company-succeeded") == 2, "each of the two tells it"


def test_taken_back_all_is_where_it_was(closed, other, agent):
    before = standing()
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    companies.undo_succession(closed, actor=by(agent))
    assert standing() == before and actions()[-2:] == ["succession-undone"] * 2
    assert db.session.scalars(db.select(CompanySuccession)).one().undone_at is not None


def test_what_its_people_made_since_goes_back_with_them_and_what_others_made_stays(closed, other, agent):
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    mover, stayer = db.session.scalars(db.select(people.ProAccount).order_by(people.ProAccount.id)).all()
    made = [road_works.filed(each, road_works.held(each)) for each in (mover, stayer)]
    companies.undo_succession(closed, actor=by(agent))
    assert [request.company_id for request in made] == [closed.id, other.id]
    assert count_dependants(closed) == (1, 2, 2) and count_dependants(other) == (1, 1, 1)


def test_it_stays_where_people_of_both_would_see_one_attachment(closed, other, agent):
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    stayer = db.session.scalars(db.select(people.ProAccount).order_by(people.ProAccount.id.desc())).first()
    attachment = db.session.scalars(db.select(Attachment)).one()
    attachments.add_referent(attachment, stayer, actor=by(agent))
    with pytest.raises(SuccessionOverlaid):
        companies.undo_succession(closed, actor=by(agent))
    assert count_dependants(other).attachments == 1


def test_after_thirty_days_it_stays(closed, other, agent, clock):
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    clock.shift(UNDO_WINDOW + timedelta(minutes=1))
    with pytest.raises(SuccessionTooOld):
        companies.undo_succession(closed, actor=by(agent))


def test_of_two_open_cases_that_of_the_company_that_stays_takes_over_the_other(closed, other, agent):
    mine = cases.open_for(other, actor=by(agent))
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    found = db.session.scalars(db.select(Case)).all()
    assert {case.company_id for case in found} == {other.id}
    assert [case.id for case in found if case.is_open] == [mine.id]


def test_a_code_that_served_the_one_serves_the_other_alone(closed, other, agent):
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    held = db.session.scalars(db.select(Attachment)).one()
    mover, record = held.referent, held.concession
    attachments.detach(held, reason="Cession", actor=by(people.staff("supervisor")))
    assert road_works.held(mover, record).company_id == other.id
    companies.undo_succession(closed, actor=by(agent))
    assert db.session.get(type(record), record.id).code_company_id == closed.id


def test_another_legal_unit_wants_a_reason(closed, agent):
    people.active(company=people.facts(siret=ABROAD))
    with pytest.raises(ReasonMissing):
        companies.succeed(closed, Establishment(ABROAD, State.OPEN), actor=by(agent))


def test_two_who_accept_at_once_move_it_once(app, closed, other, agent):
    number, actor, mark = closed.id, by(agent), closed.mark

    def accept():
        company = db.session.get(companies.Company, number)
        companies.succeed(company, SUCCESSOR, seen=mark, actor=actor)

    outcome = together(app, [accept] * 3)
    assert len(outcome.made) == 1 and set(outcome.refused) == {"Stale"}


def readers(kind):
    return sorted(mail.to for mail in mails_of(kind))


def test_those_who_stay_learn_who_joins_them_and_who_leaves_them_and_nobody_else_does(closed, other, agent):
    query = db.select(people.ProAccount).where(people.ProAccount.company_id == other.id)
    stayer = db.session.scalars(query).one()
    bystander = people.active(company=people.facts(siret=NEW))
    road_works.held(stayer)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert readers("company-joined") == sorted([other.email, stayer.email])
    assert all(mail.params["joined"] == closed.name for mail in mails_of("company-joined"))
    assert readers("company-left") == []
    companies.undo_succession(closed, actor=by(agent))
    assert readers("company-left") == sorted([other.email, stayer.email])
    assert bystander.email not in readers("company-joined") + readers("company-left")


def test_of_more_joinings_than_three_a_day_one_mail_tells(closed, other, agent):
    for _ in range(2):
        companies.succeed(closed, SUCCESSOR, actor=by(agent))
        companies.undo_succession(closed, actor=by(agent))
    states = [mail.state for mail in mails_of(to=other.email) if mail.kind.startswith("company-")]
    assert len(states) == 4 and states.count("held") >= 1, "gathered the next day"


def test_what_waits_of_the_people_who_move_goes_with_them(closed, other, agent, supervisor):
    """Questions of supervisors, promised calls, keys by post, invitations: none names a company itself."""
    mover = db.session.scalars(
        db.select(people.ProAccount).where(people.ProAccount.company_id == closed.id)
    ).one()
    reviewed, case = waiting(mover, agent), cases.open_for(closed, actor=by(agent))
    question = attachments.ask(reviewed, question="Qui avez-vous eu ?", actor=by(supervisor))
    plan = {"next_action": "Rappeler Mme Roux", "due_on": today(), "blocked_by": ""}
    cases.follow(case, owner=agent.email, **plan, actor=by(agent))
    with transaction() as session:
        key = LetterKey(concession=concession(), account=mover, seed="s" * 64, asked_at=now())
        session.add(key)
    companies.succeed(closed, SUCCESSOR, actor=by(agent))
    assert {each.company_id for each in (question.attachment, case, key.account)} == {other.id}
    assert question.answered_at is None and key.ended_at is None
    assert (case.owner_id, case.next_action, case.due_on) == (agent.id, "Rappeler Mme Roux", today())


def test_every_table_that_names_a_company_is_thought_of():
    naming = {
        f"{table.name}.{column.name}"
        for table in registry.load().metadata.tables.values()
        for column in table.columns
        for reference in column.foreign_keys
        if reference.column.table.name == "companies"
    }
    nouns = ("pro_accounts", "attachments", "road_opening_requests", "cases", "match_pairs")
    moves = {f"{noun}.company_id" for noun in nouns}
    # Mails tell of what was, findings are of the number that is left; so are the fields that were filled, and
    # whoever goes on may have been filled otherwise.
    stays = {f"{noun}.company_id" for noun in ("outbox_emails", "company_findings")}
    stays.add("company_field_values.subject_id")
    moves |= {"mandates.company_id", "mandates.mandatary_id", "mandate_records.mandatary_id"}
    own = {"company_successions.company_id", "company_successions.into_id"}
    assert naming == moves | stays | own | {"concessions.code_company_id"}
