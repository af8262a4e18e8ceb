"""Two cookies in one application: each site has its own, chosen by the path."""

from __future__ import annotations

import base64
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeSerializer

from config import Settings
from console.sessions.impersonation_session import ImpersonationSession
from console.sessions.site_session import SiteSession
from models import staff
from models.kernel import keys, replica
from models.kernel.access import sessions, trusted_browsers
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.kernel.waiting import outages
from models.sign_in import known_browsers
from models.staff import Agent, impersonation
from views.access import is_console
from views.access.origins import comes_from_elsewhere


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
        # Names apart: the portal's cookies, bound to no path, reach the console on the same host.
        mark = {Site.PORTAL: "-portail", Site.BACKOFFICE: ""}
        self.trust_name = {site: f"{prefix[site]}bascule-appareil{mark[site]}" for site in Site}
        self.known_name = {site: f"{prefix[site]}bascule-connu{mark[site]}" for site in Site}
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
        own = cookie if isinstance(cookie, dict) else {}
        trusted = request.cookies.get(self.trust_name[site])
        known = request.cookies.get(self.known_name[site])
        return SiteSession(site, own, trusted, known, request.headers.get("User-Agent", ""))

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
        if self._would_replace(session):
            return
        session.last_write = replica.last_write(
            session.last_write
        )  # before the signs of life, which nobody misses
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
            age = int(trusted_browsers.TRUST.total_seconds())
            self._set(response, session.site, self.trust_name[session.site], session.new_trust, max_age=age)
        if session.new_known is not None:
            age = int(known_browsers.LIFE.total_seconds())
            self._set(response, session.site, self.known_name[session.site], session.new_known, max_age=age)

    def _would_replace(self, session: SiteSession) -> bool:
        """Whether the browser may have a cookie that it kept back, because another site sent the form.

        The page that refuses such a form begins nothing: a new cookie would end the session that is there.
        """
        came = self.name[session.site] in request.cookies
        return request.method == "POST" and not came and comes_from_elsewhere()

    def _keep(self, session: SiteSession) -> None:
        data = session.to_keep()
        changed = data != session.kept
        if session.secret is None:
            if not data:
                return
            db.session.rollback()
            session.secret = sessions.open_(session.site, data=data)
        elif changed:
            self._touch(session, data)
        elif session.seen_at is not None and session.seen_at + sessions.TOUCH_EVERY <= now():
            try:
                self._touch(session, None, patience=outages.HURRY)
            except Exception as trouble:
                if not outages.is_outage(trouble):
                    raise
                db.session.rollback()  # who only reads goes on reading; the next page tries again

    @staticmethod
    def _touch(session: SiteSession, data: dict[str, object] | None, patience: float | None = None) -> None:
        db.session.rollback()
        person = session.person
        assert session.secret is not None
        with transaction(patience):
            there = sessions.touch(session.site, session.secret, data=data)
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
