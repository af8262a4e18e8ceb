"""What a call comes to, from what the agent types to the one thing to do next, on both engines."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from models import accounts, attachments, cases, companies
from models.assistance import caller_query, situation
from models.assistance.focus import Choice, ChosenUnknown
from models.assistance.next_step import NextStep
from models.assistance.phone_owner import PhoneOwner
from models.attachments import Evidence
from models.cases import CaseKind
from models.companies.directory import Establishment, State
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people, records, road_works

OTHER_PHONE = "+33239999999"
JUSTIFICATION = "Rappel ce matin au numéro du dossier, la personne a donné le nom du gérant."


class DirectoryDouble:
    """A directory that gives one answer about every SIRET, and keeps what it was asked."""

    def __init__(self, state=State.UNKNOWN, **facts):
        self.state, self.facts, self.questions = state, facts, []

    def find(self, siret, *, again=False):
        self.questions.append(siret)
        return Establishment(siret, self.state, **self.facts)

    def search(self, text, limit):
        return []


def call(text="", directory=None, **choice):
    query = caller_query.parse(str(text))
    return situation.resolve(query, Choice(**choice), directory=directory or DirectoryDouble())


def record(title="Port de l’Estuaire", **facts):
    """A record that resembles nobody, but for the facts that the test gives it."""
    return records.concession(title=title, **{"phone": OTHER_PHONE, "email": "", **facts})


def record_of(company, title="Port de l’Estuaire", **facts):
    """A record that is surely the company's."""
    return record(title, siret=company.siret, holder=company.name, **facts)


def attach(concession, account, agent, evidence=Evidence.CODE):
    proof = {"access_code": records.CODE} if evidence is Evidence.CODE else {"justification": JUSTIFICATION}
    return attachments.attach(concession, account, evidence=evidence, actor=Actor.of_agent(agent), **proof)


def rows(matches):
    return [match.row for match in matches]


@contextmanager
def statements():
    """The statements that reach the database meanwhile."""
    found = []

    def listen(connection, cursor, statement, *_):
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


# -- a request's number


def test_the_number_of_a_request_leads_to_who_filed_it_and_to_its_concession(app, agent, account):
    concession = record_of(account.company)
    made = road_works.filed(account, attach(concession, account, agent))
    seen = call(made.reference.lower())
    assert (seen.focus.request, seen.company, seen.record) == (made, account.company, concession)
    assert seen.next_step is NextStep.MIGRATED


def test_an_imported_request_leads_to_its_concession_and_a_draft_nowhere(app, agent, account):
    concession = record_of(account.company)
    old = road_works.imported(concession)
    assert call(old.reference).record == concession and call(old.reference).company == account.company
    draft = road_works.drafted(account, attach(concession, account, agent))
    assert call(draft.reference).focus.request is None


# -- nobody is known yet


def test_an_empty_call_asks_for_more_and_searches_nothing(app, account):
    with statements() as sent:
        seen = call()
    assert seen.next_step is NextStep.ASK_MORE and seen.company is None
    assert sent == [] and not any(seen.answers.counts)


@pytest.mark.parametrize("text", ["nothing of ours", "200 084 952 0001", "%", "\x00", "\ud800", "é" * 300])
def test_what_answers_nothing_asks_for_more(app, account, text):
    assert call(text).next_step is NextStep.ASK_MORE


def test_several_companies_are_a_choice(app):
    first, second = people.active(), people.active(last_name="Autre")
    seen = call("reseaux du littoral")
    assert seen.next_step is NextStep.CHOOSE and seen.company is None
    assert {row.id for row in seen.answers.rows} >= {first.company_id, second.company_id}
    assert set(seen.other_answers) == set(seen.answers.rows)


def test_what_was_chosen_ends_the_choice_and_leaves_the_others_aside(app):
    first, second = people.active(), people.active(last_name="Autre")
    seen = call("reseaux du littoral", company_id=second.company_id)
    assert seen.company == second.company and seen.person == second
    assert first.company in seen.other_answers
    assert second.company not in seen.other_answers and second not in seen.other_answers


def test_an_exact_answer_is_no_choice(app):
    named = people.active(company=people.facts(name="OCEANE"))
    people.active(company=people.facts(name="OCEANE NORD"))
    assert call("océane").company == named.company


def test_several_people_of_one_company_name_the_company(app):
    first = people.active(last_name="Quemener")
    people.active(last_name="Quemener", company=people.facts(siret=first.company.siret))
    seen = call("quemener")
    assert seen.company == first.company and len(seen.holdings.people) == 2


