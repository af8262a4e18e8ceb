"""The session behind this request: what it tells, and when it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypedDict, cast

from flask import session as flask_session
from werkzeug.local import LocalProxy

from models.accounts import ProAccount
from models.kernel.access import sessions
from models.kernel.actors import Site
from models.staff import Agent


class SiteSession(Protocol):
    """What this room asks of the session behind `flask.session` (console/sessions)."""

    site: Site
    secret: str | None
    is_over: bool
    last_write: int

    @property
    def record(self) -> sessions.Session | None: ...
    @property
    def trusted_secret(self) -> str | None: ...
    @property
    def known_browser(self) -> str | None: ...
    def enter(
        self,
        *,
        agent: Agent | None = None,
        account: ProAccount | None = None,
        pending: bool = False,
        second_factor: bool = False,
        provider_session: str | None = None,
    ) -> None: ...
    def enter_trusted(self, person: Agent | ProAccount) -> None: ...
    def end(self) -> None: ...
    def forget(self) -> None: ...


class SessionEnds(TypedDict):
    """When a session ends: seconds of idleness, and the latest moment (ISO 8601)."""

    idle: int
    latest: str


def current_session() -> SiteSession:
    """What stands behind `flask.session` now."""
    return cast(LocalProxy[SiteSession], flask_session)._get_current_object()


def last_write() -> int:
    """Where in the database's log the last write of this browser stands: its next page must have that."""
    return current_session().last_write


def session_is_over() -> bool:
    """Whether the browser came with a session that died: idle, too old, or killed."""
    return current_session().is_over


def session_ends() -> SessionEnds:
    """When this session ends: `idle` seconds after the last sign of life, and at the `latest` (ISO 8601).

    Neither changes from one page to the next: two pages differ by what they say alone. The first is short
    by the minute for which a sign of life may go unwritten.
    """
    idle = sessions.IDLE - sessions.TOUCH_EVERY
    return {"idle": int(idle.total_seconds()), "latest": session_latest().isoformat(timespec="seconds")}


def session_latest() -> datetime:
    """When this session ends, whoever comes."""
    record = current_session().record
    assert record is not None  # asked for whoever is signed in
    return record.latest


def session_secret() -> str | None:
    """The secret of this session, for an operation that ends it with what it does."""
    return current_session().secret
