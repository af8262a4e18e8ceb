"""What happened to one's account, in plain words: sign-ins, changes, what was done by whom."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models.audit.history import LONGEST, list_about
from views import access
from views.fields import page, row_id
from views.portal.blueprint import account, portal
from views.portal.my_account.moments import AMONG_STAFF, moment_of


@portal.get("/mon-compte/historique", endpoint="history")
@access.own_hands
@access.signed_in
def show_history() -> ResponseReturnValue:
    """The newest first, a page at a time; `avant` is the number of the moment that a page begins after."""
    person, before = account(), request.args.get("avant")
    number = row_id(before) if before else None
    events = list_about(("account", [person.id]), exclude=AMONG_STAFF, before=number, limit=PER_PAGE + 1)
    if number is not None and not events:
        abort(404)
    older = events[PER_PAGE - 1].sequence if len(events) > PER_PAGE else None
    moments = [moment_of(event, person) for event in events[:PER_PAGE]]
    return page("portal/my_account/history.html", moments=moments, older=older, is_first=number is None)


PER_PAGE = min(50, LONGEST)
