"""What a merge needs before it is done, as a row: who asked, and what proved each of the two accounts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.tables import ProAccount
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.types import UNNESTED, BigId, UtcDateTime, is_one_of

if TYPE_CHECKING:
    from models.staff import Agent


WAITS_FOR_SUPERVISOR = (
    "ended_at IS NULL AND returned_at IS NOT NULL AND gone_proved_at IS NULL"
    " AND approved_at IS NULL AND asked_by_id IS NOT NULL"
)
"""The condition of a merge that staff proposed and whose link came back: its index has it, word for word."""


class MergeOutcome(StrEnum):
    """What became of it."""

    DONE = "done"
    DROPPED = "dropped"
    """Somebody refused it, or another one was asked for in its place."""


class AccountMerge(Base):
    """One account is to go into another of the same person; `asked_by_id`: staff proposed it."""

    __tablename__ = "account_merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    gone_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    kept_id: Mapped[int] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gone_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the link to the account that goes came back, or was refused."""

    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a supervisor stood in for an account whose mails come back."""

    approved_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))

    gone: Mapped[ProAccount] = relationship(foreign_keys=[gone_id], lazy="joined", innerjoin=UNNESTED)
    kept: Mapped[ProAccount] = relationship(foreign_keys=[kept_id], lazy="joined", innerjoin=UNNESTED)
    asked_by: Mapped[Agent | None] = relationship(foreign_keys=[asked_by_id], lazy="joined")

    __table_args__ = (
        CheckConstraint("gone_id <> kept_id", name="two_accounts"),
        CheckConstraint(f"outcome IS NULL OR {is_one_of('outcome', MergeOutcome)}", name="outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved"),
        # The database holds it: nobody approves what they proposed, nor what no member of staff did.
        CheckConstraint(
            "approved_by_id IS NULL OR (asked_by_id IS NOT NULL AND approved_by_id <> asked_by_id)",
            name="own_proposal",
        ),
        CheckConstraint(
            f"outcome IS NULL OR outcome <> '{MergeOutcome.DONE}' OR (kept_proved_at IS NOT NULL"
            " AND (gone_proved_at IS NOT NULL OR approved_at IS NOT NULL))",
            name="proved",
        ),
        Index(
            "uq_account_merges_open",
            "gone_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index(
            "ix_account_merges_returned",
            "due_at",
            "id",
            sqlite_where=text(WAITS_FOR_SUPERVISOR),
            postgresql_where=text(WAITS_FOR_SUPERVISOR),
        ),
        Index("ix_account_merges_gone", "gone_id", "id"),
        Index("ix_account_merges_kept", "kept_id", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether it may still be confirmed."""
        return self.ended_at is None and self.due_at > now()

    @property
    def mark(self) -> str:
        """Which one it is and how both accounts stand, as whoever decides of it read them."""
        return f"{self.id}-{self.gone.version}-{self.kept.version}"

    @property
    def is_proved(self) -> bool:
        """Whether both accounts are known to be their person's."""
        return self.kept_proved_at is not None and (
            self.gone_proved_at is not None or self.approved_by_id is not None
        )


def find_open_merge(account: ProAccount) -> AccountMerge | None:
    """What waits to be confirmed of this account, whichever side it is on; the latest."""
    found = [merge for merge in account.merges if merge.is_open]
    return found[-1] if found else None
