"""What the signed-in person holds: three kinds of contracts, one mechanism."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import Attachment
from models.attachments.afterwards.mandates.acting import list_companies_acted_for
from models.attachments.endings import list_removed_attachments
from models.attachments.visibility import list_attachments_for_account
from models.concessions import ConcessionKind
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import list_requests_for_account
from views import access, templating
from views.fields import page, page_of, printable
from views.messages.road_openings import period, request_tag
from views.portal.attachments.held_claims import claims_on
from views.portal.attachments.tabs import TABS, Tab, tab_of
from views.portal.blueprint import account, portal
from views.portal.mandates.acting import MOST_NAMED

PER_PAGE = 20
ORDERS = ("intitule", "-intitule", "referent", "-referent")
"""What `tri` may be; the first when nothing is said."""
LATEST = 5


def _latest(tab: Tab) -> list[RoadOpeningRequest] | None:
    """The last requests, under the voirie tab; None where the procedures are closed."""
    if tab.kind != ConcessionKind.VOIRIE or not attachments.holds_any(account()):
        return None
    return list_requests_for_account(account(), limit=LATEST)


def _carried(tab: Tab, query: str, order: str) -> dict[str, str]:
    # What links of the list carry on; what is usual is left unsaid.
    return {
        "onglet": tab.kind,
        **({"q": query} if query else {}),
        **({"tri": order} if order != ORDERS[0] else {}),
    }


def _order() -> str:
    order = request.args.get("tri", ORDERS[0])
    return order if order in ORDERS else abort(404)


def _found(tab: Tab, query: str, order: str) -> list[Attachment]:
    return list_attachments_for_account(
        account(),
        tab.kind,
        query=query,
        by_referent=order.endswith("referent"),
        backwards=order.startswith("-"),
    )


@portal.get("/tableau-de-bord", endpoint="dashboard")
@access.signed_in
def show_dashboard() -> ResponseReturnValue:
    """The contracts of one kind, by title, with who refers to each and what can be done."""
    tab, order = tab_of(request.args.get("onglet", ConcessionKind.VOIRIE.value)), _order()
    query = printable(request.args.get("q", ""))[:200].strip()
    found = _found(tab, query, order)
    number, pages = page_of(len(found), PER_PAGE)
    return page(
        "portal/dashboard.html",
        tabs=TABS.values(),
        tab=tab,
        query=query,
        order=order,
        carried=_carried(tab, query, order),
        claims=claims_on(account()),
        companies=list_companies_acted_for(account(), limit=MOST_NAMED + 1),
        most_named=MOST_NAMED,
        removed=list_removed_attachments(account(), tab.kind),
        number=number,
        pages=pages,
        total=len(found),
        rows=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        latest=_latest(tab),
        request_tag=request_tag,
        period=period,
        opens_procedures=templating.link("portal.request_new") is not None,
    )
