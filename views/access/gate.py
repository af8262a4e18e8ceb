"""What runs before every request: lets pass, sends to the sign-in, or refuses and leaves an event."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, current_app, g, request
from werkzeug.wrappers import Response

from models import audit
from models.audit import AuditAction
from models.kernel.access.sessions import Session
from models.kernel.actors import Site
from models.permissions import Permission
from views.access import bearer
from views.access.openings import Opening, Rule, rule_of
from views.access.people import current_actor, current_person
from views.access.redirects import CONSOLE_SIGN_IN, PORTAL_SIGN_IN, ask_code, send_to
from views.access.site_session import current_session
from views.access.sites import in_console, is_api, site_of_host, site_of_path


def guard_host() -> None:
    """Runs before anything is looked up: where the console has a host of its own, each serves its site only.

    Machines are answered on both, save programs with a key: the console's alone.
    """
    rule = rule_of(current_app, request.endpoint)
    if rule is not None and rule.opening is Opening.MACHINE and not is_api(request.path):
        return
    if site_of_host() is not site_of_path():
        g.blind = True  # the page of this refusal asks nobody who they are
        abort(404)


def guard() -> Response | None:
    """Runs before every request: lets pass, sends to the sign-in, or refuses."""
    rule = rule_of(current_app, request.endpoint)
    if is_api(request.path):
        _guard_api(rule)
        return None
    if rule is not None and rule.opening is Opening.MACHINE:
        return None
    record = current_session().record  # one query: the session with its person
    if rule is not None and rule.opening is Opening.PUBLIC:
        return None
    if in_console() and (answer := _guard_console(rule, record)) is not None:
        return answer
    if request.routing_exception is not None:
        return None  # Flask answers: unknown address, wrong method, missing slash
    if rule is None:
        _refuse(None)
    if rule.opening is Opening.HALFWAY and (in_console() or (record is not None and record.account_id)):
        return None
    if current_person() is not None:
        return check(rule)
    # Whoever gave the password alone has the other half to give.
    return send_to(PORTAL_SIGN_IN) if record is None or record.account_id is None else ask_code()


def _guard_api(rule: Rule | None) -> None:
    """Who calls is whose key it is: no session is looked up, whatever cookie came along."""
    if request.routing_exception is not None or (rule is not None and rule.opening is Opening.MACHINE):
        return
    if rule is None:
        abort(403)
    bearer.check(rule)


def _guard_console(rule: Rule | None, record: Session | None) -> Response | None:
    """An unknown address tells a stranger no more than a known one: both ask who is there."""
    if Site.BACKOFFICE.value not in current_app.extensions["bascule.doors"]:
        abort(404)
    if record is None or record.agent_id is None:
        return send_to(CONSOLE_SIGN_IN)
    if record.signed_in_at is None and (rule is None or rule.opening is not Opening.HALFWAY):
        return ask_code()
    return None


def check(rule: Rule) -> Response | None:
    """Applies a rule to whoever is signed in: None lets pass, otherwise an answer or a 403."""
    if not rule.admits(current_actor().role):
        _refuse(rule.permission)
    record = current_session().record
    if rule.fresh and (record is None or not record.is_fresh):
        return ask_code()
    return None


def _refuse(permission: Permission | None) -> NoReturn:
    person = current_person()
    if person is not None:
        page = str(request.url_rule.rule) if request.url_rule is not None else request.path
        reason = f"{permission.value if permission is not None else 'closed'} {request.method} {page}"
        audit.refused(AuditAction.REFUSED, person, actor=current_actor(), reason=reason)
    abort(403)
