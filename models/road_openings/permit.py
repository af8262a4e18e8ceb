"""What a request keeps of the permit that it became: other dates that are asked for, and works in haste."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.types import UtcDateTime, listed
from models.road_openings.states import AWAITED, IN_FORCE, RequestState
from models.road_openings.works import SHORTEST_URGENCY

URGENT_SINCE = f"CASE WHEN urgency <> '' AND state IN ({listed(sorted(AWAITED))}) THEN first_filed_at END"
LAPSES_ON = (
    f"CASE WHEN state = '{RequestState.GRANTED}' AND imported_at IS NULL AND dates_asked_at IS NULL"
    " AND urgency = '' THEN ends_on END"
)

OF_PERMITS = (
    CheckConstraint(
        f"filed_at IS NULL OR urgency = '' OR length(urgency) >= {SHORTEST_URGENCY}", name="urgency"
    ),
    CheckConstraint(
        "(dates_asked_at IS NULL AND wanted_starts_on IS NULL AND wanted_ends_on IS NULL)"
        f" OR (dates_asked_at IS NOT NULL AND state IN ({listed(IN_FORCE)}) AND dates_reason <> ''"
        " AND wanted_starts_on IS NOT NULL AND wanted_ends_on IS NOT NULL"
        " AND wanted_ends_on >= wanted_starts_on)",
        name="dates_asked",
    ),
)
"""What the database holds of it."""


class Permit:
    """Mixed into the request."""

    urgency: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why the works did not wait for the order; empty for all that did."""

    amending_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """The last order that changed its dates."""

    wanted_starts_on: Mapped[date | None] = mapped_column(Date)
    wanted_ends_on: Mapped[date | None] = mapped_column(Date)
    dates_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    dates_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def want_no_dates(self) -> None:
        """No other dates are asked for any more."""
        self.wanted_starts_on = self.wanted_ends_on = self.dates_asked_at = None
        self.dates_reason = ""
