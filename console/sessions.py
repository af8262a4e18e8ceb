"""Two cookies in one application: each site has its own, chosen by the path, and rows on the server."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import CallbackDict

from config import Settings
from models import staff
from models.accounts import ProAccount
from models.kernel import keys, sessions
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.sessions import Site
from models.kernel.transactions import transaction
from models.staff import Agent, impersonation
from models.staff.impersonation import Impersonation
from views.access import is_console

_IN_COOKIE = ("csrf_token", "_flashes")
"""What may stand in the signed cookie, so that no row is written for every passing robot."""

MOST_FLASHES = 4
"""A browser drops a cookie over 4 KB: of messages that nobody came to read, the last ones are kept."""

_BY_LOGIN = frozenset({"_user_id", "_fresh", "_id", "_permanent"})
"""What Flask-Login puts into a session, and we tell it from the row instead."""


class SiteSession(CallbackDict[str, Any], SessionMixin):
    """The session of one site: light things in a signed cookie, the rest in a row found by its secret."""

    def __init__(self, site: Site, cookie: dict[str, Any], trusted_secret: str | None) -> None:
        super().__init__({name: cookie[name] for name in _IN_COOKIE if name in cookie}, self._changed)
        self.site = site
        self.modified = False
        self.secret: str | None = cookie.get("secret")
        self.trusted_secret = trusted_secret
        self.new_trust: str | None = None
        self.new_impersonation: str | None = None
        self.came_as = cookie
        self.kept: dict[str, Any] = {}
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
            dict.__setitem__(self, "csrf_token", _csrf(self.secret or ""))
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
        self, *, agent: Agent | None = None, account: ProAccount | None = None, pending: bool = False
    ) -> None:
        """Begins a person's session in place of this one, under a new secret."""
        self.secret = sessions.open_(
            self.site, agent=agent, account=account, pending=pending, instead_of=self.secret
        )
        self._renew()

    def enter_trusted(self, agent: Agent) -> None:
        """The same after the second factor: a cookie of its own will say that this browser gave it."""
        self.secret, self.new_trust = sessions.open_trusted(self.site, agent, instead_of=self.secret)
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

    def to_keep(self) -> dict[str, Any]:
        """What belongs into the row."""
        return {
            name: value for name, value in self.items() if name not in _BY_LOGIN and name not in _IN_COOKIE
        }

    def to_carry(self) -> dict[str, Any]:
        """What belongs into the cookie; a signed-in person's CSRF secret follows from the session's."""
        carried = {name: self[name] for name in _IN_COOKIE if self.get(name)}
        if "_flashes" in carried:
            carried["_flashes"] = carried["_flashes"][-MOST_FLASHES:]
        if self.secret is not None:
            carried["secret"] = self.secret
            if self.record is not None and self.record.person is not None:
                carried.pop("csrf_token", None)
        return carried


class ImpersonationSession(SiteSession):
    """A member of staff in an account's place: the portal's own cookie is neither read nor changed."""

    def __init__(self, secret: str) -> None:
        super().__init__(Site.PORTAL, {}, None)
        self.impersonation_secret = secret
        self._impersonation: Impersonation | None = None
        self._looked = False

    @property
    def impersonation(self) -> Impersonation | None:
        if not self._looked:
            self._looked = self._loaded = True
            self._impersonation = impersonation.find(self.impersonation_secret)
            if self._impersonation is not None:
                dict.__setitem__(self, "csrf_token", _csrf(self.impersonation_secret))
                dict.__setitem__(self, "_user_id", f"pro:{self._impersonation.account_id}")
        return self._impersonation

    @property
    def is_impersonation_over(self) -> bool:
        return self.impersonation is None

    @property
    def record(self) -> sessions.Session | None:
        return None

    @property
    def person(self) -> Agent | ProAccount | None:
        impersonation = self.impersonation
        return impersonation.account if impersonation is not None else None


