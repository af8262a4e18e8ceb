"""Companies, one a SIRET."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from models.companies import Company
from models.companies.directory import CompanyKind, State
from models.lists.numbered import Numbered
from models.staff.machines import Scope
from views.api.blueprint import Moment, api, described
from views.api.conditions import Answer, shown
from views.api.lists import Place, page_of, row_of


class CompanyShown(Struct, frozen=True):
    """A company as we hold it."""

    id: int
    siret: str
    name: str
    acronym: str
    kind: CompanyKind
    phone: str
    email: str
    address: str
    postcode: str
    city: str
    directory_state: State
    created_at: Moment
    verified_at: Moment | None


class CompanyPage(Struct, frozen=True):
    """Some companies, and where the next page begins."""

    items: list[CompanyShown]
    next: str | None


class CompanyPlace(Place, frozen=True, kw_only=True):
    """Which companies."""

    siret: Annotated[str, Meta(pattern="^[0-9]{14}$")] | None = None


COMPANIES = Numbered(Company, name="siret")


def show(company: Company) -> CompanyShown:
    """The company as programs read it."""
    return CompanyShown(
        id=company.id,
        siret=company.siret,
        name=company.name,
        acronym=company.acronym,
        kind=CompanyKind(company.kind),
        phone=company.phone,
        email=company.email,
        address=company.address,
        postcode=company.postcode,
        city=company.city,
        directory_state=State(company.directory_state),
        created_at=company.created_at,
        verified_at=company.verified_at,
    )


@api.get("/companies")
@described(Scope.COMPANIES_READ, answer=CompanyPage)
def list_companies(query: CompanyPlace) -> CompanyPage:
    """Companies, in the order in which they came."""
    rows, following = page_of(COMPANIES, query, named=query.siret)
    return CompanyPage([show(row) for row in rows], following)


@api.get("/companies/<int(min=1,max=9223372036854775807):id>")
@described(Scope.COMPANIES_READ, answer=CompanyShown, more=(404,))
def get_company(id: int) -> Answer:
    """One company."""
    row = row_of(COMPANIES, id)
    return shown(show(row), row.version)
