"""What the services answered lately, kept for all our processes: a quota is soon spent on one question."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models.companies.directory.protocol import CompanyKind, Establishment, State
from models.companies.directory.services import HURRY
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime
from models.values.siret import Siret

KEPT = timedelta(hours=24)
"""How long a description is believed without asking again."""
UNKNOWN_KEPT = timedelta(hours=1)
"""How long an unknown number is: an establishment that was created is there one day."""


class DirectoryAnswer(Base):
    """What one service last said of one SIRET. An outage is no answer, and is never kept."""

    __tablename__ = "directory_answers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service: Mapped[str] = mapped_column(String(32))
    siret: Mapped[str] = mapped_column(String(14))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The `Establishment`, by field, without its SIRET."""
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("service", "siret", name="uq_directory_answers_service_siret"),
        Index("ix_directory_answers_answered_at", "answered_at"),
    )


def recall(service: str, siret: Siret) -> Establishment | None:
    """What the service answered lately, with when it did; None where it is to be asked."""
    query = select(DirectoryAnswer.facts, DirectoryAnswer.answered_at)
    query = query.where(DirectoryAnswer.service == service, DirectoryAnswer.siret == str(siret))
    kept = db.session.execute(query).first()
    if kept is None:
        return None
    try:
        found = _described(siret, kept.facts)
    except (KeyError, TypeError, ValueError):  # kept before an update, in other words
        return None
    moment, life = now(), KEPT if found.is_found else UNKNOWN_KEPT
    # A time that is still to come was told by a clock since put right.
    if not moment - life < kept.answered_at <= moment:
        return None
    return replace(found, seen_at=kept.answered_at)


def keep(service: str, found: Establishment) -> None:
    """Keeps an answer in the place of the one before; two who were told at once keep the later one."""
    if found.state is State.UNAVAILABLE:
        return
    facts = {name: value for name, value in asdict(found).items() if name not in ("siret", "seen_at")}
    values = {"service": service, "siret": str(found.siret), "facts": facts, "answered_at": now()}
    with transaction(HURRY) as session:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        insertion = dialect.insert(DirectoryAnswer).values(values)
        session.execute(
            insertion.on_conflict_do_update(
                index_elements=["service", "siret"],
                set_={name: insertion.excluded[name] for name in ("facts", "answered_at")},
            )
        )


def sweep() -> int:
    """Deletes what is too old to be believed."""
    return swept(DirectoryAnswer, DirectoryAnswer.answered_at, DirectoryAnswer.answered_at < now() - KEPT)


def _described(siret: Siret, facts: dict[str, Any]) -> Establishment:
    rest = {name: value for name, value in facts.items() if name not in ("state", "kind")}
    kind = CompanyKind(facts["kind"]) if facts["kind"] else None
    return Establishment(siret, State(facts["state"]), kind=kind, **rest)
