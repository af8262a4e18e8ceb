"""Counted tries: each is written and committed before it is checked, and given back by what succeeds."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel import keys
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.locks import lock
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import in_transaction, transaction
from models.kernel.types import BigId, UtcDateTime

KEPT = timedelta(days=8)
"""Longer than every window below; older tries are swept by the worker."""


class Attempt(Base):
    """One try of one kind. Who, what and from where are kept as keyed digests, never in clear."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_attempts_who", "kind", "who", "at"),
        Index("ix_attempts_what", "kind", "what", "at"),
        Index("ix_attempts_ip", "kind", "ip", "at"),
        Index("ix_attempts_at", "at"),
    )


def digest(text: str | None) -> str:
    """The keyed digest under which a name, a title or an address is counted."""
    return hmac.digest(
        keys.current().derive("attempts"), (text or "").encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hex()


def source(ip: str | None) -> str:
    """What counts as one source: an IPv4 address, or the /64 of an IPv6 one, of which a line has 2⁶⁴."""
    try:
        address = ipaddress.ip_address((ip or "").partition("%")[0])
    except ValueError:
        return ip or ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def must_be_outside() -> None:
    """A try is committed before it is checked: inside a transaction that would be a lie, or a deadlock."""
    if in_transaction():
        raise RuntimeError("a try is counted outside any transaction")


def write(kind: str, *, who: str, what: str, ip: str | None) -> Attempt:
    """Adds a try to the transaction under way; `who` and `what` are digests."""
    with transaction() as session:
        attempt = Attempt(kind=kind, who=who, what=what, ip=digest(source(ip)), at=now())
        session.add(attempt)
        session.flush()
        return attempt


def count(
    kind: str, *, since: datetime, who: str | None = None, what: str | None = None, ip: str | None = None
) -> int:
    """How many tries since then, by digest of who and what and by address."""
    query = select(func.count()).select_from(Attempt).where(Attempt.kind == kind, Attempt.at > since)
    if who is not None:
        query = query.where(Attempt.who == who)
    if what is not None:
        query = query.where(Attempt.what == what)
    if ip is not None:
        query = query.where(Attempt.ip == digest(source(ip)))
    return db.session.scalar(query) or 0


def distinct_whats(kind: str, *, who: str, since: datetime, exclude: str) -> int:
    """How many different things one has tried since then, one of them left out."""
    query = select(func.count(func.distinct(Attempt.what))).where(
        Attempt.kind == kind, Attempt.who == who, Attempt.at > since, Attempt.what != exclude
    )
    return db.session.scalar(query) or 0


def admit(kind: str, *, who: str = "", ip: str | None, limit: int, window: timedelta) -> bool:
    """Counts and commits one more of this kind by a name, or from an address, unless it has had its most."""
    must_be_outside()
    name = digest(who) if who else ""
    whose = {"who": name} if who else {"ip": ip} if ip else None
    with transaction():
        lock(f"attempts:{kind}")
        if whose is not None and count(kind, since=now() - window, **whose) >= limit:
            return False
        write(kind, who=name, what="", ip=ip)
        return True


def give_back(attempt_id: int) -> None:
    """Takes a try out of every count; called in the transaction of the operation that succeeded."""
    with transaction() as session:
        session.execute(delete(Attempt).where(Attempt.id == attempt_id))


def sweep() -> int:
    """Removes the tries and the waits that no window looks at any more; returns how many."""
    limit = now() - KEPT
    return swept(Attempt, Attempt.at, Attempt.at < limit) + swept(Delay, Delay.last_at, Delay.last_at < limit)


class Delay(Base):
    """A growing wait for one name: how many failures in a row, and until when tries are refused."""

    __tablename__ = "delays"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


def forgive(key: str) -> None:
    """Ends the wait of a name."""
    with transaction() as session:
        session.execute(update(Delay).where(Delay.key == key).values(failures=0, until=None))
