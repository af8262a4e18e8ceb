"""What the signed-in person holds: three kinds of contracts, one mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue

from models import attachments, road_openings
from models.concessions import ConcessionKind
from models.road_openings import RoadOpeningRequest
from views import access, templating
from views.fields import page, page_number, printable
from views.messages.requests import period, request_tag
from views.portal.blueprint import account, portal

PER_PAGE = 20
ORDERS = ("intitule", "-intitule", "referent", "-referent")
"""What `tri` may be; the first when nothing is said."""
LATEST = 5


@dataclass(frozen=True)
class Tab:
    """One kind of contract, in the words of its tab."""

    kind: str
    words: str
    attach: str
    one: str
    many: str
    not_one: str
    none: str


TABS = {
    tab.kind: tab
    for tab in (
        Tab(
            ConcessionKind.EAU.value,
            "Contrats d’eau",
            "Rattacher un contrat d’eau",
            "contrat",
            "contrats",
            "Aucun contrat",
            "Aucun contrat d’eau rattaché",
        ),
        Tab(
            ConcessionKind.STATIONNEMENT.value,
            "Comptes de stationnement pro",
            "Rattacher un compte de stationnement pro",
            "compte",
            "comptes",
            "Aucun compte",
            "Aucun compte de stationnement rattaché",
        ),
        Tab(
            ConcessionKind.VOIRIE.value,
            "Comptes concessionnaires VOIRIE",
            "Rattacher un compte de concession voirie",
            "concession",
            "concessions",
            "Aucune concession",
            "Aucune concession de voirie rattachée",
        ),
    )
}


def _latest(tab: Tab) -> list[RoadOpeningRequest] | None:
    """The last requests, under the voirie tab; None where the procedures are closed."""
    if tab.kind != ConcessionKind.VOIRIE or not attachments.holds_any(account()):
        return None
    return road_openings.list_for_account(account(), limit=LATEST)


def _asked(tab: Tab, query: str, order: str) -> dict[str, str]:
    # What links of the list carry on; what is usual is left unsaid.
    return {
        "onglet": tab.kind,
        **({"q": query} if query else {}),
        **({"tri": order} if order != ORDERS[0] else {}),
    }


@portal.get("/tableau-de-bord")
@access.signed_in
def dashboard() -> ResponseReturnValue:
    """The contracts of one kind, by title, with who refers to each and what can be done."""
    tab = TABS.get(request.args.get("onglet", ConcessionKind.VOIRIE.value))
    if tab is None:
        abort(404)
    query = printable(request.args.get("q", ""))[:200].strip()
    number = page_number(request.args.get("page"))
    order = request.args.get("tri", ORDERS[0])
    if order not in ORDERS:
        abort(404)
    found = attachments.list_for_account(
        account(),
        tab.kind,
        query=query,
        by_referent=order.endswith("referent"),
        backwards=order.startswith("-"),
    )
    pages = max(1, -(-len(found) // PER_PAGE))
    if number > pages:
        abort(404)
    return page(
        "portal/dashboard.html",
        tabs=TABS.values(),
        tab=tab,
        query=query,
        order=order,
        asked=_asked(tab, query, order),
        removed=attachments.list_removed(account(), tab.kind),
        number=number,
        pages=pages,
        total=len(found),
        rows=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        latest=_latest(tab),
        request_tag=request_tag,
        period=period,
        opens_procedures=templating.link("portal.request_new") is not None,
    )