def ask_help(account=None, subject="Mot de passe oublié rue Casimir", phone=""):
    return cases.open_(CaseKind.HELP, subject, phone=phone, account=account, actor=people.SYSTEM)


@pytest.mark.parametrize("text", ["casimir", "rue casimir", "02 35 77 66 55"])
def test_what_was_asked_leads_to_the_company_whose_case_it_is(app, account, text):
    case = ask_help(account, phone="+33235776655")
    seen = call(text)
    assert seen.answers.counts == (0, 0, 0, 1) and seen.company == account.company
    assert seen.other_answers == (case,)


def test_a_visitor_s_question_is_an_answer_among_others(app, account):
    case = ask_help()
    seen = call("casimir")
    assert seen.company is None and seen.other_answers == (case,) and seen.next_step is NextStep.CHOOSE


def test_a_company_that_answers_by_itself_is_not_answered_twice_by_its_case(app, account):
    ask_help(account)
    assert call(account.company.name).answers.cases == ()


def test_a_record_alone_asks_whose_it_is(app):
    concession = record()
    for text in ("port estuaire", "02 39 99 99 99", concession.reference):
        seen = call(text)
        assert seen.next_step is NextStep.ASK_MORE and seen.record == concession and seen.candidate is None


def test_a_record_whose_company_is_sure_leads_to_it(app, account):
    concession = record_of(account.company)
    seen = call("Port de l’Estuaire")
    assert (seen.company, seen.person, seen.candidate) == (account.company, account, concession)
    assert seen.next_step is NextStep.ATTACH and seen.focus.guesses == ()


def test_a_record_whose_company_is_only_likely_is_a_choice(app):
    likely = people.active(company=people.facts(name="HYDRAULIQUE DE L'AUSTREBERTHE")).company
    concession = record(holder="Hydrauliqe Austrebert", city="Rouen")
    seen = call(concession.reference)
    assert seen.next_step is NextStep.CHOOSE and seen.company is None
    assert rows(seen.focus.guesses) == [likely]
    assert call("", company_id=likely.id, record_id=concession.id).candidate == concession


def test_an_attached_record_leads_to_the_company_that_holds_it(app, agent, account):
    concession = record_of(account.company)
    attach(concession, account, agent)
    seen = call(concession.reference)
    assert seen.company == account.company and seen.held_elsewhere is None


@pytest.mark.parametrize("chosen", ["company_id", "account_id", "record_id"])
def test_what_was_chosen_and_is_not_there_is_a_fact(app, chosen):
    with pytest.raises(ChosenUnknown):
        call("", **{chosen: 12_345})


# -- the directory


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.UNKNOWN, NextStep.TYPE_COMPANY),
        (State.OPEN, NextStep.CREATE_ACCOUNT),
        (State.CLOSED, NextStep.ASK_OPEN_SIRET),
        (State.PARTLY_DIFFUSIBLE, NextStep.CREATE_ACCOUNT),
        (State.UNAVAILABLE, NextStep.CREATE_ACCOUNT),
    ],
)
def test_a_siret_that_we_do_not_hold_is_asked_of_the_directory(app, state, step):
    siret = people.new_siret()
    directory = DirectoryDouble(state)
    seen = call(siret, directory)
    assert seen.next_step is step and seen.establishment.state is state
    assert directory.questions == [siret] and seen.company is None


def test_the_directory_is_not_asked_of_what_we_hold_nor_of_what_is_no_siret(app, account):
    directory = DirectoryDouble(State.OPEN)
    for text in (
        account.company.siret,
        account.company.siret[:9],
        account.identifier,
        "",
        "200 084 952 0001",
    ):
        assert call(text, directory).establishment is None
    assert call(people.new_siret(), directory, company_id=account.company_id).company == account.company
    assert directory.questions == []


def test_the_directory_s_answer_finds_the_records_of_a_company_that_we_do_not_hold(app):
    siret = people.new_siret()
    concession = record(siret=str(siret), holder="OCEANE TRAVAUX")
    seen = call(siret, DirectoryDouble(State.OPEN, name="OCEANE TRAVAUX", city="LE HAVRE"))
    assert rows(seen.proposal.candidates) == [concession] and seen.next_step is NextStep.CREATE_ACCOUNT


# -- the person


@pytest.mark.parametrize("what", ["identifier", "email", "last_name"])
def test_a_person_stands_in_the_middle_however_named(app, account, what):
    people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    seen = call(getattr(account, what))
    assert seen.person == account and seen.company == account.company


