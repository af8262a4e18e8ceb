"""Concessions: the records of the old portal, looked at under trace, and who may attach them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, foreign, joinedload, mapped_column, relationship

from models import audit, codes, contacts
from models.actors import Actor
from models.audit import AuditEvent
from models.audit.tables import BigId
from models.base import (
    Base,
    DomainError,
    NotAllowed,
    ReasonMissing,
    UtcDateTime,
    db,
    key_column,
    lock,
    now,
    transaction,
)
from models.codes import TitleLock
from models.permissions import Permission
from models.text import fold, title_key

if TYPE_CHECKING:
    from models.attachments import Attachment

LOOK_WINDOW = timedelta(minutes=15)
"""One event per agent and concession for looks that follow each other this closely."""

REOPENINGS_BY_AGENTS = 2
"""The third time, a supervisor."""


class ConcessionKind(StrEnum):
    """Three kinds, one mechanism."""

    VOIRIE = "voirie"
    EAU = "eau"
    STATIONNEMENT = "stationnement"


class ConcessionStatus(StrEnum):
    """Where a record stands; derived, never stored."""

    FREE = "free"
    ATTACHED = "attached"
    PAUSED = "paused"
    BLOCKED = "blocked"
    STAFF_ONLY = "staff-only"
    CLOSED = "closed"


class NothingToReopen(DomainError):
    """The record is neither paused nor blocked."""


class SupervisorNeeded(DomainError):
    """The third reopening is a supervisor's."""


