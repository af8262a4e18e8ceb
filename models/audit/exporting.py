"""How far the trail was handed to a collector: one number for each, written once it has the events."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime


class AuditExport(Base):
    """A collector, as the digest of its address, which may hold what opens it."""

    __tablename__ = "audit_exports"

    collector: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    """The last event that it has."""

    at: Mapped[datetime] = mapped_column(UtcDateTime)


def reached(address: str) -> int:
    """The last event that the collector of this address has; 0 for a new one."""
    found = db.session.get(AuditExport, _digest(address), populate_existing=True)
    return 0 if found is None else found.sequence


def advance(address: str, sequence: int) -> None:
    """It has the events until here; nothing where it had more."""
    with transaction() as session:
        found = session.get(AuditExport, _digest(address), populate_existing=True, with_for_update=True)
        if found is None:
            session.add(AuditExport(collector=_digest(address), sequence=sequence, at=now()))
        elif found.sequence < sequence:
            found.sequence, found.at = sequence, now()


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
