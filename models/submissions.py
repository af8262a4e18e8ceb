"""A double click makes one thing: each form that creates carries a key, and a key creates once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.audit.tables import BigId
from models.base import Base, UtcDateTime, db, lock, now, transaction

T = TypeVar("T", bound=Base)


class Submission(Base):
    """What a form's key has made."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def once(key: str | None, kind: type[T], make: Callable[[], T]) -> T:
    """Runs `make` in one transaction, unless this key already made a row of this kind: then that row comes back."""
    with transaction() as session:
        if not key:
            return make()
        lock(f"submission:{key}")
        name = kind.__tablename__
        if (made := session.get(Submission, key)) is not None and made.kind == name:
            row = db.session.get(kind, made.subject_id)
            assert row is not None
            return row
        row = make()
        session.flush()
        session.add(Submission(key=key, kind=name, subject_id=row.id, at=now()))  # type: ignore[attr-defined]
        return row
