"""What staff write into a case: notes for themselves, answers for who asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import accounts, cases
from models.cases import Case, CaseKind, CaseNoteKind
from models.cases.entries import LONGEST_MINUTES
from models.cases.queries import is_asked_by, list_answers, list_notes
from models.kernel.base import db
from models.kernel.errors import Stale
from tests.support import people
from tests.support.records import by, events, mails_of, of


def opened(account, subject="Aide", kind=CaseKind.HELP):
    return cases.open_(kind, subject, account=account, actor=of(account))


def test_what_is_noted_stays_with_who_did_it_and_how_long_it_took(app, account, agent):
    case = opened(account)
    with pytest.raises(cases.NoteEmpty):
        cases.note(case, kind=CaseNoteKind.CALL, text=" ", actor=by(agent))
    for minutes in (-1, LONGEST_MINUTES + 1):
        with pytest.raises(cases.MinutesImplausible):
            cases.note(case, kind=CaseNoteKind.CALL, text="Vu", minutes=minutes, actor=by(agent))
    cases.note(case, kind=CaseNoteKind.CALL, text="Rappelle demain", minutes=5, actor=by(agent))
    (note,) = list_notes(case)
    assert (note.kind, note.text, note.minutes, note.agent_id) == ("appel", "Rappelle demain", 5, agent.id)
    assert "Rappelle demain" not in str(events("case-noted")[0].detail.after)


def test_an_answer_goes_by_mail_and_stands_beside_the_question(app, account, agent):
    case = opened(account)
    seen = case.mark
    cases.answer(case, message="Voici.\nÀ bientôt.", seen=seen, actor=by(agent))
    (mail,) = mails_of("case-answered")
    assert (mail.to, mail.params["lines"]) == (account.email, ["Voici.", "À bientôt."])
    (question,) = case.questions
    assert [answer.text for answer in list_answers([question])[question.id]] == ["Voici.\nÀ bientôt."]
    with pytest.raises(Stale):
        cases.answer(case, message="Deux fois", seen=seen, actor=by(agent))
    cases.note(case, kind=CaseNoteKind.NOTE, text="Entre nous", actor=by(agent))
    assert len(list_answers([question])[question.id]) == 1, "a note is no answer"


def test_nobody_answers_who_left_no_address_nor_what_is_closed(app, account, agent):
    visitor = cases.open_(CaseKind.HELP, "Aide", phone="0235223344", actor=people.SYSTEM)
    with pytest.raises(cases.NobodyToAnswer):
        cases.answer(visitor, message="Voici", actor=by(agent))
    case = opened(account)
    cases.close(case, reason="Répondu au téléphone", actor=by(agent))
    with pytest.raises(cases.CaseClosed):
        cases.answer(case, message="Voici", actor=by(agent))


def test_a_note_that_is_sent_twice_is_kept_once(app, account, agent):
    case = opened(account)
    facts = {"kind": CaseNoteKind.CALL, "text": "Rappelle demain", "actor": by(agent)}
    notes = [cases.note(case, submission=key, **facts).id for key in ("the-key", "the-key", "another")]
    assert notes[0] == notes[1] != notes[2] and len(list_notes(case)) == 2


def test_each_person_reads_their_own_answer_and_all_who_asked_are_told_the_outcome(app, agent):
    facts = people.facts()
    first, second = people.active(company=facts), people.active(company=facts)
    case = opened(first, "Code perdu")
    assert opened(second, "Second référent").id == case.id
    questions_of = {question.account_id: question for question in case.questions}
    cases.answer(case, message="À la première", question=questions_of[first.id].id, actor=by(agent))
    cases.answer(case, message="À la dernière", question=questions_of[second.id].id, actor=by(agent))
    assert [(mail.to, mail.params["subject"]) for mail in mails_of("case-answered")] == [
        (first.email, "Code perdu"),
        (second.email, "Second référent"),
    ]
    answers = list_answers(case.questions)
    assert [note.text for note in answers[questions_of[first.id].id]] == ["À la première"]
    cases.close(case, reason="Fait", actor=by(agent))
    assert {mail.to for mail in mails_of("case-closed")} == {first.email, second.email}
    for account in (first, second):
        assert db.session.scalars(select(Case.id).where(is_asked_by(account.id))).all() == [case.id]


def test_an_answer_falls_to_nobody_whom_it_was_not_written_for(app, agent):
    facts = people.facts()
    first, second = people.active(company=facts), people.active(company=facts)
    case = opened(first, "Code perdu")
    opened(second, "Second référent")
    chosen = case.questions[0].id
    with pytest.raises(cases.AddresseeMissing):
        cases.answer(case, message="Voici", actor=by(agent))
    opened(first, "Encore")
    accounts.erase(second, reason="Demande", actor=people.SYSTEM)
    for gone in (chosen, case.questions[1].id, 0):
        with pytest.raises(Stale):
            cases.answer(case, message="Voici", question=gone, actor=by(agent))
    assert mails_of("case-answered") == []
    cases.answer(case, message="Voici", actor=by(agent))
    assert [mail.to for mail in mails_of("case-answered")] == [first.email], "who alone is left"
