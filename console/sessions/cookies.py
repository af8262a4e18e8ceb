"""Two cookies in one application: each door has its own, chosen by the path."""

from __future__ import annotations

import base64
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeSerializer

from config import Settings
from console.sessions.door import DoorSession
from console.sessions.view import ViewSession
from models import staff
from models.kernel import keys, sessions
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.sessions import Site
from models.kernel.transactions import transaction
from models.staff import Agent, impersonation
from views.access import is_console


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
            door: "" if not secure[door] else "__Host-" if self.path[door] == "/" else "__Secure-"
            for door in Site
        }
        self.secure = secure
        self.name = {
            Site.PORTAL: f"{prefix[Site.PORTAL]}bascule",
            Site.BACKOFFICE: f"{prefix[Site.BACKOFFICE]}bascule-console",
        }
        self.trust_name = f"{prefix[Site.BACKOFFICE]}bascule-appareil"
        self.view_name = f"{prefix[Site.PORTAL]}bascule-vue"

    def signer(self, door: Site) -> URLSafeSerializer:
        """Signs the cookie of one door."""
        return URLSafeSerializer(base64.b64encode(keys.current().derive("cookie")), salt=door.value)

    def open_session(self, app: Flask, request: Request) -> DoorSession:
        """The session of the door that the path names; the row is read later, and only if asked for."""
        door = Site.BACKOFFICE if is_console(request.path) else Site.PORTAL
        if door is Site.PORTAL and (view := request.cookies.get(self.view_name)):
            return ViewSession(view)
        try:
            cookie = self.signer(door).loads(request.cookies.get(self.name[door], ""))
        except BadData:
            cookie = {}
        trusted = request.cookies.get(self.trust_name) if door is Site.BACKOFFICE else None
        return DoorSession(door, cookie if isinstance(cookie, dict) else {}, trusted)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keeps what changed, touches the row at most once a minute, sets the cookie when it differs."""
        assert isinstance(session, DoorSession)
        if session.new_view is not None:
            age = int(impersonation.LIFE.total_seconds())
            self._set(response, Site.PORTAL, self.view_name, session.new_view, max_age=age)
        if isinstance(session, ViewSession):
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
                session.door,
                self.name[session.door],
                carried and self.signer(session.door).dumps(carried),
            )
        if session.new_trust is not None:
            age = int(sessions.TRUST.total_seconds())
            self._set(response, session.door, self.trust_name, session.new_trust, max_age=age)

    def _keep(self, session: DoorSession) -> None:
        data = session.to_keep()
        changed = data != session.kept
        if session.secret is None:
            if not data:
                return
            db.session.rollback()
            session.secret = sessions.open_(session.door, data=data)
        elif changed or (session.seen_at is not None and session.seen_at + sessions.TOUCH_EVERY <= now()):
            db.session.rollback()
            person = session.person
            with transaction():
                there = sessions.touch(session.door, session.secret, data=data if changed else None)
                if there and isinstance(person, Agent):
                    staff.seen(person)

    def _set(self, response: Response, door: Site, name: str, value: Any, max_age: int | None = None) -> None:
        options: dict[str, Any] = {
            "path": self.path[door],
            "secure": self.secure[door],
            "httponly": True,
            "samesite": "Lax",
        }
        if value:
            response.set_cookie(name, value, max_age=max_age, **options)
        else:
            response.delete_cookie(name, **options)
