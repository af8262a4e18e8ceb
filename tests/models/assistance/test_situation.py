"""What a call comes to, from what the agent types to the one thing to do next, on both engines."""

from __future__ import annotations

import dataclasses

import pytest

from models import accounts, attachments, companies
from models.assistance.next_step import NextStep
from models.assistance.phone_owner import PhoneOwner
from models.attachments import Evidence
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people, road_works
from tests.support.situations import attach, call, record, record_of, rows, statements

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
