"""Two open cases become one when a closed company joins another of ours, and two again when undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, cases, companies
from models.assistance import caller_check
from models.assistance.caller_check import CallerCheck
from models.cases import Case, CaseKind, CaseNoteKind
from models.cases.queries import list_notes
from models.companies.directory import Establishment, State
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.staff import Agent
from models.values.days import today
from models.values.siret import Siret
from models.values.text import fold
from tests.support import people
from tests.support.racing.races import behind, get
from tests.support.records import by, detail, events, mails_of, of

OLD, NEW = Siret("00542002100023"), Siret("00542002100056")
SUCCESSOR = Establishment(NEW, State.OPEN, name="BIQUEZ")


@pytest.fixture
def gone(app):
    """The open case of a company that closed: one person asked."""
    person = people.active(company=people.facts(siret=OLD))
    case = cases.open_(CaseKind.HELP, "Où est mon lot ?", account=person, actor=of(person))
    companies.note_news(person.company, Establishment(OLD, State.CLOSED), actor=people.SYSTEM)
    return case


@pytest.fixture
def kept(app, agent):
    """The open case of the company that goes on in its place: an agent began it."""
    return cases.open_for(
        people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE")).company, actor=by(agent)
    )


def plan(case, agent, action, days):
    day = today() + timedelta(days=days)
    cases.follow(case, owner=agent.email, next_action=action, due_on=day, blocked_by="", actor=by(agent))


def join(gone, agent):
    companies.succeed(gone.company, SUCCESSOR, actor=by(agent))


def undo(company, agent):
    companies.undo_succession(company, actor=by(agent))
    db.session.expire_all()


def standing(case):
    names = (
        "company_id",
        "kind",
        "subject",
        "account_id",
        "closed_at",
        "merged_into_id",
        "has_notes",
        "search",
    )
    facts = {name: getattr(case, name) for name in names}
    return facts, case.plan, [note.text for note in case.notes], [each.subject for each in case.questions]


def test_what_was_asked_and_written_is_in_the_one_that_stays_and_the_other_says_where(gone, kept, agent):
    cases.note(gone, kind=CaseNoteKind.CALL, text="Elle rappelle.", minutes=4, actor=by(agent))
    join(gone, agent)
    assert [note.text for note in list_notes(kept)] == ["Elle rappelle."]
    assert [each.subject for each in kept.questions] == ["Où est mon lot ?"]
    assert (kept.kind, kept.subject, kept.account) == ("help", "Où est mon lot ?", kept.question.account)
    assert "ou est mon lot" in kept.search and kept.has_notes
    assert not gone.is_open and gone.merged_into_id == kept.id and not gone.questions and not gone.has_notes
    assert fold(gone.number) in gone.search, "whoever has the number of a mail finds it, and goes on"
    first, second = events("cases-merged")
    assert (first.subject_id, second.subject_id) == (kept.id, gone.id)
    assert gone.number in detail(first).after and kept.number in detail(second).after
    assert mails_of("case-closed") == [], "nothing was decided"


def test_the_next_of_both_comes_next_on_the_earlier_day_in_the_hands_of_the_one_that_stays(
    gone, kept, agent, supervisor
):
    plan(gone, supervisor, "Rappeler Mme Roux", 2)
    plan(kept, agent, "Envoyer la lettre", 5)
    join(gone, agent)
    assert kept.plan == {
        "owner": agent.name,
        "next_action": "Envoyer la lettre ; Rappeler Mme Roux",
        "due_on": (today() + timedelta(days=2)).isoformat(),
        "blocked_by": "",
    }
    first, _ = events("cases-merged")
    assert "Envoyer la lettre" in detail(first).before and "Rappeler Mme Roux" in detail(first).after


def test_who_saw_to_the_one_that_goes_sees_to_the_other_where_nobody_does(gone, kept, agent, supervisor):
    cases.follow(kept, owner="", next_action="", due_on=None, blocked_by="", actor=by(agent))
    plan(gone, supervisor, "Rappeler Mme Roux", 2)
    join(gone, agent)
    assert (kept.owner, kept.next_action) == (supervisor, "Rappeler Mme Roux")


def test_undone_each_has_its_own_again(gone, kept, agent, supervisor):
    cases.note(gone, kind=CaseNoteKind.CALL, text="Elle rappelle.", minutes=4, actor=by(agent))
    cases.note(kept, kind=CaseNoteKind.NOTE, text="Lettre prête.", actor=by(agent))
    plan(gone, supervisor, "Rappeler Mme Roux", 2)
    plan(kept, agent, "Envoyer la lettre", 5)
    company = gone.company
    before = standing(gone), standing(kept)
    join(gone, agent)
    assert (standing(gone), standing(kept)) != before
    undo(company, agent)
    assert (standing(gone), standing(kept)) == before
    assert len(events("cases-parted")) == 2


def test_what_its_people_asked_since_goes_back_with_its_answer_and_what_staff_planned_since_stays(
    gone, kept, agent
):
    company, person, stayer = gone.company, gone.question.account, kept.company
    join(gone, agent)
    cases.open_(CaseKind.ATTACH, "Lot 12", account=person, actor=of(person))
    db.session.refresh(kept)
    cases.answer(kept, message="Le voici.", question=kept.questions[-1].id, actor=by(agent))
    plan(kept, agent, "Classer", 1)
    undo(company, agent)
    assert [each.subject for each in gone.questions] == ["Où est mon lot ?", "Lot 12"]
    assert [note.text for note in gone.notes] == ["Le voici."] and kept.notes == [] == kept.questions
    assert kept.plan["next_action"] == "Classer" and (kept.kind, kept.subject) == ("migration", stayer.name)


def test_closed_since_both_are_closed_with_what_became_of_it(gone, kept, agent):
    company = gone.company
    join(gone, agent)
    cases.close(kept, reason="Tout est rattaché.", actor=by(agent))
    undo(company, agent)
    assert gone.company_id == company.id and gone.merged_into_id is None
    assert (gone.is_open, gone.closed_reason, gone.closed_by) == (False, "Tout est rattaché.", agent)
    assert [each.subject for each in gone.questions] == ["Où est mon lot ?"]


def test_one_that_was_opened_meanwhile_takes_over_what_comes_back(gone, kept, agent):
    company = gone.company
    join(gone, agent)
    later = cases.open_for(company, actor=by(agent))
    undo(company, agent)
    assert [each.subject for each in later.questions] == ["Où est mon lot ?"] and kept.questions == []
    assert gone.merged_into_id == later.id and gone.company_id == company.id
    assert [
        case.id for case in db.session.scalars(db.select(Case).where(Case.is_open).order_by(Case.id))
    ] == [
        kept.id,
        later.id,
    ]


def test_checks_of_callers_count_on_and_return(gone, kept, agent):
    company = gone.company
    with transaction() as session:
        facts = {"agent_id": agent.id, "at": now(), "results": {"record-title": False}}
        session.add_all(CallerCheck(case_id=gone.id, **facts) for _ in range(2))
        session.add(CallerCheck(case_id=kept.id, **facts))

    def checked():
        return sorted(check.case_id for check in db.session.scalars(db.select(CallerCheck)))

    before = checked()
    join(gone, agent)
    assert checked() == [kept.id] * 3
    undo(company, agent)
    assert checked() == before


def test_the_plan_that_stayed_behind_is_forgotten_with_the_last_who_asked(gone, kept, agent):
    person = gone.question.account
    plan(gone, agent, "Rappeler Mme Roux", 2)
    join(gone, agent)
    cases.close(kept, reason="Fait.", actor=by(agent))
    accounts.erase(person, reason="Demande de la personne", actor=of(person))
    db.session.expire_all()
    assert gone.next_action == kept.next_action == ""


def test_what_others_asked_in_a_case_that_goes_back_stays_with_them(gone, agent):
    company, stayer = gone.company, people.active(company=people.facts(siret=NEW, name="BIQUEZ NEUVE"))
    join(gone, agent)
    assert gone.company_id == stayer.company_id and gone.is_open, "it moved: there was no other"
    cases.open_(CaseKind.HELP, "Et nous ?", account=stayer, actor=of(stayer))
    undo(company, agent)
    assert [each.subject for each in gone.questions] == ["Où est mon lot ?"] == [gone.subject]
    [own] = db.session.scalars(db.select(Case).where(Case.company_id == stayer.company_id))
    assert [each.subject for each in own.questions] == ["Et nous ?"] and own.is_open


def test_what_is_typed_while_they_become_one_is_kept_in_the_one_that_stays(app, gone, kept, agent):
    number, who = gone.id, agent.id
    cases.keep_draft(gone, kind=CaseNoteKind.CALL, text="Elle rapp", actor=by(agent))

    def note():
        facts = {"kind": CaseNoteKind.CALL, "text": "Elle rappelle.", "actor": by(get(Agent, who))}
        return cases.note(get(Case, number), **facts).case_id

    with behind(app, note) as done:
        join(gone, agent)
    db.session.expire_all()
    assert done == [kept.id] and [each.text for each in list_notes(kept)] == ["Elle rappelle."]
    assert not list_notes(gone) and not gone.drafts and not gone.has_notes
    assert events("case-noted")[-1].subject_id == kept.id


def test_a_caller_is_checked_in_the_one_that_stays_where_failed_checks_count(gone, kept, agent):
    join(gone, agent)
    with pytest.raises(cases.CaseClosed):
        caller_check.check_caller_check(gone, by(agent))
