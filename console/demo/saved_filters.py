"""The filters that the demonstration's staff keep."""

from __future__ import annotations

from models.kernel.actors import Actor
from models.permissions import Role
from models.staff import Agent, saved_filters

FILTERS = {
    Role.AGENT: ("concessions", "Eau à rattacher", "etat=free&genre=eau", False),
    Role.SUPERVISOR: ("attachments", "Preuves faibles", "preuve=other", True),
    Role.ADMIN: ("accounts", "Comptes suspendus", "etat=suspended", False),
}
"""By role: the list, the name, the query, and whether the team shares it."""


def add(staff: list[Agent]) -> None:
    """Inside the transaction of the demonstration."""
    for agent in staff:
        screen, name, query, shared = FILTERS[Role(agent.role)]
        actor = Actor.of_agent(agent)
        saved_filters.save(agent, screen, name=name, query=query, shared=shared, actor=actor)
