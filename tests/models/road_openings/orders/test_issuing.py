"""Each decision makes its order as of that day, and owes it to every partner."""

from __future__ import annotations

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import OutboxEmail, texts
from models.mails.texts import Wording
from models.road_openings import DatesOutcome, RequestState, orders
from models.staff import Agent
from tests.support.road_works import ask_longer, granted


@pytest.fixture
def brigade(admin: Agent) -> str:
    """The address of the one partner."""
    return orders.add("Sapeurs-pompiers", "prevision@example.org", actor=Actor.of_agent(admin)).email


def sent() -> list[tuple[str, str, str]]:
    """What partners were told: to whom, of which kind, under which number."""
    mails = db.session.scalars(
        db.select(OutboxEmail).where(OutboxEmail.kind == "order-issued").order_by(OutboxEmail.id)
    )
    return [(mail.to, mail.params["measure"], mail.params["order_number"]) for mail in mails]


def test_what_is_granted_changed_corrected_and_abrogated_goes_to_each_partner(
    account: ProAccount, agent: Agent, brigade: str
) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    ask_longer(made, account)
    assert made.ends_on is not None
    road_openings.decide_dates(made, outcome=DatesOutcome.GRANTED, order_number="AR-2", actor=actor)
    road_openings.correct_order(made, order_number="AR-10", reason="Faute", actor=actor)
    road_openings.move(
        made, RequestState.ABROGATED, reason="Un effondrement", order_number="AR-3", actor=actor
    )
    kinds = [("accord", "AR-1"), ("dates", "AR-2"), ("correction", "AR-10"), ("abrogation", "AR-3")]
    assert sent() == [(brigade, *kind) for kind in kinds]
    assert [(order.kind, order.number) for order in made.orders] == kinds
    assert made.orders[1].facts["ends_on"] == made.ends_on.isoformat() != made.orders[0].facts["ends_on"]


def test_what_is_refused_makes_no_order(account: ProAccount, agent: Agent, brigade: str) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    ask_longer(made, account)
    road_openings.decide_dates(made, outcome=DatesOutcome.REFUSED, reason="Non", actor=actor)
    assert len(made.orders) == 1 and len(sent()) == 1


def test_an_order_keeps_the_words_of_its_day(account: ProAccount, agent: Agent, admin: Agent) -> None:
    editor = Actor.of_agent(admin)
    texts.edit("arrete-signataire", Wording("Pour le maire", "L’adjointe"), actor=editor)
    made = granted(account, agent)
    texts.edit("arrete-signataire", Wording("Pour le préfet", "Le directeur"), actor=editor)
    assert made.orders[0].wording == {"text": None, "signatory": ["Pour le maire", "L’adjointe"]}


def test_a_number_that_is_corrected_too_late_tells_partners_no_permission(
    account: ProAccount, agent: Agent, brigade: str
) -> None:
    made, actor = granted(account, agent), Actor.of_agent(agent)
    road_openings.move(
        made, RequestState.ABROGATED, reason="Un effondrement", order_number="AR-3", actor=actor
    )
    road_openings.correct_order(made, order_number="AR-10", reason="Faute", actor=actor)
    assert made.order_number == "AR-10"
    assert [measure for _, measure, _ in sent()] == ["accord", "abrogation"] and len(made.orders) == 2
