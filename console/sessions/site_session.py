"""The session of one site, as Flask sees it: light things in a signed cookie, the rest in a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask.sessions import SessionMixin
from werkzeug.datastructures import CallbackDict

from console.sessions.csrf import csrf_secret
from models.accounts import ProAccount
from models.kernel.access import sessions
from models.kernel.actors import Site
from models.sign_in import known_browsers
from models.staff import Agent
from models.staff.viewings import Impersonation
from views.access.typed_forms import author_of

_IN_COOKIE = ("csrf_token", "_flashes")
"""What may stand in the signed cookie, so that no row is written for every passing robot."""

MOST_FLASHES = 4
"""A browser drops a cookie over 4 KB: of messages that nobody came to read, the last ones are kept."""

_BY_LOGIN = frozenset({"_user_id", "_fresh", "_id", "_permanent"})
"""What Flask-Login puts into a session, and we tell it from the row instead."""


class SiteSession(CallbackDict[str, Any], SessionMixin):
    """The session of one site: light things in a signed cookie, the rest in a row found by its secret."""

    def __init__(
        self,
        site: Site,
        cookie: dict[str, Any],
        trusted_secret: str | None,
        known_browser: str | None = None,
        user_agent: str = "",
    ) -> None:
        super().__init__({name: cookie[name] for name in _IN_COOKIE if name in cookie}, self._changed)
        self.site = site
        self.modified = False
        self.secret: str | None = cookie.get("secret")
        self.trusted_secret = trusted_secret
        self.known_browser = known_browser
        self.user_agent = user_agent
        self.new_trust: str | None = None
        self.new_known: str | None = None
        self.new_impersonation: str | None = None
        self.came_as = cookie
        wrote = cookie.get("wrote")
        self.last_write = wrote if isinstance(wrote, int) else 0
        self.kept: dict[str, object] = {}
        self.seen_at: datetime | None = None
        self.is_over = False
        self._record: sessions.Session | None = None
        self._loaded = False

    @staticmethod
    def _changed(session: SiteSession) -> None:
        session.modified = True

    @property
    def record(self) -> sessions.Session | None:
        """The live row of this session; looked up once. A dead one leaves an anonymous session."""
        if not self._loaded:
            self._loaded = True
            self._record = sessions.find(self.site, self.secret) if self.secret else None
            if self._record is not None:
                self._take(self._record)
            elif self.secret:
                self.secret, self.is_over = None, True
                self.pop("csrf_token", None)
        return self._record

    @property
    def is_loaded(self) -> bool:
        """Whether anybody asked for the row in this request."""
        return self._loaded

    @property
    def person(self) -> Agent | ProAccount | None:
        """Who is signed in; somebody whose second factor is awaited is not."""
        record = self.record
        return record.person if record is not None and record.signed_in_at is not None else None

    def _take(self, record: sessions.Session) -> None:
        self.kept, self.seen_at = dict(record.data), record.seen_at
        dict.update(self, self.kept)
        if record.person is not None:
            # Bound to the session: a form kept from another one, or planted by somebody else, is refused.
            author = author_of(record.person)
            dict.__setitem__(self, "csrf_token", csrf_secret(self.secret or "", author))
        if record.signed_in_at is not None:
            kind, number = ("agent", record.agent_id) if record.agent_id else ("pro", record.account_id)
            dict.__setitem__(self, "_user_id", f"{kind}:{number}")

    @property
    def impersonation(self) -> Impersonation | None:
        """The look at the portal in an account's place, of which an ordinary session is none."""
        return None

    @property
    def is_impersonation_over(self) -> bool:
        """Whether the browser came with a look that ended."""
        return False

    def impersonate(self, secret: str) -> None:
        """The cookie of the look will hold this secret; without one it goes."""
        self.new_impersonation = secret

    def enter(
        self,
        *,
        agent: Agent | None = None,
        account: ProAccount | None = None,
        pending: bool = False,
        second_factor: bool = False,
        provider_session: str | None = None,
    ) -> None:
        """Begins a person's session in place of this one, under a new secret."""
        self.secret = sessions.open_(
            self.site,
            agent=agent,
            account=account,
            pending=pending,
            second_factor=second_factor,
            instead_of=self.secret,
            user_agent=self.user_agent,
            provider_session=provider_session,
        )
        self._renew()

    def enter_trusted(self, person: Agent | ProAccount) -> None:
        """The same after the second factor: a cookie of its own will say that this browser gave it."""
        self.secret, self.new_trust = sessions.open_trusted(
            self.site, person, instead_of=self.secret, user_agent=self.user_agent
        )
        self.new_known = known_browsers.issue(person)
        self._renew()

    def end(self) -> None:
        """Kills this session."""
        if self.secret is not None:
            sessions.end(self.site, self.secret)

    def forget(self) -> None:
        """This browser has no session any more: its row is gone."""
        self.secret = None
        self._renew()

    def _renew(self) -> None:
        flashes = self.get("_flashes")
        self.clear()
        if flashes:
            self["_flashes"] = flashes
        self.kept, self.seen_at, self._record = {}, None, None
        self._loaded = self.secret is None

    def to_keep(self) -> dict[str, object]:
        """What belongs into the row."""
        return {
            name: value for name, value in self.items() if name not in _BY_LOGIN and name not in _IN_COOKIE
        }

    def to_carry(self) -> dict[str, object]:
        """What belongs into the cookie; a signed-in person's CSRF secret follows from the session's."""
        carried = {name: self[name] for name in _IN_COOKIE if self.get(name)}
        if "_flashes" in carried:
            carried["_flashes"] = carried["_flashes"][-MOST_FLASHES:]
        if self.secret is not None:
            carried["secret"] = self.secret
            if self.last_write:
                carried["wrote"] = self.last_write
            if self.record is not None and self.record.person is not None:
                carried.pop("csrf_token", None)
        return carried
