"""Access codes: kept as an HMAC, compared in constant time, every try counted before it is checked."""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import CheckConstraint, ColumnElement, String, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel import keys, throttling
from models.kernel.actors import Actor
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock
from models.kernel.optimistic_lock import Versioned, advance
from models.kernel.transactions import pretence, transaction
from models.kernel.types import UtcDateTime

log = logging.getLogger(__name__)

PER_ACCOUNT_AND_TITLE, SHORT_WINDOW = 5, timedelta(minutes=15)
TITLES_PER_ACCOUNT, DAY = 10, timedelta(hours=24)
PER_TITLE, PAUSE = 8, timedelta(hours=24)
UNTIL_CLOSED = 16
PER_ADDRESS, HOUR = 60, timedelta(hours=1)
PER_AGENT = 20
ALARM = 300
YOUNG = timedelta(days=7)
COMMON_RECORDS, COMMON_SHARE = 10, 0.005


class CodeMalformed(DomainError):
    """Not four ASCII digits; nothing was counted."""

    field = "access_code"


class TryRefused(DomainError):
    """Unknown title, wrong code, paused, closed, barred, too many tries: one answer for all of them."""

    field = "access_code"


class TriesExhausted(DomainError):
    """A member of staff has used up the tries of the day, or the title is paused or closed (`why`)."""

    field = "access_code"


class TitleLock(Versioned, Base):
    """What the failures on one title have led to. The title itself is only here as a keyed digest."""

    __tablename__ = "title_locks"

    title_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    counted_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closures: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("failures >= 0 AND closures >= 0", name="counts"),)

    @hybrid_property
    def is_paused(self) -> bool:
        """Whether tries are refused for a day."""
        return self.paused_until is not None and self.paused_until > now()

    @is_paused.inplace.expression
    @classmethod
    def _is_paused(cls) -> ColumnElement[bool]:
        return cls.paused_until > now()

    @hybrid_property
    def is_closed(self) -> bool:
        """Whether tries are refused until staff reopen it."""
        return self.closed_at is not None

    @is_closed.inplace.expression
    @classmethod
    def _is_closed(cls) -> ColumnElement[bool]:
        return cls.closed_at.is_not(None)

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


@dataclass(frozen=True)
class CodeTry:
    """A counted try: `pauses` and `closes` say what follows if it fails."""

    attempt_id: int
    title_digest: str
    pauses: bool
    closes: bool


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


def is_common(code: str, records: int) -> bool:
    """Whether at least ten records, and more than 0.5 % of all, bear it."""
    count = db.session.scalar(select(CodeTally.count).where(CodeTally.digest == _tally_digest(code))) or 0
    return count >= COMMON_RECORDS and count > COMMON_SHARE * records


def alone() -> None:
    """One at a time counts tries, until the end of its transaction."""
    lock("code-tries")


def spend(kind: str, title_key: str, *, opened_at: datetime | None, actor: Actor) -> CodeTry:
    """Counts and commits a try on a title, before anything is checked.

    `opened_at`: when the trying account was created (young ones wait during an alarm); None for staff.
    Raises `TryRefused` for companies and `TriesExhausted` for staff; what is refused here is not counted.
    """
    throttling.must_be_outside()
    digest = title_digest(kind, title_key)
    who = throttling.digest(f"{actor.kind}:{actor.id}")
    with transaction() as session:
        alone()
        moment = now()
        held = _held(digest)
        why = _why_not(held, who, digest, moment, opened_at, actor)
        if why is None:
            return _count(held, who, moment, actor.ip)
        # Refused, and as much read and written: a clock must not tell a paused title from a wrong code.
        with pretence():
            _count(held, who, moment, actor.ip)
        mine = update(TitleLock).where(TitleLock.title_digest == digest)
        session.execute(mine.values(failures=TitleLock.failures).execution_options(synchronize_session=False))
    log.info("a try was refused uncounted: %s by %s:%s", why, actor.kind, actor.id)
    if actor.is_staff:
        raise TriesExhausted(why=why)
    raise TryRefused


def _held(digest: str) -> TitleLock:
    session = db.session()
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(TitleLock).values(title_digest=digest, failures=0, closures=0)
    session.execute(new.on_conflict_do_nothing())
    held = session.get(TitleLock, digest, populate_existing=True)
    assert held is not None
    return held


def _count(held: TitleLock, who: str, moment: datetime, ip: str | None) -> CodeTry:
    attempt = throttling.write("code", who=who, what=held.title_digest, ip=ip)
    since = max(moment - DAY, held.counted_since or moment - DAY)
    held.failures += 1
    pauses = throttling.count("code", since=since, what=held.title_digest) >= PER_TITLE
    closes = held.failures >= UNTIL_CLOSED
    if pauses:
        held.paused_until = moment + PAUSE
        advance(held)
    if closes:
        held.closed_at, held.closures = moment, held.closures + 1
        advance(held)
    return CodeTry(attempt.id, held.title_digest, pauses, closes)


def _why_not(
    held: TitleLock, who: str, what: str, moment: datetime, opened_at: datetime | None, actor: Actor
) -> str | None:
    # Every reason is looked at, though the first decides: the time of an answer must not tell which it was.
    found = {"closed": held.is_closed, "paused": held.is_paused}
    if actor.is_staff:
        found["agent"] = throttling.count("code", since=moment - DAY, who=who) >= PER_AGENT
    else:
        tried = throttling.count("code", since=moment - SHORT_WINDOW, who=who, what=what)
        others = throttling.distinct_whats("code", who=who, since=moment - DAY, exclude=what)
        found["title"] = tried >= PER_ACCOUNT_AND_TITLE
        found["titles"] = others >= TITLES_PER_ACCOUNT
        if actor.ip:
            found["address"] = throttling.count("code", since=moment - HOUR, ip=actor.ip) >= PER_ADDRESS
        if opened_at is not None and opened_at > moment - YOUNG:
            found["alarm"] = is_alarming()
    return next((why for why, so in found.items() if so), None)


def is_alarming() -> bool:
    """Whether more than 300 tries failed within the hour."""
    return throttling.count("code", since=now() - HOUR) > ALARM


def succeed(spent: CodeTry) -> None:
    """Gives the try back, in the transaction of the attachment: only failures count."""
    with transaction() as session:
        alone()
        throttling.give_back(spent.attempt_id)
        values: dict[str, object] = {"failures": 0}
        if spent.pauses:
            values["paused_until"] = None
        if spent.closes:
            values |= {"closed_at": None, "closures": TitleLock.closures - 1}
        session.execute(
            update(TitleLock).where(TitleLock.title_digest == spent.title_digest).values(**values)
        )


def reopen(digest: str) -> None:
    """Staff lift a pause or a closure: the day's count begins again.

    The count since the last success goes on after a pause, or patience alone would keep a title from closing.
    """
    with transaction() as session:
        alone()
        since_success = case((TitleLock.closed_at.is_(None), TitleLock.failures), else_=0)
        session.execute(
            update(TitleLock)
            .where(TitleLock.title_digest == digest)
            .values(
                failures=since_success,
                paused_until=None,
                closed_at=None,
                counted_since=now(),
                version=TitleLock.version + 1,
            )
        )
