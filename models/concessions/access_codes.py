"""Access codes as they are kept: sealed one by one, tallied together, their titles locked when tries fail."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel import keys
from models.kernel.access import throttling
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import UtcDateTime, present

COMMON_RECORDS, COMMON_SHARE = 10, 0.005


class CodeMalformed(DomainError):
    """Not four ASCII digits; nothing was counted."""

    field = "access_code"


EVER = datetime(1970, 1, 1, tzinfo=UTC)


class TitleLock(Versioned, Base):
    """What the failures on one title have led to. The title itself is only here as a keyed digest."""

    __tablename__ = "title_locks"

    title_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    counted_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closures: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("failures >= 0 AND closures >= 0", name="counts"),
        Index("ix_title_locks_paused_until", "paused_until"),
        Index("ix_title_locks_closed_at", "closed_at"),
    )

    @hybrid_property
    def is_paused(self) -> bool:
        """Whether tries are refused for a day."""
        return self.paused_until is not None and self.paused_until > now()

    @is_paused.inplace.expression
    @classmethod
    def _is_paused(cls) -> ColumnElement[bool]:
        return cls.paused_until > present()

    @hybrid_property
    def is_closed(self) -> bool:
        """Whether tries are refused until staff reopen it."""
        return self.closed_at is not None

    @is_closed.inplace.expression
    @classmethod
    def _is_closed(cls) -> ColumnElement[bool]:
        return cls.closed_at > EVER  # SQLite takes no index for IS NOT NULL

    @hybrid_property
    def is_locked(self) -> bool:
        """Whether tries are refused, by a pause or a closure."""
        return self.is_closed or self.is_paused

    @is_locked.inplace.expression
    @classmethod
    def _is_locked(cls) -> ColumnElement[bool]:
        return or_(cls.is_closed, cls.is_paused)


class CodeTally(Base):
    """How many records bear a code, under a digest of its own that no record holds."""

    __tablename__ = "code_tallies"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


def check_form(code: str) -> str:
    """The code, if it is four ASCII digits; raises `CodeMalformed`. `0042` is legal and stays so."""
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise CodeMalformed
    return code


def key_id() -> str:
    """Names the key in use, without telling it: a code kept under another key can be told apart."""
    return hashlib.sha256(keys.current().derive_code("access-code")).hexdigest()[:8]


def seal(reference: str, code: str) -> str:
    """The HMAC that stands for the code of one record."""
    return hmac.digest(
        keys.current().derive_code("access-code"), f"{reference}\x1f{code}".encode(), "sha256"
    ).hex()


def matches(sealed: str | None, reference: str, code: str) -> bool:
    """Whether it is the record's code, in constant time; without a record it takes as long and says no."""
    return hmac.compare_digest(seal(reference, code), sealed or "0" * 64) and sealed is not None


def title_digest(kind: str, title_key: str) -> str:
    """The keyed digest under which a title is counted and locked."""
    return throttling.digest(f"title:{kind}:{title_key}")


@cache
def is_weak(code: str) -> bool:
    """Four equal digits, runs up or down (wrapping), `abab`, or a year from 1940 to 2029."""
    digits = [int(ch) for ch in code]
    steps = {(b - a) % 10 for a, b in zip(digits, digits[1:], strict=False)}
    return steps in ({0}, {1}, {9}) or code[:2] == code[2:] or 1940 <= int(code) <= 2029


def _tally_digest(code: str) -> str:
    return hmac.digest(keys.current().derive_code("tally"), code.encode(), "sha256").hex()


def tally(codes: dict[str, int]) -> None:
    """Adds counts of codes to the tally, in the transaction under way."""
    session = db.session()
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    table = CodeTally.__table__
    insertion = dialect.insert(table)
    session.execute(
        insertion.on_conflict_do_update(
            index_elements=["digest"], set_={"count": table.c.count + insertion.excluded.count}
        ),
        [{"digest": _tally_digest(code), "count": count} for code, count in sorted(codes.items())],
    )


def is_common(code: str, records: int, *, more: int = 0) -> bool:
    """Whether at least ten records, and more than 0.5 % of all, bear it; `more` would besides."""
    known = db.session.scalar(select(CodeTally.count).where(CodeTally.digest == _tally_digest(code))) or 0
    count = known + more
    return count >= COMMON_RECORDS and count > COMMON_SHARE * records