def test_a_company_without_an_account_asks_for_the_first(app):
    company = companies.register(people.facts(), actor=people.SYSTEM)
    seen = call(company.siret)
    assert seen.next_step is NextStep.CREATE_ACCOUNT and seen.person is None and seen.company == company


def test_of_several_people_an_active_one_is_on_the_telephone(app):
    waiting = people.pending(last_name="Attente")
    active = people.active(company=people.facts(siret=waiting.company.siret), last_name="Active")
    assert call(waiting.company.siret).person == active
    assert call(waiting.company.siret, account_id=waiting.id).person == waiting


def test_somebody_suspended_is_restored_first_and_is_the_last_to_be_supposed(app, agent, account):
    accounts.suspend(account, reason="Départ signalé", actor=Actor.of_agent(agent))
    assert call(account.identifier).next_step is NextStep.RESTORE_ACCOUNT
    other = people.pending(company=people.facts(siret=account.company.siret), last_name="Autre")
    assert call(account.company.siret).person == other


def test_an_expired_link_is_sent_again_first(app, clock):
    account = people.pending()
    record_of(account.company)
    clock.shift(4 * 24 * 3600)
    assert call(account.identifier).next_step is NextStep.RESEND_ACTIVATION


# -- the record


def test_a_record_that_is_surely_theirs_is_attached_next_with_the_evidence_at_hand(app, account):
    concession = record_of(account.company)
    seen = call(account.identifier)
    assert seen.next_step is NextStep.ATTACH and seen.candidate == concession
    assert seen.evidence is Evidence.CODE and not seen.is_proved_by_siren


def test_the_siren_and_the_mail_on_a_record_are_proof_enough(app, account):
    record_of(account.company, email=account.email)
    seen = call(account.identifier)
    assert seen.evidence is Evidence.SIREN and seen.is_proved_by_siren


def test_no_evidence_is_named_while_something_else_comes_first(app, agent, account):
    record_of(account.company)
    accounts.suspend(account, reason="Départ signalé", actor=Actor.of_agent(agent))
    seen = call(account.identifier)
    assert seen.candidate is not None and seen.evidence is None


def test_where_no_record_resembles_them_its_title_is_asked_for(app, account):
    record()
    seen = call(account.identifier)
    assert seen.next_step is NextStep.FIND_RECORD and seen.proposal.candidates == ()


def test_a_title_said_later_finds_the_record(app, account):
    concession = record("Canal de Tancarville")
    seen = call(account.identifier, title="tancarville")
    assert seen.next_step is NextStep.ATTACH and seen.candidate == concession
    other = record("Pont de Tancarville")
    seen = call(account.identifier, title="tancarville")
    assert seen.next_step is NextStep.FIND_RECORD and set(rows(seen.proposal.candidates)) == {
        concession,
        other,
    }
    seen = call(account.identifier, title="tancarville", record_id=other.id)
    assert seen.next_step is NextStep.ATTACH and seen.candidate == other
    assert rows(seen.proposal.candidates) == [other, concession]


def test_a_closed_record_is_shown_and_not_proposed(app, account):
    concession = record_of(account.company, closed=True)
    seen = call(account.identifier)
    assert rows(seen.proposal.candidates) == [concession]
    assert seen.candidate is None and seen.next_step is NextStep.FIND_RECORD


def test_the_record_of_another_company_is_looked_into(app, agent, account):
    concession = record_of(account.company)
    made = attach(concession, account, agent)
    other = people.active()
    seen = call(other.identifier, record_id=concession.id)
    assert seen.next_step is NextStep.HELD_ELSEWHERE and seen.held_elsewhere == made
    assert seen.company == other.company and seen.candidate is None


# -- what is attached


def test_only_a_record_that_is_theirs_gives_its_phone_and_mail_for_the_company(app, account):
    stranger = record("Canal de Tancarville")
    assert call(account.identifier, title="tancarville").proposal.candidate == stranger
    assert call(account.identifier, title="tancarville").proposal.contact is None
    own = record_of(account.company)
    assert call(account.identifier).proposal.contact == own


def test_somebody_who_does_not_see_the_attachment_becomes_a_referent(app, agent, account):
    made = attach(record_of(account.company), account, agent)
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    seen = call(other.identifier)
    assert seen.next_step is NextStep.ADD_REFERENT and seen.holdings.attachment == made
    assert call(account.identifier).next_step is NextStep.ACCOMPANY


