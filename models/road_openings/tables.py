"""The request as a row, its moves and its documents, and who sees it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    or_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import ProAccount
from models.attachments.afterwards.mandates import Mandate
from models.companies import Company
from models.concessions import Concession
from models.documents import Document
from models.kernel.base import Base
from models.kernel.clock import now
from models.kernel.optimistic_lock import Versioned, advance
from models.kernel.types import (
    UNNESTED,
    BigId,
    Derived,
    UtcDateTime,
    is_one_of,
    key_column,
    listed,
    present,
    present_day,
)
from models.lists.searchable import Searchable
from models.road_openings.ground.cells import FINE, ROUGH, cell_of
from models.road_openings.permit import LAPSES_ON, OF_PERMITS, URGENT_SINCE, Permit
from models.road_openings.states import (
    AWAITED,
    EDITABLE,
    UNFILED,
    WITH_ORDER,
    WITH_REASON,
    RequestState,
    is_over,
)
from models.road_openings.works import LONGEST_PURPOSE, NOTICE, Traffic, WorkKind, Works
from models.values import communes
from models.values.days import PARIS, day_of, today
from models.values.streets import LONGEST_ROAD, road_key
from models.values.text import fold

if TYPE_CHECKING:
    from models.road_openings.orders.tables import PermitOrder
    from models.road_openings.steps import RequestMove

DECISION = NOTICE
"""A decision is expected this long after the filing; the silence that follows is no consent."""

MOST_DOCUMENTS = 5

UNFILED_FOR = timedelta(days=90)
"""What its company never filed is kept this long after it was last touched."""


_AWAITED_SINCE = f"CASE WHEN state IN ({listed(sorted(AWAITED))}) THEN filed_at END"


class RoadOpeningRequest(Permit, Searchable, Versioned, Base):
    """A request to open the road; an imported one bears its old number and no company."""

    __tablename__ = "road_opening_requests"
    audit_kind = "request"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    concession_id: Mapped[int] = mapped_column(BigId, ForeignKey("concessions.id"))
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"))
    mandate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("mandates.id"))
    """By which another company began it for this one; its account is of that other company then."""

    state: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE), default="")
    street: Mapped[str] = mapped_column(String(250), default="")
    road_key: Mapped[str] = mapped_column(key_column(LONGEST_ROAD), default="", server_default="")
    """The street as conflicts are looked for: `models.values.streets.road_key`."""

    postcode: Mapped[str] = mapped_column(String(5), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    point: Mapped[str] = mapped_column(String(24), default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    work_kind: Mapped[str] = mapped_column(String(16), default="")
    surface: Mapped[list[str]] = mapped_column(JSON, default=list)
    traffic: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    contractor: Mapped[str] = mapped_column(String(250), default="")
    site_contact: Mapped[str] = mapped_column(String(250), default="")
    order_number: Mapped[str] = mapped_column(String(60), default="")
    prescriptions: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awaited_since: Mapped[datetime | None] = mapped_column(UtcDateTime, Derived(_AWAITED_SINCE))
    """When it was filed, while its decision is awaited."""

    urgent_since: Mapped[datetime | None] = mapped_column(UtcDateTime, Derived(URGENT_SINCE))
    """When works that did not wait were filed, while their decision is awaited."""

    lapses_on: Mapped[date | None] = mapped_column(Date, Derived(LAPSES_ON))
    """The last day of a permit that nobody used yet. Urgent works had begun; while other dates are asked for,
    it holds."""

    rough_cell: Mapped[int | None] = mapped_column(Integer, Derived(cell_of(ROUGH)))
    """Where it lies on a map of the whole community, once it was filed; `NOWHERE` without a point."""

    fine_cell: Mapped[int | None] = mapped_column(Integer, Derived(cell_of(FINE)))
    """The same on a map of a few streets."""

    concession: Mapped[Concession] = relationship(lazy="joined", innerjoin=UNNESTED)
    company: Mapped[Company | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    moves: Mapped[list[RequestMove]] = relationship(back_populates="request", order_by="RequestMove.id")
    attached: Mapped[list[RequestDocument]] = relationship(
        back_populates="request", order_by="RequestDocument.document_id"
    )

    __table_args__ = (
        CheckConstraint(is_one_of("state", RequestState), name="state"),
        CheckConstraint("(number IS NULL) = (year IS NULL)", name="numbered"),
        CheckConstraint(
            "imported_at IS NOT NULL OR (company_id IS NOT NULL AND account_id IS NOT NULL)", name="owned"
        ),
        CheckConstraint(
            f"imported_at IS NOT NULL OR filed_at IS NOT NULL OR {is_one_of('state', UNFILED)}",
            name="filed",
        ),
        CheckConstraint("(filed_at IS NULL) = (first_filed_at IS NULL)", name="filed_first"),
        CheckConstraint(
            "filed_at IS NULL OR imported_at IS NOT NULL OR (purpose <> '' AND street <> ''"
            " AND postcode <> '' AND city <> '' AND starts_on IS NOT NULL AND ends_on IS NOT NULL"
            " AND work_kind <> '' AND traffic <> '')",
            name="whole",
        ),
        CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on OR imported_at IS NOT NULL",
            name="dates",
        ),
        CheckConstraint(
            f"state NOT IN ({listed(WITH_ORDER)}) OR order_number <> '' OR imported_at IS NOT NULL",
            name="order",
        ),
        CheckConstraint(
            f"state NOT IN ({listed(WITH_REASON)}) OR reason <> '' OR imported_at IS NOT NULL", name="reason"
        ),
        *OF_PERMITS,
        CheckConstraint(
            is_one_of("work_kind", WorkKind, blank=True),
            name="work_kind",
        ),
        CheckConstraint(
            is_one_of("traffic", Traffic, blank=True),
            name="traffic",
        ),
        UniqueConstraint("year", "number"),
        Index("ix_road_opening_requests_concession", "concession_id", "moved_at"),
        Index("ix_road_opening_requests_account", "account_id", "first_filed_at"),
        Index("ix_road_opening_requests_moved_at", "moved_at", "id"),
        Index("ix_road_opening_requests_reference", "reference", "id"),
        Index("ix_road_opening_requests_state", "state", "filed_at"),
        Index("ix_road_opening_requests_state_moved", "state", "moved_at", "id"),
        Index("ix_road_opening_requests_city", "city", "moved_at", "id"),
        Index("ix_road_opening_requests_filed_at", "filed_at", "id"),
        Index("ix_road_opening_requests_awaited", "awaited_since", "id"),
        Index("ix_road_opening_requests_road", "road_key", "city", "ends_on"),
        Index("ix_road_opening_requests_starts_on", "starts_on", "id"),
        Index("ix_road_opening_requests_urgent", "urgent_since", "id"),
        Index("ix_road_opening_requests_dates_asked", "dates_asked_at", "id"),
        Index("ix_road_opening_requests_lapses", "lapses_on", "id"),
        Index("ix_road_opening_requests_rough", "rough_cell", "ends_on", "starts_on", "state"),
        Index("ix_road_opening_requests_fine", "fine_cell", "ends_on", "starts_on", "state"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.reference

    @property
    def status(self) -> RequestState:
        """Where it stands."""
        return RequestState(self.state)

    @property
    def is_editable(self) -> bool:
        """Whether its company may still change what it asks."""
        return self.status in EDITABLE and self.imported_at is None

    @hybrid_property
    def was_filed(self) -> bool:
        """Whether it ever left its company: until then it is nobody else's business."""
        return self.first_filed_at is not None or self.is_imported

    @was_filed.inplace.expression
    @classmethod
    def _was_filed(cls) -> ColumnElement[bool]:
        return or_(cls.first_filed_at.is_not(None), cls.imported_at.is_not(None))

    @property
    def kept_until(self) -> datetime | None:
        """When it goes unless somebody touches it; None for what was filed, which stays."""
        return None if self.was_filed else self.moved_at + UNFILED_FOR

    @property
    def is_imported(self) -> bool:
        """Whether it comes from the old portal."""
        return self.imported_at is not None

    @property
    def is_past(self) -> bool:
        """Whether its works are over by their dates: of ours unless begun, of the old portal later."""
        return is_over(self.state, self.ends_on, today()) if self.is_imported else self._is_unused

    @property
    def _is_unused(self) -> bool:
        """Whether the last day that was granted is over, and nobody said by then that works began."""
        mine = self.status is RequestState.GRANTED and not self.is_imported and not self.urgency
        return mine and self.ends_on is not None and self.ends_on < today()

    @property
    def decision_due_on(self) -> date | None:
        """The day by which a decision is expected; None while nobody waits for one."""
        if self.filed_at is None or self.status not in AWAITED:
            return None
        return day_of(self.filed_at) + DECISION

    @property
    def days_overdue(self) -> int:
        """For how many days the decision is late; never a consent."""
        due = self.decision_due_on
        return max(0, (today() - due).days) if due is not None else 0

    @hybrid_property
    def is_overdue(self) -> bool:
        """Whether the decision is late."""
        return self.days_overdue > 0

    @is_overdue.inplace.expression
    @classmethod
    def _is_overdue(cls) -> ColumnElement[bool]:
        return cls.awaited_since < present(_oldest_in_time)

    @hybrid_property
    def has_run_out(self) -> bool:
        """Whether it lapses: unused when its last day was over, and no other dates wait for a decision."""
        return self._is_unused and self.dates_asked_at is None

    @has_run_out.inplace.expression
    @classmethod
    def _has_run_out(cls) -> ColumnElement[bool]:
        return cls.lapses_on < present_day(today)

    @property
    def place(self) -> str:
        """Street and town."""
        return ", ".join(filter(None, (self.street, self.city)))

    @property
    def works(self) -> Works:
        """What it asks for."""
        answers = {name: getattr(self, name) for name in Works.names()}
        return Works(**{**answers, "surface": tuple(self.surface)})

    @works.setter
    def works(self, works: Works) -> None:
        for name in Works.names():
            setattr(self, name, getattr(works, name))
        self.surface = list(works.surface)
        commune = communes.find(works.city)
        self.city = commune.name if commune is not None else works.city

    @property
    def orders(self) -> list[PermitOrder]:
        """The orders of its steps, oldest first."""
        return [move.order for move in self.moves if move.order is not None]

    @property
    def documents(self) -> list[Document]:
        """Its documents, oldest first."""
        return [row.document for row in self.attached]

    def refresh_search(self) -> None:
        """Rebuilds what searches look at."""
        company = f"{self.company.name} {self.company.siret}" if self.company is not None else ""
        self.road_key = road_key(self.street or "")
        self.search = fold(
            f"{self.reference} {self.order_number} {self.concession.title} {self.concession.reference}"
            f" {self.purpose} {self.street} {self.postcode} {self.city} {company}"
        )


class RequestDocument(Base):
    """A document that comes with a request."""

    __tablename__ = "road_opening_documents"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("road_opening_requests.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("documents.id"), primary_key=True)

    request: Mapped[RoadOpeningRequest] = relationship(back_populates="attached")
    document: Mapped[Document] = relationship(lazy="joined", innerjoin=UNNESTED)


def _oldest_in_time() -> datetime:
    """Since when a request may wait and not be late: a day in Le Havre, as the moment at which it began."""
    today = now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - DECISION


def touch(request: RoadOpeningRequest) -> None:
    """Somebody changed the request: counted, and for a draft the time that it is kept begins anew."""
    advance(request)
    if not request.was_filed:
        request.moved_at = now()
