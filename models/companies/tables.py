"""A company as a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.companies.directory import CompanyKind, State
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.values import contacts
from models.values.streets import street_key
from models.values.text import fold


class Company(Searchable, Versioned, Base):
    """One SIRET, as we hold it."""

    __tablename__ = "companies"
    audit_kind = "company"
    lock_shares_key = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    siret: Mapped[str] = mapped_column(String(14), unique=True)
    name: Mapped[str] = mapped_column(String(250))
    acronym: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(24))
    email: Mapped[str] = mapped_column(String(320))
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    legal_category: Mapped[str] = mapped_column(String(8), default="")
    directory_state: Mapped[str] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name_key: Mapped[str] = mapped_column(key_column(250), default="")
    street_key: Mapped[str] = mapped_column(key_column(12), default="", server_default="")

    __table_args__ = (
        CheckConstraint("length(siret) = 14", name="siret"),
        CheckConstraint(
            is_one_of("kind", CompanyKind),
            name="kind",
        ),
        CheckConstraint("phone <> '' AND email <> '' AND name <> ''", name="complete"),
        CheckConstraint(is_one_of("directory_state", State), name="state"),
        Index("ix_companies_name_key", "name_key", "id"),
        Index("ix_companies_created_at", "created_at", "id"),
        Index("ix_companies_street_key", "street_key"),
        Index("ix_companies_email", "email"),
        Index("ix_companies_phone", "phone"),
        Index("ix_companies_kind", "kind", "name_key", "id"),
        Index("ix_companies_directory_state", "directory_state", "name_key", "id"),
    )

    @property
    def siren(self) -> str:
        """The legal unit's nine digits."""
        return self.siret[:9]

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.name} {self.siret}"

    @property
    def is_to_verify(self) -> bool:
        """Whether it was typed by hand and never found in the directory since."""
        return self.verified_at is None

    def refresh_search(self) -> None:
        """Rebuilds what searches and sorts look at."""
        self.name_key = fold(self.name)[:250]
        self.street_key = street_key(self.address or "")
        self.search = fold(
            f"{self.name} {self.acronym} {self.siret} {self.email}"
            f" {self.phone} {contacts.national(self.phone)} {self.city}"
        )
