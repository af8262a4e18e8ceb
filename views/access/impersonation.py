"""Staff see the portal in a person's place: how they come in, that they only look, how they go."""

from __future__ import annotations

from typing import NoReturn, Protocol, cast

from flask import abort, current_app, redirect, request, session
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from models import audit
from models.accounts import ProAccount
from models.audit import AuditAction
from models.kernel.actors import Actor, Site
from models.kernel.clock import now
from models.staff import impersonation
from models.staff.viewings import Impersonation
from views import access
from views.access import Opening

OVER = "/vue/terminee"
LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that ask for nothing but an answer."""


class ImpersonationSession(Protocol):
    """What this room asks of the session behind `flask.session` (console/sessions)."""

    @property
    def impersonation(self) -> Impersonation | None: ...
    @property
    def is_impersonation_over(self) -> bool: ...
    def impersonate(self, secret: str) -> None: ...


def _session() -> ImpersonationSession:
    return cast(LocalProxy[ImpersonationSession], session)._get_current_object()


def current() -> Impersonation | None:
    """The look that this request belongs to, if it is one."""
    found: Impersonation | None = getattr(session, "impersonation", None)
    return found


def begin(account: ProAccount, *, reason: str) -> str:
    """Begins a look at the portal in an account's place; the address that lets in, once."""
    longest = access.session_latest() - now()
    secret = impersonation.open_(account, reason=reason, longest=longest, actor=access.current_actor())[1]
    return access.address_on(Site.PORTAL, f"/vue/{secret}")


def enter(secret: str) -> bool:
    """Lets the browser look, once for each address; False when it serves no more."""
    kept = impersonation.enter(secret)
    if kept is not None:
        _session().impersonate(kept)
    return kept is not None


def leave() -> None:
    """Ends the look, and forgets its cookie."""
    look = current()
    if look is not None:
        impersonation.end(look, actor=impersonator(look))
    _session().impersonate("")


def impersonator(look: Impersonation) -> Actor:
    """The member of staff who looks: whatever a look leaves in the audit is theirs."""
    return Actor.of_agent(look.agent, ip=request.remote_addr, request_id=access.request_id())


def guard() -> Response | None:
    """Runs before every request, and before anything else is asked: who looks, looks and does nothing.

    No form of a look that ended acts as the browser's own session.
    """
    rule = access.rule_of(current_app, request.endpoint)
    if (
        access.in_console()
        or access.is_api(request.path)
        or (rule is not None and rule.opening is Opening.MACHINE)
    ):
        return None
    look = current()
    if rule is not None and rule.of_impersonation and (look is not None or request.method in LOOKS):
        return None
    if _session().is_impersonation_over:
        _session().impersonate("")
        return redirect(OVER, 303)
    if look is not None:
        if request.method not in LOOKS or (rule is not None and rule.own_hands):
            _refuse(look)
        impersonation.forbid_writes()
    return None


def _refuse(look: Impersonation) -> NoReturn:
    page = str(request.url_rule.rule) if request.url_rule is not None else request.path
    reason, company = f"see-as {request.method} {page}", look.account.company
    audit.refused(AuditAction.REFUSED, look.agent, actor=impersonator(look), reason=reason, company=company)
    abort(403)
