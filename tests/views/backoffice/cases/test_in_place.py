"""On the page of a case: drafts, who else is there, the merge page, the caller's three answers."""

from __future__ import annotations

from datetime import date

import pytest

from models import cases
from models.assistance.caller_check import list_asked
from models.cases import merging
from models.kernel.transactions import transaction
from tests.support import people, road_works
from tests.support.records import by
from tests.views.backoffice.conftest import again


@pytest.fixture
def case(app, account, agent):
    road_works.held(account)
    return cases.open_for(account.company, actor=by(agent))


def test_what_is_typed_of_a_note_is_there_when_the_page_is_opened_again(desk, agent, case):
    console, page = desk(agent), f"/console/dossiers/details/?id={case.id}"
    typed = {**console.open(page).form("minutes"), "kind": "appel", "text": "Rappelle lun", "minutes": "4"}
    kept = console.post(f"/console/dossiers/{case.id}/brouillon", typed)
    assert kept.status == 200 and kept.html.startswith("Brouillon gardé à")
    shown = desk(agent).open(page)
    assert (shown.value("text"), shown.value("minutes"), shown.value("kind")) == (
        "Rappelle lun",
        "4",
        "appel",
    )
    assert desk(people.staff("agent")).open(page).value("text") == ""
    assert (
        console.post(f"/console/dossiers/{case.id}/noter", console.open(page).form("minutes")).status == 303
    )
    assert desk(agent).open(page).value("text") == ""


def test_a_note_typed_in_a_case_that_another_took_over_is_kept_there_and_said_so(desk, agent, account, case):
    other = cases.open_for(people.active().company, actor=by(agent))
    with transaction():
        merging.merge(case, other, actor=by(agent))
    page = desk(agent).send(f"/console/dossiers/{case.id}/noter", kind="appel", text="Rappelle lundi")
    assert page.status == 303 and f"id={other.id}" in page.location
    shown = page.follow()
    assert "Rappelle lundi" in shown.text and f"dossier {other.number}, qui a repris l’autre" in shown.text


def test_colleagues_are_told_who_has_the_case_before_them(desk, agent, case):
    page, colleague = f"/console/dossiers/details/?id={case.id}", people.staff("agent")
    assert "est sur ce dossier depuis" not in desk(agent).open(page).text
    shown = desk(colleague).open(page)
    assert agent.name in shown.text and "est sur ce dossier depuis" in shown.text
    mine = desk(agent)
    beat = mine.post(f"/console/dossiers/{case.id}/presence", mine.open(page).form("minutes"))
    assert beat.status == 200 and colleague.name in beat.html and beat.doc is None


def test_who_plans_second_chooses_between_what_was_saved_and_what_they_typed(desk, agent, case):
    colleague, console, address = people.staff("agent"), desk(agent), f"/console/dossiers/{case.id}/suite"
    typed = {**console.open(address).form("owner"), "next_action": "Écrire"}
    plan = {"next_action": "Rappeler", "due_on": date(2030, 1, 2), "blocked_by": ""}
    cases.follow(case, owner=agent.email, **plan, actor=by(colleague))
    late = console.post(address, typed)
    words = late.text.replace("\xa0", " ")
    assert "Garder ce qui est enregistré" in words and "Rappeler" in words and late.status == 422
    chosen = {**late.form("owner"), "keep_next_action": "theirs"}
    assert console.post(address, chosen).status == 303
    assert again(case).next_action == "Rappeler" and again(case).due_on == date(2030, 1, 2)


def test_the_screen_says_right_or_wrong_and_shows_no_value(desk, agent, case):
    console, address = desk(agent), f"/console/dossiers/{case.id}/verifier"
    questions = list_asked(case)
    page = console.open(address)
    assert not any(value in page.text for question in questions for value in question.values)
    right = questions[0]
    fields = {right.fact.value.replace("-", "_"): right.values[0]}
    assert console.send(address).status == 422, "silence checks nobody"
    done = console.send(address, **fields)
    assert done.status == 303
    words = console.open(done.location).text.replace("\xa0", " ")
    assert "1 réponse juste sur 3" in words and ": juste" in words and ": faux" in words
    assert "Interlocuteur vérifié" in words
