"""The supervisors' queue."""

from __future__ import annotations

from models import attachments
from models.actors import Actor
from tests import people
from tests.views.backoffice.conftest import JUSTIFICATION

QUEUE = "/console/rattachements/controle/"


def test_the_queue_holds_what_waits_what_is_contested_and_what_was_never_seen(
    app, desk, agent, supervisor, account, record
):
    by, told = Actor.of_agent(agent), {"justification": JUSTIFICATION, "called_number": "0235223344"}

    def bound(evidence):
        return attachments.attach(record(), account, evidence=evidence, actor=by, **told)

    waits, unseen, contested, seen = bound("other"), bound("callback"), bound("callback"), bound("callback")
    attachments.contest(contested, reason="Doute", actor=Actor.of_agent(supervisor))
    attachments.approve(seen, actor=Actor.of_agent(supervisor))
    console = desk(supervisor)
    page = console.open(QUEUE)
    assert set(page.ids) == {str(waits.id), str(unseen.id), str(contested.id)}
    assert page.doc.xpath(f"//a[@href='/console/rattachements/details/?id={waits.id}']")
    assert console.open(f"{QUEUE}?search={waits.concession.reference}").ids == [str(waits.id)]
    assert console.open(f"{QUEUE}?etat=suspended").ids == [str(contested.id)]


def test_the_queue_is_the_supervisors_alone(app, desk):
    for role, status in (("agent", 403), ("supervisor", 200), ("admin", 403)):
        assert desk(people.staff(role)).open(QUEUE).status == status