class Concession(Base):
    """One record of the old portal. Its code is here as an HMAC only."""

    __tablename__ = "concessions"
    audit_kind = "concession"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(16), default=ConcessionKind.VOIRIE.value)
    title: Mapped[str] = mapped_column(String(250))
    title_key: Mapped[str] = mapped_column(key_column(250))
    title_digest: Mapped[str] = mapped_column(String(64))
    code_hmac: Mapped[str | None] = mapped_column(String(64))
    code_key_id: Mapped[str | None] = mapped_column(String(8))
    code_is_weak: Mapped[bool] = mapped_column(default=False)
    code_company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"))
    holder: Mapped[str] = mapped_column(String(250), default="")
    siret: Mapped[str] = mapped_column(String(14), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    network: Mapped[str] = mapped_column(String(60), default="")
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    search: Mapped[str] = mapped_column(Text, default="")

    open_attachment: Mapped[Attachment | None] = relationship(
        "Attachment",
        primaryjoin="and_(foreign(Attachment.concession_id) == Concession.id, Attachment.ended_at.is_(None))",
        uselist=False,
        viewonly=True,
    )
    title_lock: Mapped[TitleLock | None] = relationship(
        TitleLock,
        primaryjoin=lambda: foreign(Concession.title_digest) == TitleLock.title_digest,
        uselist=False,
        viewonly=True,
    )

    __table_args__ = (
        CheckConstraint("kind IN ('voirie','eau','stationnement')", name="kind"),
        CheckConstraint("reference <> '' AND title <> ''", name="named"),
        Index("ix_concessions_title_key", "title_key", "id"),
        Index("ix_concessions_imported_at", "imported_at", "id"),
        Index("ix_concessions_siret", "siret"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.title} ({self.reference})"

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit that the record bears, or nothing."""
        return self.siret[:9]

    @property
    def phones(self) -> list[str]:
        """The numbers that stand on the record, E.164: what a call-back may call."""
        return [self.phone] if self.phone else []

    @property
    def status(self) -> ConcessionStatus:
        """Where it stands now."""
        if self.open_attachment is not None:
            return ConcessionStatus.ATTACHED
        if self.closed_at is not None:
            return ConcessionStatus.CLOSED
        if self.title_lock is not None and self.title_lock.closed_at is not None:
            return ConcessionStatus.BLOCKED
        if self.title_lock is not None and self.title_lock.is_paused:
            return ConcessionStatus.PAUSED
        if self.code_is_weak or self.code_hmac is None:
            return ConcessionStatus.STAFF_ONLY
        return ConcessionStatus.FREE

    def name(self, title: str) -> None:
        """Sets the title and all that follows from it."""
        self.title = title[:250]
        self.title_key = title_key(title)[:250]
        self.title_digest = codes.title_digest(self.kind, self.title_key)

    def set_code(self, code: str) -> None:
        """Keeps the code of this record, as an HMAC."""
        self.code_hmac, self.code_key_id = codes.seal(self.reference, code), codes.key_id()
        self.code_is_weak = codes.is_weak(code)

    def refresh_search(self) -> None:
        """Rebuilds what searches look at."""
        self.search = fold(
            f"{self.title} {self.reference} {self.holder} {self.siret} {self.email}"
            f" {contacts.national(self.phone)} {self.city}"
        )


def find(concession_id: int) -> Concession | None:
    """The record of that number."""
    return db.session.get(Concession, concession_id)


def find_by_reference(reference: str) -> Concession | None:
    """The record of that reference."""
    return db.session.scalar(select(Concession).where(Concession.reference == reference))


def find_by_title(kind: str, title: str) -> list[Concession]:
    """The open records whose folded title is this one; two at most are enough to know that it is not one."""
    query = select(Concession).where(
        Concession.title_key == title_key(title)[:250],
        Concession.kind == kind,
        Concession.closed_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Concession.id).limit(2)))


def has_namesake(concession: Concession) -> bool:
    """Whether another open record bears the same folded title."""
    return len([c for c in find_by_title(concession.kind, concession.title) if c.id != concession.id]) > 0


def status_is(value: str) -> ColumnElement[bool]:
    """The clause of a status: what `Concession.status` derives, told to the database."""
    status = ConcessionStatus(value)
    held = Concession.open_attachment.has()
    if status is ConcessionStatus.ATTACHED:
        return held
    closed = Concession.closed_at.is_not(None)
    if status is ConcessionStatus.CLOSED:
        return and_(~held, closed)
    blocked = Concession.title_lock.has(TitleLock.closed_at.is_not(None))
    paused = Concession.title_lock.has(TitleLock.paused_until > now())
    if status is ConcessionStatus.BLOCKED:
        return and_(~held, ~closed, blocked)
    if status is ConcessionStatus.PAUSED:
        return and_(~held, ~closed, ~blocked, paused)
    barred = or_(Concession.code_is_weak, Concession.code_hmac.is_(None))
    staff = status is ConcessionStatus.STAFF_ONLY
    return and_(~held, ~closed, ~blocked, ~paused, barred if staff else ~barred)


def is_locked() -> ColumnElement[bool]:
    """The clause of the records that failures paused or blocked."""
    states = (ConcessionStatus.PAUSED, ConcessionStatus.BLOCKED)
    return or_(*(status_is(state.value) for state in states))


def count_locked() -> int:
    """How many titles are paused or blocked after failures."""
    query = select(func.count()).select_from(TitleLock)
    locked = or_(TitleLock.closed_at.is_not(None), TitleLock.paused_until > now())
    return db.session.scalar(query.where(locked)) or 0


def list_for_siren(siren: str) -> list[Concession]:
    """The records that bear a legal unit's SIREN, by title."""
    if not siren:
        return []
    query = select(Concession).where(Concession.siret >= siren, Concession.siret < siren + "~")
    query = query.options(joinedload(Concession.open_attachment), joinedload(Concession.title_lock))
    return list(db.session.scalars(query.order_by(Concession.title_key, Concession.id).limit(50)).unique())


def count_all() -> int:
    """How many records there are."""
    return db.session.scalar(select(func.count()).select_from(Concession)) or 0


def consult(concession: Concession, *, actor: Actor) -> Concession:
    """Looks at a record's detail; leaves an event, once per agent, concession and quarter of an hour."""
    if not actor.may(Permission.READ):
        raise NotAllowed
    with transaction() as session:
        lock(f"look:{actor.kind}:{actor.id}")
        seen = session.scalar(
            select(AuditEvent.sequence)
            .where(AuditEvent.action == "concession-consulted", AuditEvent.at > now() - LOOK_WINDOW)
            .where(AuditEvent.subject_kind == "concession", AuditEvent.subject_id == concession.id)
            .where(AuditEvent.actor_kind == actor.kind, AuditEvent.actor_id == actor.id)
            .limit(1)
        )
        if seen is None:
            audit.record("concession-consulted", concession, actor=actor)
    return concession


def check_reopen(concession: Concession, actor: Actor) -> None:
    """Raises why there is nothing that this actor may reopen."""
    _may_reopen(concession.title_lock, actor)


def _may_reopen(held: TitleLock | None, actor: Actor) -> TitleLock:
    if held is None or not (held.is_paused or held.closed_at is not None):
        raise NothingToReopen
    often = held.closed_at is not None and held.closures > REOPENINGS_BY_AGENTS
    if often and not actor.may(Permission.DETACH_ANY):
        raise SupervisorNeeded
    return held


def reopen(concession: Concession, *, reason: str, actor: Actor) -> None:
    """Lifts the pause or the closure that failures led to; the third time only a supervisor may.

    Raises `ReasonMissing`, `NothingToReopen`, `SupervisorNeeded`, `NotAllowed`.
    """
    if not actor.may(Permission.REOPEN):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction() as session:
        codes.alone()  # before the row: a try takes them in this order too
        held = session.get(TitleLock, concession.title_digest, with_for_update=True, populate_existing=True)
        codes.reopen(_may_reopen(held, actor).title_digest)
        audit.record("concession-reopened", concession, actor=actor, reason=reason)
