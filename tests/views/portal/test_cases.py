"""Help: a case for an agent, and what one address may ask without an account."""

from __future__ import annotations

import pytest

from models import cases
from models.accounts import ProAccount
from models.cases import Case, CaseKind, CaseNoteKind, CaseQuestion
from models.cases.asking import MOST_OPEN
from models.kernel.base import db
from models.staff import Agent
from tests.support import people
from tests.support.records import by, of
from tests.support.visitor import Signed, Visitor

QUESTION = {"subject": "Code perdu", "message": "Où le trouver ?", "phone": "02 35 22 33 44"}


def ask(browser) -> int:
    fields = {**QUESTION, "csrf_token": people.csrf(browser, "/aide")}
    return browser.post("/aide", data=fields).status_code


def test_help_opens_a_case_of_the_company(signed: Signed, account: ProAccount) -> None:
    page = (
        signed(account)
        .open("/aide")
        .send(subject="Je ne retrouve pas mon code", message="Que faire ?", phone="02 35 22 33 44")
    )
    page = page.follow()
    assert page.says("Votre demande est transmise à un agent.")
    case = db.session.query(Case).one()
    assert page.says(f"Votre dossier : {case.number}.") and page.text.count(case.number) == 2
    assert (case.subject, case.questions[0].phone, case.account_id) == (
        "Je ne retrouve pas mon code",
        "+33235223344",
        account.id,
    )


def test_a_double_click_asks_one_question(signed: Signed, account: ProAccount) -> None:
    page = signed(account).open("/aide")
    for _ in range(2):
        assert page.send(subject="Objet", message="Question").status == 303
    assert db.session.query(CaseQuestion).count() == 1


@pytest.mark.parametrize("missing", ["subject", "message"])
def test_subject_and_message_are_needed(signed: Signed, account: ProAccount, missing: str) -> None:
    data = {"subject": "Objet", "message": "Question", "phone": "02 35 22 33 44"}
    page = signed(account).open("/aide").send(**{**data, missing: " "})
    assert page.status == 422 and page.errors(missing)


def test_a_visitor_may_be_called_back(visitor: Visitor) -> None:
    page = visitor.open("/aide").send(subject="Objet", message="Question", phone="")
    assert page.status == 422 and page.errors("phone")
    assert page.send(subject="Objet", message="Question", phone="+44 20 7946 0018").status == 303
    assert db.session.query(Case).one().account_id is None


def test_a_sixth_question_without_account_within_the_hour_is_too_many(client):
    assert [ask(client) for _ in range(6)] == [303] * 5 + [429]
    assert db.session.query(Case).count() == 5


def test_a_signed_in_person_asks_as_often_as_need_be(browser, account):
    assert [ask(browser(account)) for _ in range(6)] == [303] * 6


def test_an_eleventh_question_that_waits_is_refused_in_words_and_nothing_typed_is_lost(browser, account):
    mine = browser(account)
    assert [ask(mine) for _ in range(MOST_OPEN)] == [303] * MOST_OPEN
    answer = mine.post("/aide", data={**QUESTION, "csrf_token": people.csrf(mine, "/aide")})
    assert (
        answer.status_code == 422 and "laissez-le répondre" in answer.text and "Où le trouver" in answer.text
    )
    fields = {"title": "Un titre", "csrf_token": people.csrf(mine, "/aide")}
    answer = mine.post("/rattachements/voirie/demander", data=fields)
    assert answer.status_code == 422 and "laissez-le répondre" in answer.text
    assert db.session.query(CaseQuestion).count() == MOST_OPEN


def test_a_person_reads_their_questions_with_the_answers_and_nobody_elses(
    signed: Signed, agent: Agent
) -> None:
    mine, other = people.active(), people.active()
    for subject in ("Où est mon code ?", "Code perdu"):
        case = cases.open_(CaseKind.HELP, subject, message="Où ?", account=mine, actor=of(mine))
    cases.note(case, kind=CaseNoteKind.NOTE, text="Entre nous", actor=by(agent))
    assert signed(mine).open("/aide").says("En attente d’un agent")
    cases.answer(case, message="Dans la lettre.", actor=by(agent))
    page = signed(mine).open("/aide")
    assert page.says("Dans la lettre.") and page.says("Répondu") and not page.says("Entre nous")
    assert not page.says("En attente d’un agent"), "the last answer is for what was asked before it too"
    cases.close(case, reason="Rattachée par téléphone", actor=by(agent))
    page = signed(mine).open("/aide")
    assert page.says("Rattachée par téléphone") and page.says("Traité")
    assert not signed(other).open("/aide").says("Dans la lettre.")


def test_what_was_written_for_colleagues_alone_is_read_by_nobody_else(
    signed: Signed, account: ProAccount, agent: Agent
) -> None:
    case = cases.open_(CaseKind.CONTESTED, "Un titre", message="Pas nous", account=account, actor=of(account))
    cases.answer(case, message="Nous regardons.", actor=by(agent))
    page = signed(account).open("/aide")
    assert page.says("Nous regardons."), "an answer stands beside its question, whatever was asked"
    cases.close(case, reason="Entre collègues", actor=by(agent))
    mine = signed(account)
    assert mine.open("/aide").says("Traité") and not mine.open("/aide").says("Entre collègues")
    assert "Entre collègues" not in mine.open("/mon-compte/export").html
