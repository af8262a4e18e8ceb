"""Tries of a code: each is counted and committed before it is checked; too many pause or close a title."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite

from models.concessions.access_codes import TitleLock, title_digest
from models.kernel import idempotency
from models.kernel.access import throttling
from models.kernel.access.throttling import Attempt
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock
from models.kernel.optimistic_lock import advance
from models.kernel.transactions import pretence, transaction

log = logging.getLogger(__name__)

PER_ACCOUNT_AND_TITLE, SHORT_WINDOW = 5, timedelta(minutes=15)
TITLES_PER_ACCOUNT, DAY = 10, timedelta(hours=24)
PER_TITLE, PAUSE = 8, timedelta(hours=24)
UNTIL_CLOSED = 16
PER_ADDRESS, HOUR = 60, timedelta(hours=1)
PER_AGENT = 20
ALARM = 300
YOUNG = timedelta(days=7)


class TryRefused(DomainError):
    """Unknown title, wrong code, paused, closed, barred, too many tries: one answer for all of them."""

    field = "access_code"


class TriesExhausted(DomainError):
    """A member of staff has used up the tries of the day, or the title is paused or closed (`why`)."""

    field = "access_code"


@dataclass(frozen=True)
class CodeTry:
    """A counted try: `pauses` and `closes` say what follows if it fails; `is_of_line`: a batch counted it."""

    attempt_id: int
    title_digest: str
    pauses: bool
    closes: bool
    is_of_line: bool = False


def alone() -> None:
    """One at a time counts tries, until the end of its transaction."""
    lock("code-tries")


def spend(
    kind: str, title_key: str, *, opened_at: datetime | None, line: str | None = None, actor: Actor
) -> CodeTry:
    """Counts and commits a try on a title, before anything is checked.

    `opened_at`: when the trying account was created (young ones wait during an alarm); None for a role.
    `line`: what a batch tries and who, code included; one that died before it knew goes on with its try.
    Raises `TryRefused` for companies and `TriesExhausted` for a role; what is refused here is not counted.
    """
    throttling.must_be_outside()
    digest = title_digest(kind, title_key)
    who = throttling.digest(f"{actor.kind}:{actor.id}")
    with transaction() as session:
        alone()
        moment = now()
        held = _held(digest)
        why = _why_not(held, who, digest, moment, opened_at, actor)
        if why in (None, "agent") and (counted := idempotency.find(line, Attempt)) is not None:
            return CodeTry(counted.id, digest, pauses=False, closes=False, is_of_line=True)
        if why is None:
            return _count(held, who, moment, actor.ip, line)
        # Refused, and as much read and written: a clock must not tell a paused title from a wrong code.
        with pretence():
            _count(held, who, moment, actor.ip)
        mine = update(TitleLock).where(TitleLock.title_digest == digest)
        session.execute(mine.values(failures=TitleLock.failures).execution_options(synchronize_session=False))
    log.info("a try was refused uncounted: %s by %s:%s", why, actor.kind, actor.id)
    if actor.has_role:
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


def _count(held: TitleLock, who: str, moment: datetime, ip: str | None, line: str | None = None) -> CodeTry:
    def write() -> Attempt:
        return throttling.write("code", who=who, what=held.title_digest, ip=ip)

    attempt = idempotency.once(line, Attempt, write)
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
    return CodeTry(attempt.id, held.title_digest, pauses, closes, is_of_line=line is not None)


def _why_not(
    held: TitleLock, who: str, what: str, moment: datetime, opened_at: datetime | None, actor: Actor
) -> str | None:
    # Every reason is looked at, though the first decides: the time of an answer must not tell which it was.
    found = {"closed": held.is_closed, "paused": held.is_paused}
    if actor.has_role:
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
        _forget_line(spent)
        values: dict[str, object] = {"failures": 0}
        if spent.pauses:
            values["paused_until"] = None
        if spent.closes:
            values |= {"closed_at": None, "closures": TitleLock.closures - 1}
        session.execute(
            update(TitleLock).where(TitleLock.title_digest == spent.title_digest).values(**values)
        )


def fail(spent: CodeTry) -> None:
    """In the transaction that says that it was in vain: who tries the same again is counted again."""
    with transaction():
        _forget_line(spent)


def _forget_line(spent: CodeTry) -> None:
    if spent.is_of_line:
        idempotency.forget(Attempt, [spent.attempt_id])


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
