"""Sessions kept by us: a cookie holds a random secret, the row its digest, and a row can be killed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    Select,
    String,
    bindparam,
    column,
    delete,
    literal,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import Mapped, lazyload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from models.kernel.access import trusted_browsers
from models.kernel.actors import Site, row_is_of
from models.kernel.base import Base, db
from models.kernel.clock import TICK, now
from models.kernel.keys import digest_of
from models.kernel.sweeping import sweep
from models.kernel.transactions import transaction
from models.kernel.types import BigId, UtcDateTime

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=10)
LONGEST_NAME = 250
"""Of what a browser calls itself, so much is kept."""

TOUCH_EVERY = timedelta(minutes=1)
"""A page read does not write, save once a minute to say that somebody is still there."""

FRESH = timedelta(minutes=15)
"""How long a second factor given again opens reviews, exports and the management of staff."""


SHAPED = "shaped"
"""What a database session's `info` says: which state of the shapes holds (models/shaping/live.py)."""


def mark_of_shapes() -> ScalarSelect[str]:
    """That state's mark, to be read along with who is there: None before anything is shaped."""
    marks = table("shaping_marks", column("id"), column("mark", String))
    return select(marks.c.mark).where(marks.c.id == literal(1)).scalar_subquery()


class Session(Base):
    """What the server remembers of one browser behind one door.

    Nobody (an account's creation under way), a company's person, or a member of staff, who is in only once
    `signed_in_at` is set: until then the password was right and the second factor is awaited.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    site: Mapped[str] = mapped_column("door", String(12))
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", server_default="")
    """What the browser says that it is, to tell its person which session is which."""
    provider_session: Mapped[str | None] = mapped_column(String(250))
    """What the identity provider calls the session of its own through which this one began."""

    agent: Mapped[Agent | None] = relationship(lazy="joined")
    account: Mapped[ProAccount | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint("agent_id IS NULL OR account_id IS NULL", name="one_person"),
        CheckConstraint(
            f"door = '{Site.BACKOFFICE}' OR (door = '{Site.PORTAL}' AND agent_id IS NULL)", name="door"
        ),
        CheckConstraint(f"door = '{Site.PORTAL}' OR account_id IS NULL", name="population"),
        Index("ix_sessions_seen_at", "seen_at"),
        Index("ix_sessions_started_at", "started_at"),
        Index(
            "ix_sessions_provider_session",
            "provider_session",
            sqlite_where=text("provider_session IS NOT NULL"),
            postgresql_where=text("provider_session IS NOT NULL"),
        ),
    )

    @property
    def person(self) -> Agent | ProAccount | None:
        """Whose session it is, signed in or awaited at the second factor."""
        return self.agent if self.agent_id is not None else self.account

    @property
    def is_live(self) -> bool:
        """Whether it still opens anything: not idle, not too old, its person active and not signed out."""
        moment = now()
        if self.seen_at + IDLE <= moment or self.latest <= moment:
            return False
        person = self.person
        if person is None:
            return True
        killed = person.sessions_valid_from
        return person.is_active and (killed is None or self.started_at > killed)

    @property
    def latest(self) -> datetime:
        """When it ends, whoever comes."""
        return self.started_at + LONGEST

    @property
    def is_fresh(self) -> bool:
        """Whether the second factor was given a short while ago."""
        return self.second_factor_at is not None and self.second_factor_at + FRESH > now()


def find(site: Site, secret: str) -> Session | None:
    """The live session of this secret behind this door, with its person, in one query.

    The row is handed out detached: it tells what was true at the beginning of a request, even when the
    session is killed meanwhile.
    """
    values = {"digest": digest_of(secret), "site": site.value}
    row = db.session.execute(_of_secret(site), values).first()
    if row is None:
        return None
    found, db.session().info[SHAPED] = row
    db.session.expunge(found)
    set_committed_value(found, "account" if site is Site.BACKOFFICE else "agent", None)
    return found if found.is_live else None


@cache
def _of_secret(site: Site) -> Select[Session, str]:
    # Built once: every request asks it. Of the two populations each door has one (CHECK population, door).
    of_others = Session.account if site is Site.BACKOFFICE else Session.agent
    query = select(Session, mark_of_shapes())
    query = query.where(Session.digest == bindparam("digest"), Session.site == bindparam("site"))
    return query.options(lazyload(of_others))


def open_(
    site: Site,
    *,
    agent: Agent | None = None,
    account: ProAccount | None = None,
    pending: bool = False,
    second_factor: bool = False,
    data: dict[str, object] | None = None,
    instead_of: str | None = None,
    user_agent: str = "",
    provider_session: str | None = None,
) -> str:
    """A new session, and the secret that its cookie will hold; told once, kept as a digest.

    `pending`: the second factor is still awaited. `second_factor`: it was given just now. `instead_of`: the
    secret of the session that this one replaces, which dies.

    A second factor given again begins no new ten hours: the password was not asked; and whoever came in by an
    identity provider leaves with its session still.
    """
    with transaction() as session:
        person = agent if agent is not None else account
        moment = started = now()
        if instead_of is not None:
            if person is not None and second_factor:
                mine = (Session.digest == digest_of(instead_of), row_is_of(Session, person))
                before = session.execute(select(Session.started_at, Session.provider_session).where(*mine))
                started, provider_session = before.first() or (moment, provider_session)
            end(site, instead_of)
        if person is not None and person.sessions_valid_from is not None:
            # A session begun in the very instant of a password change belongs to what follows it.
            started = max(started, person.sessions_valid_from + TICK)
            moment = max(moment, started)
        secret = secrets.token_urlsafe(32)
        session.add(
            Session(
                digest=digest_of(secret),
                site=site.value,
                agent_id=None if agent is None else agent.id,
                account_id=None if account is None else account.id,
                data=data or {},
                started_at=started,
                seen_at=moment,
                signed_in_at=None if person is None or pending else moment,
                second_factor_at=moment if second_factor else None,
                user_agent=user_agent[:LONGEST_NAME],
                provider_session=provider_session,
            )
        )
        return secret


def end(site: Site, secret: str) -> None:
    """Kills one session."""
    with transaction() as session:
        session.execute(
            delete(Session).where(Session.digest == digest_of(secret), Session.site == site.value)
        )


def end_of_provider(name: str | None, *, agent: Agent | None, until: datetime) -> int:
    """Kills the sessions begun until then through an identity provider: the one that it names so, or all.

    Of this member of staff; by its name alone where the provider names nobody. Returns how many they were.
    """
    if name is None and agent is None:
        return 0
    mine = [Session.started_at <= until, Session.provider_session.is_not(None)]
    if name is not None:
        mine.append(Session.provider_session == name)
    if agent is not None:
        mine.append(Session.agent_id == agent.id)
    with transaction() as session:
        done = session.execute(delete(Session).where(*mine))
        return int(done.rowcount)  # type: ignore[attr-defined]


def touch(site: Site, secret: str, *, data: dict[str, object] | None = None) -> bool:
    """Says that somebody is still there, and keeps `data` when given. False for a session that was killed."""
    values = {"seen_at": now(), **({} if data is None else {"data": data})}
    with transaction() as session:
        mine = (Session.digest == digest_of(secret), Session.site == site.value)
        done = session.execute(update(Session).where(*mine).values(**values))
        return bool(done.rowcount)  # type: ignore[attr-defined]


def open_trusted(
    site: Site, person: Agent | ProAccount, *, instead_of: str | None, user_agent: str = ""
) -> tuple[str, str]:
    """After the second factor: a session in place of the one that awaited it, and trust in its browser.

    Returns the secrets of both, for their two cookies: neither is there without the other.
    """
    with transaction():
        whose: dict[str, Any] = {person.audit_kind: person}
        secret = open_(site, **whose, second_factor=True, instead_of=instead_of, user_agent=user_agent)
        return secret, trusted_browsers.trust(person)


def purge() -> int:
    """Forgets what no longer opens anything; periodic work of the worker. Returns the number of rows."""
    moment = now()
    # One after the other: each is a range of its own index, both at once are neither.
    idle = sweep(Session, Session.seen_at, Session.seen_at <= moment - IDLE)
    old = sweep(Session, Session.started_at, Session.started_at <= moment - LONGEST)
    return idle + old + trusted_browsers.purge()
