"""A record of the old portal as a row, where it stands, how it is compared."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
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
    false,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from models.concessions import access_codes
from models.concessions.access_codes import TitleLock
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, Derived, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.values import communes, contacts
from models.values.text import fold, title_key

if TYPE_CHECKING:
    from models.attachments import Attachment


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


_STANDING = (
    f"CASE WHEN held THEN '{ConcessionStatus.ATTACHED}'"
    f" WHEN closed_at IS NOT NULL THEN '{ConcessionStatus.CLOSED}'"
    f" WHEN code_is_weak OR code_hmac IS NULL THEN '{ConcessionStatus.STAFF_ONLY}'"
    f" ELSE '{ConcessionStatus.FREE}' END"
)


class Concession(Searchable, Versioned, Base):
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
    city_key: Mapped[str] = mapped_column(key_column(120), default="")
    network: Mapped[str] = mapped_column(String(60), default="")
    network_key: Mapped[str] = mapped_column(key_column(60), default="")
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    in_effect: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether an attachment of it is open, and has taken effect: kept by triggers (storage/standings.py)."""

    standing: Mapped[str] = mapped_column(String(12), Derived(_STANDING))
    """Where it stands but for the few titles that failures have locked, which end by time: `status_is`."""

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
        CheckConstraint(is_one_of("kind", ConcessionKind), name="kind"),
        CheckConstraint("reference <> '' AND title <> ''", name="named"),
        Index("ix_concessions_title_key", "title_key", "id"),
        Index("ix_concessions_standing", "standing", "title_key", "id"),
        Index("ix_concessions_kind", "kind", "title_key", "id"),
        Index("ix_concessions_siret", "siret"),
        Index("ix_concessions_phone", "phone"),
        Index("ix_concessions_email", "email"),
        Index("ix_concessions_title_digest", "title_digest"),
        Index("ix_concessions_city_key", "city_key", "title_key", "id"),
        Index("ix_concessions_network_key", "network_key", "title_key", "id"),
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
        if self.title_lock is not None and self.title_lock.is_closed:
            return ConcessionStatus.BLOCKED
        if self.title_lock is not None and self.title_lock.is_paused:
            return ConcessionStatus.PAUSED
        if self.code_is_weak or self.code_hmac is None:
            return ConcessionStatus.STAFF_ONLY
        return ConcessionStatus.FREE

    @hybrid_property
    def is_to_attach(self) -> bool:
        """Whether it may still be attached: nobody holds it, and the old portal had not closed it."""
        return not self.held and self.closed_at is None

    @is_to_attach.inplace.expression
    @classmethod
    def _is_to_attach(cls) -> ColumnElement[bool]:
        return and_(cls.held.is_(False), cls.closed_at.is_(None))

    def name(self, title: str) -> None:
        """Sets the title and all that follows from it."""
        self.title = title[:250]
        self.title_key = title_key(title)[:250]
        self.title_digest = access_codes.title_digest(self.kind, self.title_key)

    def set_code(self, code: str) -> None:
        """Keeps the code of this record, as an HMAC."""
        self.code_hmac, self.code_key_id = access_codes.seal(self.reference, code), access_codes.key_id()
        self.code_is_weak = access_codes.is_weak(code)

    def refresh_search(self) -> None:
        """Rebuilds what searches and filters look at."""
        self.city_key, self.network_key = commune_key(self.city or ""), network_key(self.network or "")
        self.search = fold(
            f"{self.title} {self.reference} {self.holder} {self.siret} {self.email}"
            f" {contacts.national(self.phone)} {self.city}"
        )


def commune_key(text: str) -> str:
    """A commune as it is compared: one of ours by its name, however it is written; another folded."""
    return _commune_key(text)


@lru_cache(maxsize=1_000)
def _commune_key(text: str) -> str:
    """Remembered: an import reads few names, hundreds of thousands of times."""
    known = communes.find(text)
    return fold(text if known is None else known.name)[:120]


def network_key(text: str) -> str:
    """A network as it is compared."""
    return _folded(text)[:60]


_folded = lru_cache(maxsize=1_000)(fold)
