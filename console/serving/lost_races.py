"""A page whose transaction PostgreSQL took back for another's sake is asked once more."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from models.kernel.base import COMMITTED, db
from models.kernel.waiting import outages
from views import access


def install(app: Flask) -> None:
    """Wraps what answers a request; a page that committed or spent something before is not asked again."""
    dispatch = app.dispatch_request

    def dispatch_twice(*context: Any) -> Any:
        db.session().info.pop(COMMITTED, None)  # that of who asks, which came before the page
        try:
            return dispatch(*context)
        except SQLAlchemyError as trouble:
            if not outages.is_lost_race(trouble) or db.session().info.get(COMMITTED):
                raise
            if g.get("spent"):  # elsewhere, where no rollback reaches
                raise
        db.session.rollback()
        current_app.logger.warning("%s %s: lost a race, asked again", access.request_id(), request.method)
        for file in request.files.values():
            file.seek(0)
        return dispatch(*context)

    app.dispatch_request = dispatch_twice  # type: ignore[method-assign]
