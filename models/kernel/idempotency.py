"""A double click makes one thing: each form that creates carries a key, and a key creates once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime

T = TypeVar("T", bound=Base)

KEPT = timedelta(days=7)
"""How long a form that was sent may be sent again and make nothing new."""


class Submission(Base):
    """What a form's key has made; the key as a digest."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def once(key: str | None, kind: type[T], make: Callable[[], T]) -> T:
    """Runs `make` in one transaction, unless the key already made a row of this kind: that comes back."""
    with transaction() as session:
        if not key:
            return make()
        digest = _digest(key, kind)
        lock(f"submission:{digest}")
        if (made := find(key, kind)) is not None:
            return made
        row = make()
        session.flush()
        entry = Submission(key=digest, kind=kind.__tablename__, subject_id=row.id, at=now())  # type: ignore[attr-defined]
        session.add(entry)
        return row


def find(key: str | None, kind: type[T]) -> T | None:
    """The row of this kind that the key has made, if any."""
    made = db.session.get(Submission, _digest(key, kind)) if key else None
    return None if made is None else db.session.get(kind, made.subject_id)


def spend(key: str, kind: str) -> bool:
    """Whether the key was never given for this before; it is from now on, with the transaction under way."""
    digest = hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()
    lock(f"submission:{digest}")
    if db.session.get(Submission, digest) is not None:
        return False
    db.session.add(Submission(key=digest, kind=kind, subject_id=0, at=now()))
    return True


def forget(kind: type[Base], numbers: Collection[int]) -> None:
    """Forgets, in the transaction under way, which keys made these rows: they may be made anew."""
    mine = Submission.kind == kind.__tablename__, Submission.subject_id.in_(numbers)
    db.session.execute(delete(Submission).where(*mine).execution_options(synchronize_session=False))


def sweep() -> int:
    """Forgets the keys of forms that nobody sends again; returns how many."""
    return swept(Submission, Submission.at, Submission.at < now() - KEPT)


def _digest(key: str, kind: type[Base]) -> str:
    # A form's key is whatever the browser sends: of any length, with any character.
    return hashlib.sha256(f"{kind.__tablename__}:{key}".encode("utf-8", "surrogatepass")).hexdigest()
