"""A program moves a request as staff move it, and its company reads that the authority did."""

from __future__ import annotations

import pytest

from models.audit import AuditEvent
from models.kernel.base import db
from models.road_openings.steps import RequestMove
from tests.support import road_works
from tests.support.callers import caller
from views.messages.road_openings import AUTHORITY, mover_words


def test_a_step_is_taken_with_its_event_and_its_line_of_history(app, account):
    request, program = road_works.filed(account), caller(app)
    read = program.get(f"requests/{request.id}").get_json()
    assert (read["state"], set(read["next_states"])) == (
        "deposee",
        {"en-instruction", "incomplete", "accordee", "refusee"},
    )
    granted = {"state": "accordee", "order_number": "2026-114", "prescriptions": "Nuit interdite."}
    moved = program.post(f"requests/{request.id}/moves", granted).get_json()
    assert (moved["state"], moved["order_number"]) == ("accordee", "2026-114")
    event = db.session.scalars(
        db.select(AuditEvent).filter_by(action="request-moved").order_by(AuditEvent.sequence.desc())
    ).first()
    assert (event.actor_kind, event.company_id) == ("client", account.company_id)
    line = db.session.scalars(db.select(RequestMove).order_by(RequestMove.id.desc())).first()
    assert line.client_id is not None and line.agent_id is None and mover_words(line) == AUTHORITY


@pytest.mark.parametrize(
    ("move", "kind"),
    [
        ({"state": "incomplete"}, "reason-missing"),
        ({"state": "accordee"}, "order-number-missing"),
        ({"state": "close"}, "move-refused"),
        ({"state": "travaux-commences"}, "move-refused"),
        ({"state": "x"}, "invalid"),
    ],
)
def test_what_staff_may_not_a_program_may_not(app, account, move, kind):
    request = road_works.filed(account)
    answer = caller(app).post(f"requests/{request.id}/moves", move)
    assert answer.get_json(force=True)["type"] == f"urn:bascule:{kind}"


def test_a_role_that_moves_nothing_reads_where_nothing_leads(app, account):
    request = road_works.filed(account)
    assert caller(app, "admin").get(f"requests/{request.id}").get_json()["next_states"] == []
