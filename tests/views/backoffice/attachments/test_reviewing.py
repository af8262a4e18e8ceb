"""Decisions of supervisors: with a question that waits, together, by their right names, their own count."""

from __future__ import annotations

import pytest

from models import attachments
from models.kernel.actors import Actor
from tests.support import people
from tests.support.records import events, mails_of
from tests.views.backoffice.conftest import JUSTIFICATION, again

QUEUE = "/console/rattachements/controle/"


@pytest.fixture
def bound(agent, account, record):
    """`bound("callback")`: an attachment that the agent made."""

    def make(evidence="other", by=None, to=None):
        facts = {"justification": JUSTIFICATION, "called_number": "0235223344"}
        actor = Actor.of_agent(by or agent)
        return attachments.attach(record(), to or account, evidence=evidence, actor=actor, **facts)

    return make


def test_a_decision_before_the_answer_asks_first_and_tells_the_agent_that_nothing_is_to_be_answered(
    app, desk, agent, supervisor, bound
):
    row, console = bound(), desk(supervisor)
    attachments.ask(row, question="Qui a rappelé ?", actor=Actor.of_agent(supervisor))
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    (way,) = page.doc.xpath("//*[@data-key='a']/@href")
    before = console.open(way)
    assert agent.name in before.text and "sans objet" in before.text
    assert console.post(way, before.form()).status == 303
    assert [mail.to for mail in mails_of("review-question-void")] == [agent.email]
    assert len(events("question-voided")) == 1 and again(row).reviewed_by_id == supervisor.id
    assert "Sans objet" in desk(agent).open(f"/console/rattachements/details/?id={row.id}").text


def test_what_waits_is_refused_and_what_is_in_effect_contested(app, desk, supervisor, bound):
    waits, effective, console = bound(), bound("callback"), desk(supervisor)
    for row, words in ((waits, "Refuser"), (effective, "Contester")):
        page = console.open(f"{QUEUE}?rattachement={row.id}")
        (button,) = page.doc.xpath("//button[@data-key='c']")
        assert button.text_content().strip().startswith(words)
        assert f"{words} le rattachement" in console.open(f"/console/rattachements/{row.id}/contester").text


def test_the_decision_stands_before_what_explains_it(app, desk, supervisor, bound):
    page = desk(supervisor).open(f"{QUEUE}?rattachement={bound().id}")
    names = [element.tag for element in page.doc.xpath("//section[@aria-labelledby='cas']/*")]
    assert names.index("form") == 1, "right after the words of who made it"


def test_those_of_one_agent_evidence_and_company_are_decided_together(app, desk, supervisor, bound):
    first, second = bound(), bound()
    bound("callback")
    bound(to=people.active())
    console = desk(supervisor)
    page = console.open(f"{QUEUE}?rattachement={first.id}")
    assert "1 autre attend" in page.text
    (way,) = page.doc.xpath("//a[text()='tout refuser']/@href")
    together = console.open(way)
    answers = {**together.form("reason"), "id": together.chosen, "reason": "Pièce illisible"}
    assert console.post(way, answers).status == 303
    assert [again(row).ended_reason for row in (first, second)] == ["Pièce illisible"] * 2


def test_the_badge_counts_what_this_person_may_decide_of(app, desk, supervisor, bound):
    bound()
    bound(by=supervisor)
    attachments.contest(bound("callback"), reason="Doute", actor=Actor.of_agent(supervisor))
    badge = "//nav//a[contains(@href, '/controle/')]//*[contains(@class, 'b-count')]"
    found = desk(supervisor).open("/console/").doc.xpath(badge)
    assert [element.text.strip() for element in found] == ["1"]
