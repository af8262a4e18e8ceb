"""Administrators keep the list of partners."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from models.road_openings import orders
from models.road_openings.orders import PartnerKnown, TooManyPartners, partners
from models.staff import Agent
from models.values.contacts import EmailRefused
from tests.support.racing.races import together


def names() -> list[str]:
    """Who is on the list."""
    return [partner.name for partner in partners.list_partners()]


def test_a_partner_is_added_changed_and_removed_each_with_its_trace(admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    made = orders.add(" Pompiers ", "Prevision@Example.org", actor=actor)
    assert names() == ["Pompiers"]
    orders.change(made, name="Pompiers", email="ordres@example.org", version=1, actor=actor)
    with pytest.raises(Stale):
        orders.change(made, name="SDIS", email="ordres@example.org", version=1, actor=actor)
    assert (made.email, made.email_key) == ("ordres@example.org", "ordres@example.org")
    orders.remove(made, actor=actor)
    assert names() == []
    query = db.select(AuditEvent.action).where(AuditEvent.subject_kind == "partner")
    found = list(db.session.scalars(query.order_by(AuditEvent.sequence)))
    assert found == ["partner-added", "partner-changed", "partner-removed"]


def test_an_address_is_on_the_list_once_however_it_is_written(admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    orders.add("Pompiers", "prevision@example.org", actor=actor)
    other = orders.add("Bus", "bus@example.org", actor=actor)
    with pytest.raises(PartnerKnown):
        orders.add("SDIS", "PREVISION@example.org", actor=actor)
    with pytest.raises(PartnerKnown):
        orders.change(other, name="Bus", email="Prevision@example.org", version=1, actor=actor)
    with pytest.raises(EmailRefused):
        orders.add("SDIS", "prevision", actor=actor)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("UPDATE partners SET email_key = 'x'"))


def test_the_list_has_an_end(admin: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partners, "LIMIT", 1)
    orders.add("Pompiers", "prevision@example.org", actor=Actor.of_agent(admin))
    with pytest.raises(TooManyPartners):
        orders.add("Bus", "bus@example.org", actor=Actor.of_agent(admin))


def test_only_administrators_keep_it(agent: Agent, supervisor: Agent, admin: Agent) -> None:
    made = orders.add("Pompiers", "prevision@example.org", actor=Actor.of_agent(admin))
    for person in (agent, supervisor):
        actor = Actor.of_agent(person)
        with pytest.raises(NotAllowed):
            orders.add("Bus", "bus@example.org", actor=actor)
        with pytest.raises(NotAllowed):
            orders.change(made, name="Bus", email="bus@example.org", version=1, actor=actor)
        with pytest.raises(NotAllowed):
            orders.remove(made, actor=actor)


def test_a_partner_added_by_eight_at_once_is_one(app: Flask, admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    outcome = together(app, [lambda: orders.add("Pompiers", "a@example.org", actor=actor).name] * 8)
    assert len(outcome.made) == 1 and set(outcome.refused) == {"PartnerKnown"} and names() == ["Pompiers"]


def test_a_partner_that_is_gone_is_added_again_by_the_same_form(admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    orders.remove(orders.add("Bus", "bus@example.org", submission="once", actor=actor), actor=actor)
    orders.add("Bus", "bus@example.org", submission="once", actor=actor)
    assert names() == ["Bus"]


def test_a_partner_who_is_removed_four_times_at_once_is_gone_once(app: Flask, admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    number = orders.add("Bus", "bus@example.org", actor=actor).id

    def remove() -> None:
        partner = partners.find_partner(number)
        if partner is not None:
            orders.remove(partner, actor=actor)

    together(app, [remove] * 4)
    query = db.select(AuditEvent.action).where(AuditEvent.action == "partner-removed")
    assert names() == [] and len(list(db.session.scalars(query))) == 1


def test_who_changes_a_partner_that_is_gone_is_told(admin: Agent) -> None:
    actor = Actor.of_agent(admin)
    gone = orders.add("Bus", "bus@example.org", actor=actor)
    number = gone.id
    meanwhile = partners.find_partner(number)
    assert meanwhile is not None
    with db.engine.begin() as other:
        other.execute(text("DELETE FROM partners"))
    with pytest.raises(Stale):
        orders.change(meanwhile, name="Tram", email="bus@example.org", version=1, actor=actor)
