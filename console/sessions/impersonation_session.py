"""The session of a member of staff who looks at the portal in an account's place."""

from __future__ import annotations

from console.sessions.csrf import csrf_secret
from console.sessions.site_session import SiteSession
from models.accounts import ProAccount
from models.kernel.access import sessions
from models.kernel.actors import Site
from models.staff import Agent, impersonation
from models.staff.viewings import Impersonation


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
                dict.__setitem__(self, "csrf_token", csrf_secret(self.impersonation_secret))
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
