"""A wrong number of an order is put right, and stays in the history."""

from __future__ import annotations

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.mails import OutboxEmail
from models.road_openings import (
    NoOrder,
    OrderNumberMissing,
    SameOrderNumber,
    StepKind,
)
from models.staff import Agent
from tests.support import road_works
from tests.support.road_works import granted

LEAK = "Une conduite a rompu devant l’école."


def test_a_wrong_number_of_an_order_is_corrected_and_not_forgotten(account: ProAccount, agent: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    road_openings.correct_order(made, order_number="AR-11", reason="Faute de frappe", actor=actor)
    assert made.order_number == "AR-11" and made.state == "accordee"
    step = made.moves[-1]
    assert (step.kind, step.order_number, step.agent_id) == (StepKind.ORDER_CORRECTED, "AR-1", agent.id)
    event = db.session.scalar(db.select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1))
    assert (
        event is not None and event.action == "order-corrected" and event.detail.reason == "Faute de frappe"
    )
    mail = db.session.scalar(db.select(OutboxEmail).where(OutboxEmail.kind == "order-corrected"))
    assert mail is not None and mail.to == account.email and mail.params["wrong_number"] == "AR-1"


def test_a_correction_says_another_number_and_why(account: ProAccount, agent: Agent, admin: Agent) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    for number, why, refusal in (
        (" ", "Faute", OrderNumberMissing),
        ("AR-1", "Faute", SameOrderNumber),
        ("AR-2", " ", ReasonMissing),
    ):
        with pytest.raises(refusal):
            road_openings.correct_order(made, order_number=number, reason=why, actor=actor)
    with pytest.raises(Stale):
        road_openings.correct_order(made, order_number="AR-2", reason="Faute", version=1, actor=actor)
    for stranger in (Actor.of_agent(admin), Actor.of_account(account)):
        with pytest.raises(NotAllowed):
            road_openings.correct_order(made, order_number="AR-2", reason="Faute", actor=stranger)
    with pytest.raises(NoOrder):
        road_openings.correct_order(
            road_works.filed(account), order_number="AR-2", reason="Faute", actor=actor
        )
