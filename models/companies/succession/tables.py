"""A change of SIRET as a row, and why there is none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.companies.tables import Company
from models.kernel.base import Base
from models.kernel.errors import DomainError
from models.kernel.types import BigId, UtcDateTime

Facts = dict[str, Any]
"""Values of a company, by name."""


class CompanySuccession(Base):
    """One change of SIRET: the facts before and after, by name."""

    __tablename__ = "company_successions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    findings: Mapped[list[Facts]] = mapped_column(JSON)
    """What the directory said else of the establishment before."""

    into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"))
    """The company of ours that it goes on as, where there was one."""

    moved: Mapped[dict[str, list[int]] | None] = mapped_column(JSON)
    """What moved there: numbers by noun."""

    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    into: Mapped[Company | None] = relationship(foreign_keys=[into_id])

    __table_args__ = (Index("ix_company_successions_company", "company_id", "id"),)


class CompanyOpen(DomainError):
    """The directory does not say that it is closed: there is nothing to succeed."""


class SuccessorClosed(DomainError):
    """The directory does not know the successor as open."""

    field = "siret"


class NothingSucceeded(DomainError):
    """The company bears the SIRET with which it came."""


class SuccessionTooOld(DomainError):
    """A change of SIRET is taken back within thirty days."""


class SuccessionOverlaid(DomainError):
    """What the change had brought was changed again since (fact: `facts`, their names)."""
