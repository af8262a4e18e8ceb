"""A supervisor decides, on the attachment's page, of what its holder left unanswered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.attachments.afterwards import ask_holder, pass_on_overdue
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import WHY, events, held


@pytest.fixture
def silent(account, agent, clock):
    """A claim that its holder left unanswered."""
    bound, asker = held(account, agent), people.active()
    with transaction():
        claim = ask_holder(asker, bound)
    clock.shift(timedelta(days=9))
    pass_on_overdue(actor=people.SYSTEM)
    return claim


def address(claim):
    return f"/console/rattachements/{claim.attachment_id}/demandes"


def test_a_supervisor_transfers_with_a_reason_from_the_attachments_page(app, desk, supervisor, silent):
    console = desk(supervisor)
    page = console.open(f"/console/rattachements/details/?id={silent.attachment_id}")
    assert "Décider d’une demande" in page.text
    page = console.send(address(silent), claim=silent.id, answer="accepter", reason="Trop court")
    assert page.status == 422 and silent.waits
    page = console.send(address(silent), claim=silent.id, answer="accepter", reason=WHY)
    assert silent.outcome == "handed-over" and not silent.attachment.is_open
    assert events("holder-answered")[-1].actor_id == supervisor.id


def test_a_claim_that_is_refused_leaves_the_attachment(app, desk, supervisor, silent):
    desk(supervisor).send(address(silent), claim=silent.id, answer="refuser", reason=WHY)
    assert silent.outcome == "refused" and silent.attachment.is_open


def test_an_agent_has_no_such_verb_and_nobody_where_nothing_waits(app, desk, agent, supervisor, silent):
    assert desk(agent).open(address(silent)).status == 403
    other = held(people.active(), agent)
    page = desk(supervisor).open(f"/console/rattachements/details/?id={other.id}")
    assert "Décider d’une demande" not in page.text
    page = desk(supervisor).post(f"/console/rattachements/{other.id}/demandes", {"answer": "accepter"})
    assert page.status in (400, 422) and other.is_open
