"""How far a company is on its way to the new portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.accounts import ProAccount
from models.attachments import Attachment


@dataclass(frozen=True)
class Path:
    """The way of a company: the account, then the three successes of the campaign, each with its day."""

    created_at: datetime | None = None
    activated_at: datetime | None = None
    attached_at: datetime | None = None
    first_request_at: datetime | None = None

    @classmethod
    def of(
        cls, account: ProAccount | None, attachment: Attachment | None, first_request_at: datetime | None
    ) -> Path:
        """The way of a person and of what was attached to the company."""
        return cls(
            account.created_at if account is not None else None,
            account.activated_at if account is not None else None,
            attachment.effective_at if attachment is not None and attachment.is_in_effect else None,
            first_request_at,
        )

    @property
    def reached(self) -> int:
        """How many of the four are behind it."""
        days = (self.created_at, self.activated_at, self.attached_at, self.first_request_at)
        return sum(day is not None for day in days)
