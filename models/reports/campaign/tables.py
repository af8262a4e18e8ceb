"""The journey of each record towards its first request here, and the figures that are kept of all."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.cases import Case
from models.concessions import Concession
from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime, is_one_of, key_column
from models.reports.stages import CaseStage

BY_ITSELF = -1
BY_CLIENT = -2
"""The `hand` of what a company attached alone."""


class Step(StrEnum):
    """How far a record has come; three of these are successes: activated, attached, filed."""

    RECORD = "record"
    CONTACTED = "contacted"
    ACCOUNT = "account"
    ACTIVATED = "activated"
    ATTACHED = "attached"
    FILED = "filed"


PATH = (Step.RECORD, Step.CONTACTED, Step.ACCOUNT, Step.ACTIVATED, Step.ATTACHED, Step.FILED)
"""The steps in their order: whoever reached one has reached those before."""


def from_step(step: Step) -> tuple[Step, ...]:
    """A step and those beyond: where all stand that have reached it."""
    return PATH[PATH.index(step) :]


def before_step(step: Step) -> tuple[Step, ...]:
    """Those before a step: where all stand that have not reached it."""
    return PATH[: PATH.index(step)]


class Journey(Base):
    """How far a record has come, and when it reached each step; the worker keeps it (`following`).

    It bears the number of its record. A step reached is reached with all before it, by then at the latest.
    A record that was closed on the old portal and that nobody holds has none: it is no part of the campaign.
    """

    __tablename__ = "journeys"

    id: Mapped[int] = mapped_column(
        BigId, ForeignKey("concessions.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(16))
    network_key: Mapped[str] = mapped_column(key_column(60))
    title_key: Mapped[str] = mapped_column(key_column(250))
    evidence: Mapped[str] = mapped_column(String(16), default="")
    hand: Mapped[int] = mapped_column(BigId, default=0)
    """Who attached it: the number of a member of staff, `BY_ITSELF`, `BY_CLIENT`, or 0 where nobody has."""

    step: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it came to where it stands."""

    contacted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_week: Mapped[str] = mapped_column(String(10), default="")
    """The Monday of its week, as ISO writes it; nothing where it has not come so far."""

    attached_week: Mapped[str] = mapped_column(String(10), default="")
    filed_week: Mapped[str] = mapped_column(String(10), default="")

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint(is_one_of("step", Step), name="step"),
        CheckConstraint("(attached_at IS NULL) = (attached_week = '')", name="attached_week"),
        CheckConstraint("filed_at IS NULL OR attached_at IS NOT NULL", name="filed"),
        Index("ix_journeys_since", "since", "id"),
        Index("ix_journeys_title_key", "title_key", "id"),
        *(
            Index(f"ix_journeys_{name}", name, "since", "id")
            for name in (
                *("step", "kind", "network_key", "hand", "evidence"),
                *("activated_week", "attached_week", "filed_week"),
            )
        ),
        *(Index(f"ix_journeys_{step}_at", f"{step}_at", "id") for step in PATH[1:]),
    )

    @property
    def status(self) -> Step:
        """Where it stands."""
        return Step(self.step)


class JourneyChange(Base):
    """Something happened to a record, or to a company: journeys are to be looked at again. By triggers."""

    __tablename__ = "journey_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int | None] = mapped_column(BigId)
    company_id: Mapped[int | None] = mapped_column(BigId)


class CaseProgress(Base):
    """The stage of a case, which bears its number; the worker keeps it (`following_cases`)."""

    __tablename__ = "case_progress"

    id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (
        CheckConstraint(is_one_of("stage", CaseStage), name="stage"),
        Index("ix_case_progress_opened_at", "opened_at", "id"),
        Index("ix_case_progress_stage", "stage", "opened_at", "id"),
    )

    @property
    def status(self) -> CaseStage:
        """Where it stands."""
        return CaseStage(self.stage)


class CaseChange(Base):
    """Something happened to a case, or to a company: the stage is to be looked at again. By triggers."""

    __tablename__ = "case_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(BigId)
    company_id: Mapped[int | None] = mapped_column(BigId)


class CampaignFigure(Base):
    """How many journeys bear one value of a breakdown and stand at a step: kept with each journey."""

    __tablename__ = "campaign_figures"

    breakdown: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(key_column(60), primary_key=True)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
