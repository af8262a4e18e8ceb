"""Errors as pages of their door: they say what to do, and nothing of the inside."""

from __future__ import annotations

import contextlib

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from models import audit
from models.audit import AuditAction
from models.kernel.base import db
from models.kernel.errors import DomainError, LookOnly, NotAllowed
from models.kernel.waiting import outages
from views import access, templating
from views.access import impersonation, typed_forms
from views.api import problems

AGAIN_AFTER = 10
"""Seconds after which a browser may ask again."""


def install(app: Flask) -> None:
    """Registers the pages; a CSRF failure is a 400, being a bad request of werkzeug's family."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, old_form)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(LookOnly, look_only)
    app.register_error_handler(DomainError, refusal)
    app.register_error_handler(DataError, bad_value)
    app.register_error_handler(SQLAlchemyError, no_answer)
    app.teardown_appcontext(_let_go)  # before Flask-SQLAlchemy, which knows of no outage


def _let_go(_: BaseException | None) -> None:
    """Ends the session; a database that is gone has nothing to take back, and the answer is ready already."""
    try:
        db.session.remove()
    except SQLAlchemyError as error:
        if not outages.is_outage(error):
            raise
        db.session.registry.clear()


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error; a redirect raised as an exception passes as it is."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        if outages.is_outage(error.original_exception):
            return _calm(error.original_exception)
        db.session.rollback()  # the page must not stand on what failed
    if access.is_api(request.path):
        return problems.of_http(error)
    body, code = templating.error_page(error.code)
    headers = [
        (name, value) for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")
    ]
    return body, code, headers


def old_form(error: CSRFError) -> ResponseReturnValue:
    """A form of another session; its own person, signed in again meanwhile, finds it filled on its page."""
    wanted, person = access.page_of_form(), access.current_person()
    kept = (
        wanted is not None
        and person is not None
        and typed_forms.keep(wanted)
        and typed_forms.find(person) is not None
    )
    return templating.error_page(400, back=wanted if kept else None)


def no_answer(error: SQLAlchemyError) -> ResponseReturnValue:
    """The database is gone, locked or too slow: the page says when to come back. All else is a 500."""
    if not outages.is_outage(error):
        raise error
    return _calm(error)


def _calm(error: BaseException | None) -> ResponseReturnValue:
    rule = request.url_rule.rule if request.url_rule is not None else "-"
    current_app.logger.error(
        "%s %s %s: the database does not answer: %s",
        access.request_id(),
        request.method,
        rule,
        type(getattr(error, "orig", None) or error).__name__,
    )
    with contextlib.suppress(SQLAlchemyError):
        db.session.rollback()
    if access.is_api(request.path):
        return problems.unavailable()
    body, code = templating.error_page(503)
    return body, code, {"Retry-After": str(AGAIN_AFTER)}


def not_allowed(error: NotAllowed) -> ResponseReturnValue:
    """An operation refused who asked: the trail keeps it, like a refusal at the door."""
    db.session.rollback()
    if access.is_api(request.path):
        return problems.of_refusal(error)  # what its key may not, the guard has refused already
    if impersonation.current() is not None:
        return templating.error_page(403)  # who looks writes nothing, this refusal either
    person = access.current_person()
    if person is not None:
        rule = request.url_rule.rule if request.url_rule is not None else request.path
        audit.refused(
            AuditAction.REFUSED, person, actor=access.current_actor(), reason=f"{request.method} {rule}"
        )
    return templating.error_page(403)


def look_only(error: LookOnly) -> ResponseReturnValue:
    """A page asked to write while somebody looks in another's place."""
    db.session.rollback()
    return templating.error_page(403)


def refusal(error: DomainError) -> ResponseReturnValue:
    """A refusal that no form caught, such as one raised by an action on one row: never its inside."""
    db.session.rollback()
    return problems.of_refusal(error) if access.is_api(request.path) else templating.error_page(400)


def bad_value(error: DataError) -> ResponseReturnValue:
    """A value that the database cannot hold (PostgreSQL takes no NUL in a text)."""
    db.session.rollback()
    if access.is_api(request.path):
        return problems.answer(400, "bad-request")
    return templating.error_page(400)
