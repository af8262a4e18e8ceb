"""Who has a case before them: told to the others, binding nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy import case as sql_case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.cases.tables import Case
from models.kernel.actors import Actor
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.permissions import Permission
from models.staff import Agent

LASTS = timedelta(minutes=2)
"""How long a beat holds; a page that is open beats three times as often."""


class CasePresence(Base):
    """One agent before one case: since when, and when their page last beat."""

    __tablename__ = "case_presences"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)

    agent: Mapped[Agent] = relationship(lazy="joined")

    __table_args__ = (
        UniqueConstraint("case_id", "agent_id", name="uq_case_presences_case_id"),
        Index("ix_case_presences_beat", "beat_at", "id"),
    )


def beat(case: Case, *, actor: Actor) -> None:
    """An agent has the case before them; whoever merely reads everything is not announced.

    A page that is looked at again and again writes no more than one beat of a few.
    """
    if not (actor.is_staff and actor.may(Permission.KEEP_CASES)) or actor.id is None:
        return
    moment = now()
    if any(here.agent_id == actor.id and here.beat_at > moment - LASTS / 4 for here in case.presences):
        return
    with transaction(keeping=True) as session:
        make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        statement: Any = make(CasePresence)
        was_here = CasePresence.beat_at >= moment - LASTS
        beating = statement.on_conflict_do_update(
            index_elements=["case_id", "agent_id"],
            set_={"since": sql_case((was_here, CasePresence.since), else_=moment), "beat_at": moment},
        )
        session.execute(
            beating, [{"case_id": case.id, "agent_id": actor.id, "since": moment, "beat_at": moment}]
        )
        # Who is there is read again; the case itself stays as it was read.
        for here in case.presences:
            session.expire(here)
        session.expire(case, ["presences"])


def list_others(case: Case, agent_id: int | None) -> list[CasePresence]:
    """The others who have the case before them now, the first to come first."""
    since = now() - LASTS
    return [here for here in case.presences if here.beat_at > since and here.agent_id != agent_id]


def sweep() -> int:
    """Forgets who left long ago; returns how many."""
    return swept(CasePresence, CasePresence.beat_at, CasePresence.beat_at < now() - timedelta(days=1))
