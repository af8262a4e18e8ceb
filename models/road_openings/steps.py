"""The steps of a request as its company reads them: each move, and each change of what was granted."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.afterwards.mandates import Mandate
from models.kernel.base import Base
from models.kernel.types import BigId, UtcDateTime, is_one_of
from models.road_openings.states import RequestState
from models.road_openings.tables import RoadOpeningRequest
from models.staff import Agent

if TYPE_CHECKING:
    from models.road_openings.orders.tables import PermitOrder


class StepKind(StrEnum):
    """What a step is: of all but `MOVED` the state stays."""

    MOVED = "moved"
    ORDER_CORRECTED = "order-corrected"
    DATES_ASKED = "dates-asked"
    DATES_DROPPED = "dates-dropped"
    DATES_GRANTED = "dates-granted"
    DATES_REFUSED = "dates-refused"


class RequestMove(Base):
    """One step. By an account, an agent, a client or an import.

    The dates are those that it asks for or gives, the number that of the order that it corrects or makes.
    """

    __tablename__ = "road_opening_moves"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("road_opening_requests.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    client_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("api_clients.id"))
    mandate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("mandates.id"))
    """By which its account, of another company, made it for the request's."""

    reason: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(
        String(20), default=StepKind.MOVED.value, server_default=StepKind.MOVED.value
    )
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    order_number: Mapped[str] = mapped_column(String(60), default="", server_default="")

    request: Mapped[RoadOpeningRequest] = relationship(back_populates="moves")
    account: Mapped[ProAccount | None] = relationship(lazy="joined")
    agent: Mapped[Agent | None] = relationship(lazy="joined")
    mandate: Mapped[Mandate | None] = relationship()
    order: Mapped[PermitOrder | None] = relationship(back_populates="move", lazy="joined")
    """The order that says it."""

    __table_args__ = (
        CheckConstraint(is_one_of("after", RequestState), name="after"),
        CheckConstraint(f"before IS NULL OR {is_one_of('before', RequestState)}", name="before"),
        CheckConstraint("account_id IS NULL OR agent_id IS NULL", name="one_mover"),
        CheckConstraint(is_one_of("kind", StepKind), name="kind"),
        CheckConstraint(f"kind = '{StepKind.MOVED}' OR before = after", name="stays"),
    )
