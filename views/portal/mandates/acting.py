"""For whom a page acts: the person's own company, or the one that its address or its request names."""

from __future__ import annotations

from flask import abort, g, request

from models import attachments
from models.accounts import ProAccount
from models.attachments.afterwards.mandates.acting import (
    find_company_acted_for,
    find_company_acted_on,
    list_companies_acted_for,
)
from models.companies import Company
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import find_mandate_on
from views.fields import printable
from views.portal.blueprint import portal

FIELD = "pour"
"""Of an address: the SIRET of the company for which one acts."""


MOST_NAMED = 10
"""Companies that a page names to change to them; the others are reached by the mandates."""


def acting_for() -> Company | None:
    """The company for which this page acts; None for the person's own."""
    found: Company | None = g.get("acting_for")
    return found


def carried() -> dict[str, str]:
    """What links carry on, so that the next page acts for the same company."""
    company = acting_for()
    return {FIELD: company.siret} if company is not None else {}


@portal.app_context_processor
def whom_the_page_acts_for() -> dict[str, object]:
    """What the frame says above a page that acts for another company, and what its links carry on."""
    return {"acting_for": acting_for(), "carried_on": carried()}


def choose_company(account: ProAccount, record: str = "") -> Company | None:
    """The company that the address names, or of the chosen `record`; one for which nobody acts is a 404.

    Who has nothing of their own acts for the first of those who let them.
    """
    if siret := request.args.get(FIELD, ""):
        g.acting_for = find_company_acted_for(account, printable(siret)[:20]) or abort(404)
    elif record.isascii() and record.isdigit() and len(record) < 19:
        g.acting_for = find_company_acted_on(account, int(record))
    if acting_for() is None and not attachments.holds_any(account):
        g.acting_for = next(iter(list_companies_acted_for(account, limit=1)), None)
    return acting_for()


def choose_of_request(account: ProAccount, road_opening: RoadOpeningRequest) -> None:
    """The company whose request this is, where the person acts on it by a mandate."""
    mandate = find_mandate_on(road_opening, account.id)
    if mandate is not None:
        g.acting_for = mandate.company
