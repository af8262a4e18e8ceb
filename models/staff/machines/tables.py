"""Clients and keys as rows, how often each key called, and the bodies under which its writes were sent."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.base import Base
from models.kernel.types import UNNESTED, BigId, UtcDateTime, is_one_of
from models.permissions import Role
from models.staff.machines.scopes import Scope
from models.values.days import today


class KeyState(StrEnum):
    """Where a key stands; derived, never stored."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ApiClient(Base):
    """One program of another house, under the name by which the trail tells what it did."""

    __tablename__ = "api_clients"
    audit_kind = "client"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(is_one_of("role", Role), name="role"),)

    @property
    def label(self) -> str:
        """How the trail names it."""
        return self.name

    def has(self, scope: Scope) -> bool:
        """Whether it was given this scope."""
        return scope.value in self.scopes


class ApiKey(Base):
    """A key of a client, as a digest: who reads the database cannot call with it."""

    __tablename__ = "api_keys"
    audit_kind = "api-key"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(BigId, ForeignKey("api_clients.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    """Its first letters, by which people tell keys apart."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[date] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minute: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The minute in which it called last, and how often it did in it."""

    minute_calls: Mapped[int] = mapped_column(default=0, server_default="0")

    client: Mapped[ApiClient] = relationship(lazy="joined", innerjoin=UNNESTED)

    __table_args__ = (Index("ix_api_keys_created_at", "created_at", "id"),)

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.client.name} ({self.hint}…)"

    @property
    def state(self) -> KeyState:
        """Where it stands now: it serves to the end of its last day."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires_on < today() else KeyState.ACTIVE


class ApiCalls(Base):
    """How often a key asked for one kind of call on one day."""

    __tablename__ = "api_calls"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key_id: Mapped[int] = mapped_column(BigId, ForeignKey("api_keys.id"))
    day: Mapped[date] = mapped_column(Date)
    operation: Mapped[str] = mapped_column(String(40))
    calls: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("key_id", "day", "operation"),
        Index("ix_api_calls_day", "day", "id"),
    )


class ApiWrite(Base):
    """Under which `Idempotency-Key` a client sent which body: both as digests."""

    __tablename__ = "api_writes"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
