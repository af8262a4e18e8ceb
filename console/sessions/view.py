"""The session of a member of staff who looks at the portal in an account's place."""

from __future__ import annotations

from console.sessions.csrf import csrf_secret
from console.sessions.door import DoorSession
from models.accounts import ProAccount
from models.kernel import sessions
from models.kernel.sessions import Site
from models.staff import Agent, impersonation
from models.staff.impersonation import Impersonation


class ViewSession(DoorSession):
    """A member of staff in an account's place: the portal's own cookie is neither read nor changed."""

    def __init__(self, secret: str) -> None:
        super().__init__(Site.PORTAL, {}, None)
        self.view_secret = secret
        self._viewing: Impersonation | None = None
        self._looked = False

    @property
    def viewing(self) -> Impersonation | None:
        if not self._looked:
            self._looked = self._loaded = True
            self._viewing = impersonation.find(self.view_secret)
            if self._viewing is not None:
                dict.__setitem__(self, "csrf_token", csrf_secret(self.view_secret))
                dict.__setitem__(self, "_user_id", f"pro:{self._viewing.account_id}")
        return self._viewing

    @property
    def is_viewing_over(self) -> bool:
        return self.viewing is None

    @property
    def record(self) -> sessions.Session | None:
        return None

    @property
    def person(self) -> Agent | ProAccount | None:
        viewing = self.viewing
        return viewing.account if viewing is not None else None
