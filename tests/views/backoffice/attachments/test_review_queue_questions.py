"""A supervisor asks about an attachment before deciding, and whoever made it answers."""

from __future__ import annotations

from models import attachments, staff
from models.kernel.actors import Actor
from tests.support import people
from tests.support.records import events
from tests.views.backoffice.attachments.conftest import QUEUE


def test_a_supervisor_asks_and_the_agent_answers_on_the_page_of_the_link(app, desk, agent, supervisor, bound):
    row, console = bound(), desk(supervisor)
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    page = console.post(
        f"/console/rattachements/{row.id}/demander", {**page.form("question"), "question": "Qui ?"}
    )
    assert page.location == f"{QUEUE}?rattachement={row.id}"
    page = page.follow()
    assert "Attend une réponse" in page.text and not page.doc.xpath("//*[@name='question']")
    theirs, detail = desk(agent), f"/console/rattachements/details/?id={row.id}"
    page = theirs.open(detail)
    assert "Qui ?" in page.text
    page = theirs.post(
        f"/console/rattachements/{row.id}/repondre", {**page.form("answer"), "answer": "Mme Le Goff."}
    )
    assert page.location == f"/console/rattachements/details/?id={row.id}"
    for person in (agent, supervisor):
        page = desk(person).open(detail)
        assert "Mme Le Goff." in page.text and not page.doc.xpath("//*[@name='answer']")
        assert "Réponse de l’agent" in page.text, "the history tells it too"
    assert "Mme Le Goff." in console.open(f"{QUEUE}?rattachement={row.id}").text


def test_nobody_else_answers_and_an_answered_question_is_over(app, desk, agent, supervisor, bound):
    row = bound()
    address = f"/console/rattachements/{row.id}/repondre"
    page = desk(agent).open(address)
    assert page.status == 303 and "Aucune question" in page.follow().text
    attachments.ask(row, question="Qui ?", actor=Actor.of_agent(supervisor))
    for person in (supervisor, people.staff("agent")):
        assert desk(person).open(address).status == 403
    assert [event.actor_id for event in events("refused")] == [supervisor.id, person.id]
    page = desk(agent).send(address, answer=" ")
    assert page.status == 422 and page.error("answer")


def test_the_queue_says_that_who_was_asked_has_left_and_a_colleague_answers(
    app, desk, agent, supervisor, admin, bound
):
    row, colleague = bound(), people.staff("agent")
    attachments.ask(row, question="Qui avez-vous eu ?", actor=Actor.of_agent(supervisor))
    staff.disable(agent, actor=Actor.of_agent(admin))
    words = f"{agent.name} n’a plus d’accès"
    assert words in desk(supervisor).open(f"{QUEUE}?rattachement={row.id}").text
    theirs, address = desk(colleague), f"/console/rattachements/{row.id}/repondre"
    assert words.replace(" n’a", ", qui n’a") in theirs.open("/console/").text
    page = theirs.open(f"/console/rattachements/details/?id={row.id}")
    page = theirs.post(address, {**page.form("answer"), "answer": "Mme Le Goff, au dossier."}).follow()
    assert f"{supervisor.name} à {agent.name}" in page.text and f"{colleague.name} répond" in page.text


def test_asking_is_the_supervisors_alone(app, desk, agent, bound):
    row = bound()
    assert desk(agent).open(f"/console/rattachements/{row.id}/demander").status == 403


def test_the_first_page_tells_an_agent_that_a_supervisor_asks(app, desk, agent, supervisor, bound):
    row = bound()
    attachments.ask(row, question="Qui avez-vous eu ?", actor=Actor.of_agent(supervisor))
    page = desk(agent).open("/console/")
    assert "Qui avez-vous eu ?" in page.text
    assert page.doc.xpath(f"//main//a[@href='/console/rattachements/details/?id={row.id}']")
    assert "Qui avez-vous eu ?" not in desk(supervisor).open("/console/").text