def _csrf(secret: str) -> str:
    return hmac.digest(keys.current().derive("csrf"), secret.encode(), "sha256").hex()


class Sessions(SessionInterface):
    """Reads and writes the two cookies."""

    def __init__(self, settings: Settings) -> None:
        secure = {
            Site.PORTAL: settings.public_url.startswith("https"),
            Site.BACKOFFICE: settings.console_url.startswith("https"),
        }
        own_host = settings.console_has_own_host
        # A browser takes a `__Host-` cookie only for the whole host, hence not for one bound to /console.
        self.path = {
            Site.PORTAL: "/",
            Site.BACKOFFICE: "/" if own_host and secure[Site.BACKOFFICE] else "/console",
        }
        prefix = {
            site: "" if not secure[site] else "__Host-" if self.path[site] == "/" else "__Secure-"
            for site in Site
        }
        self.secure = secure
        self.name = {
            Site.PORTAL: f"{prefix[Site.PORTAL]}bascule",
            Site.BACKOFFICE: f"{prefix[Site.BACKOFFICE]}bascule-console",
        }
        self.trust_name = f"{prefix[Site.BACKOFFICE]}bascule-appareil"
        self.impersonation_name = f"{prefix[Site.PORTAL]}bascule-vue"

    def signer(self, site: Site) -> URLSafeSerializer:
        """Signs the cookie of one site."""
        return URLSafeSerializer(base64.b64encode(keys.current().derive("cookie")), salt=site.value)

    def open_session(self, app: Flask, request: Request) -> SiteSession:
        """The session of the site that the path names; the row is read later, and only if asked for."""
        site = Site.BACKOFFICE if is_console(request.path) else Site.PORTAL
        if site is Site.PORTAL and (secret := request.cookies.get(self.impersonation_name)):
            return ImpersonationSession(secret)
        try:
            cookie = self.signer(site).loads(request.cookies.get(self.name[site], ""))
        except BadData:
            cookie = {}
        trusted = request.cookies.get(self.trust_name) if site is Site.BACKOFFICE else None
        return SiteSession(site, cookie if isinstance(cookie, dict) else {}, trusted)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keeps what changed, touches the row at most once a minute, sets the cookie when it differs."""
        assert isinstance(session, SiteSession)
        if session.new_impersonation is not None:
            age = int(impersonation.LIFE.total_seconds())
            self._set(response, Site.PORTAL, self.impersonation_name, session.new_impersonation, max_age=age)
        if isinstance(session, ImpersonationSession):
            response.vary.add("Cookie")
            return
        if not session.is_loaded and not session.modified:
            return  # a file, a machine: nobody asked who it is
        response.vary.add("Cookie")
        if response.status_code < 500:
            self._keep(session)
        carried = session.to_carry()
        if carried != session.came_as:
            self._set(
                response,
                session.site,
                self.name[session.site],
                carried and self.signer(session.site).dumps(carried),
            )
        if session.new_trust is not None:
            age = int(sessions.TRUST.total_seconds())
            self._set(response, session.site, self.trust_name, session.new_trust, max_age=age)

    def _keep(self, session: SiteSession) -> None:
        data = session.to_keep()
        changed = data != session.kept
        if session.secret is None:
            if not data:
                return
            db.session.rollback()
            session.secret = sessions.open_(session.site, data=data)
        elif changed or (session.seen_at is not None and session.seen_at + sessions.TOUCH_EVERY <= now()):
            db.session.rollback()
            person = session.person
            with transaction():
                there = sessions.touch(session.site, session.secret, data=data if changed else None)
                if there and isinstance(person, Agent):
                    staff.seen(person)

    def _set(self, response: Response, site: Site, name: str, value: Any, max_age: int | None = None) -> None:
        options: dict[str, Any] = {
            "path": self.path[site],
            "secure": self.secure[site],
            "httponly": True,
            "samesite": "Lax",
        }
        if value:
            response.set_cookie(name, value, max_age=max_age, **options)
        else:
            response.delete_cookie(name, **options)
