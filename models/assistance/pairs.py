"""A record beside a company: what waits for staff to say whether it is right, and what they said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.companies import Company
from models.concessions import Concession
from models.kernel import base
from models.kernel.base import Base, db
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of
from models.staff import Agent


class Verdict(StrEnum):
    """What is known of a pair: nothing yet, that it is right, that it is wrong."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


OPEN = f"verdict <> '{Verdict.REFUSED}'"
"""The rows of the index of open pairs; told as it stands there, since no engine proves it of a parameter."""


class MatchPair(Versioned, Base):
    """A record and a company. Of each record one pair at most waits or is accepted: an index holds it."""

    __tablename__ = "match_pairs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    company_id: Mapped[int] = mapped_column(BigId, ForeignKey("companies.id"))
    verdict: Mapped[str] = mapped_column(String(8))
    score: Mapped[float] = mapped_column(default=0.0)
    """The chance that it is right, as it was found."""

    place: Mapped[int] = mapped_column(default=0)
    """Where it stands among what waits: the smaller, the more is gained by deciding it."""

    put_off: Mapped[int] = mapped_column(default=0)
    """How many times somebody said *later*: each time it goes behind all that nobody put off."""

    decided_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    concession: Mapped[Concession] = relationship()
    company: Mapped[Company] = relationship()
    decided_by: Mapped[Agent | None] = relationship()

    __table_args__ = (
        CheckConstraint(is_one_of("verdict", Verdict), name="verdict"),
        CheckConstraint(f"(verdict = '{Verdict.WAITING}') = (decided_at IS NULL)", name="decided"),
        Index("uq_match_pairs_pair", "concession_id", "company_id", unique=True),
        Index(
            "uq_match_pairs_only",
            "concession_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_match_pairs_place", "verdict", "place", "id"),
        Index("ix_match_pairs_company", "company_id", "verdict"),
        Index("ix_match_pairs_decided", "decided_by_id", "decided_at"),
    )

    @property
    def verdict_reached(self) -> Verdict:
        """What is known of it."""
        return Verdict(self.verdict)

    @property
    def percent(self) -> int:
        """The score out of a hundred."""
        return min(99, round(100 * self.score))

    @property
    def is_decided(self) -> bool:
        """Whether somebody said yes or no."""
        return self.verdict != Verdict.WAITING.value


Decided = dict[tuple[int, str], Verdict]
"""What was said of pairs, by the record's number and the company's SIRET."""


def decided(concession_ids: Collection[int]) -> Decided:
    """What staff said of these records: a refusal is remembered by its pair, whatever is found later."""
    if not concession_ids:
        return {}
    rows = base.read(_decided(), {"ids": sorted(concession_ids)}).all()
    return {(number, siret): Verdict(verdict) for number, siret, verdict in rows}


@cache
def _decided() -> Select[int, str, str]:
    # Built once, as all that a call asks again and again.
    query = select(MatchPair.concession_id, Company.siret, MatchPair.verdict).join(
        Company, Company.id == MatchPair.company_id
    )
    numbers: BindParameter[int] = bindparam("ids", expanding=True)
    return query.where(MatchPair.concession_id.in_(numbers), MatchPair.verdict != Verdict.WAITING.value)


def accepted_for(siret: str) -> Select[int]:
    """The numbers of the records that staff accepted for the company of that SIRET."""
    company = select(Company.id).where(Company.siret == siret).scalar_subquery()
    return select(MatchPair.concession_id).where(
        MatchPair.company_id == company, MatchPair.verdict == Verdict.ACCEPTED.value
    )


def find_pair(concession_id: int, company_id: int) -> MatchPair | None:
    """The pair of these two, if anything is known of it."""
    query = select(MatchPair).where(
        MatchPair.concession_id == concession_id, MatchPair.company_id == company_id
    )
    return db.session.scalar(query)


def find_pair_of(concession_id: int) -> MatchPair | None:
    """The one pair of a record that waits or was accepted."""
    return db.session.scalar(select(MatchPair).where(MatchPair.concession_id == concession_id, text(OPEN)))