def test_what_waits_for_a_supervisor_waits(app, agent, account):
    attach(record_of(account.company), account, agent, Evidence.OTHER)
    assert call(account.identifier).next_step is NextStep.AWAIT_SUPERVISOR


def test_what_was_contested_is_looked_into(app, agent, supervisor, account):
    made = attach(record_of(account.company), account, agent)
    attachments.contest(made, reason="La structure ne reconnaît rien.", actor=Actor.of_agent(supervisor))
    assert call(account.identifier).next_step is NextStep.AWAIT_CHECK


def test_an_attachment_waits_for_the_activation_of_its_referent(app, agent):
    account = people.pending()
    attach(record_of(account.company), account, agent)
    seen = call(account.identifier)
    assert seen.next_step is NextStep.AWAIT_ACTIVATION and seen.path.reached == 1


def test_an_attachment_in_effect_leads_to_the_first_request_and_that_ends_the_way(app, agent, account):
    made = attach(record_of(account.company), account, agent)
    seen = call(account.identifier)
    assert seen.next_step is NextStep.ACCOMPANY and seen.path.reached == 3
    road_works.filed(account, made)
    seen = call(account.identifier)
    assert seen.next_step is NextStep.MIGRATED and seen.path.reached == 4


def test_what_they_hold_is_no_candidate_and_a_second_record_is_proposed_only_when_it_is_sure(
    app, agent, account
):
    first = record_of(account.company)
    attach(first, account, agent)
    record("Canal de Tancarville", holder="LITTORAL RESEAUX")
    seen = call(account.identifier)
    assert first not in rows(seen.proposal.candidates) and seen.candidate is None
    second = record_of(account.company, "Pont de Tancarville")
    assert call(account.identifier).candidate == second


def test_the_attachment_in_question_is_that_of_the_record_that_is_spoken_of(app, agent, account):
    sound = attach(record_of(account.company), account, agent)
    waiting = record_of(account.company, "Pont de Tancarville")
    attach(waiting, account, agent, Evidence.OTHER)
    assert call(account.identifier).holdings.attachment == sound
    seen = call(account.identifier, record_id=waiting.id)
    assert seen.holdings.attachment.concession == waiting and seen.next_step is NextStep.AWAIT_SUPERVISOR


# -- the caller's number


def test_the_number_of_the_call_is_known_from_the_record_or_from_the_company(app):
    account = people.active(company=people.facts(phone="+33235110000"))
    record_of(account.company)
    on_record = call("02 39 99 99 99", company_id=account.company_id)
    assert on_record.phone_owner is PhoneOwner.RECORD
    assert call("02 35 11 00 00", company_id=account.company_id).phone_owner is PhoneOwner.COMPANY
    assert call("02 35 11 00 01", company_id=account.company_id).phone_owner is None
    assert call(account.identifier).phone_owner is None


# -- frozen


def test_a_situation_is_frozen_and_asks_the_database_for_nothing_more(app, agent, account):
    attach(record_of(account.company), account, agent)
    for title in ("Canal", "Pont", "Quai"):
        record_of(account.company, f"{title} de Tancarville")
    people.pending(company=people.facts(siret=account.company.siret), last_name="Autre")
    queries = [account.identifier, account.company.siret, "tancarville", "reseaux", "02 39 99 99 99", ""]
    for text in queries:
        db.session.rollback()
        db.session.expunge_all()
        seen = call(text, title="canal")
        with pytest.raises(dataclasses.FrozenInstanceError):
            seen.next_step = NextStep.MIGRATED
        with statements() as sent:
            read(seen)
        assert sent == [], text


def read(seen):
    """All that the page reads of a situation."""
    candidates, held = seen.proposal.candidates, seen.holdings.attachments
    return (
        seen.path.reached,
        seen.phone_owner,
        seen.is_proved_by_siren,
        [getattr(row, "status", row.id) for row in seen.other_answers],
        [(match.row.status, match.rival and match.rival.name, match.percent) for match in candidates],
        [company.name for company in seen.proposal.holders.values()],
        [row.status for row in seen.slips.records],
        [(each.status, each.concession.title, each.referent.full_name) for each in held],
        [(person.status, person.company.name) for person in seen.holdings.people],
        [(guess.row.name, guess.certainty) for guess in seen.focus.guesses],
        seen.record and (seen.record.status, seen.record.open_attachment),
        seen.candidate and (seen.candidate.status, seen.candidate.phones),
    )


def test_a_situation_writes_nothing(app, account):
    record_of(account.company)
    with transaction() as session:
        call(account.identifier)
        assert not (session.new or session.dirty or session.deleted)
