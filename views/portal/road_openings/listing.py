"""The requests that a person sees, found by words and by state."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments.afterwards.mandates.acting import list_companies_acted_for
from models.road_openings import RequestState
from models.road_openings.queries import count_requests_for_account, list_requests_for_account
from views import access
from views.fields import page, page_of, printable
from views.messages import TAGS
from views.messages.road_openings import period, request_tag
from views.portal.blueprint import account, portal
from views.portal.mandates.acting import MOST_NAMED, choose_company
from views.portal.road_openings.ownership import HERE, holding

PER_PAGE = 20
STATES = [(value, tag.words) for value, tag in TAGS["RequestState"].items()]


@portal.get(HERE, endpoint="requests")
@access.signed_in
@holding
def list_requests() -> ResponseReturnValue:
    """The requests that the person sees, imported ones beside the new."""
    me, company = account(), choose_company(account())
    query, state = printable(request.args.get("q", ""))[:200].strip(), _state()
    total = count_requests_for_account(me, query=query, state=state, acting_for=company)
    number, pages = page_of(total, PER_PAGE)
    rows = list_requests_for_account(
        me, query=query, state=state, acting_for=company, limit=PER_PAGE, skip=(number - 1) * PER_PAGE
    )
    return page(
        "portal/road_openings/list.html",
        rows=rows,
        companies=list_companies_acted_for(me, limit=MOST_NAMED + 1),
        most_named=MOST_NAMED,
        holds_own=attachments.holds_any(me),
        total=total,
        query=query,
        state=state.value if state else "",
        states=STATES,
        number=number,
        pages=pages,
        tag=request_tag,
        period=period,
    )


def _state() -> RequestState | None:
    wanted = request.args.get("etat", "")
    if wanted and wanted not in TAGS["RequestState"]:
        abort(404)
    return RequestState(wanted) if wanted else None
