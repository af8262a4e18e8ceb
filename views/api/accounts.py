"""Pro accounts: read, and created for a person whose company the directory tells."""

from __future__ import annotations

from typing import Annotated

from flask import current_app, url_for
from msgspec import Meta, Struct

from models import accounts
from models.accounts import AccountStatus, AccountType, Person, ProAccount
from models.companies import CompanyFacts, CompanyUnknown
from models.companies.directory import CompanyKind, Directory, State
from models.companies.queries import find_company_by_siret
from models.kernel.errors import DomainError
from models.lists.numbered import Numbered
from models.staff.machines import Scope
from models.values.siret import Siret
from models.values.text import normalise_identifier
from views import access
from views.api import writing
from views.api.blueprint import CONTROL, Line, Moment, api, described
from views.api.conditions import Answer, shown
from views.api.lists import Place, page_of, row_of
from views.api.problems import Problem, code_of
from views.formats import typo
from views.messages import refusal


class AccountShown(Struct, frozen=True):
    """A person who signs in for a company."""

    id: int
    identifier: str
    door: AccountType
    first_name: str
    last_name: str
    email: str
    job_title: str
    company_id: int
    siret: str
    status: AccountStatus
    created_at: Moment
    activated_at: Moment | None


class AccountPage(Struct, frozen=True):
    """Some accounts, and where the next page begins."""

    items: list[AccountShown]
    next: str | None


class AccountPlace(Place, frozen=True, kw_only=True):
    """Which accounts."""

    identifier: Line | None = None


Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=CONTROL)]


class NewAccount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person, and of a company that we do not hold what the directory does not tell."""

    siret: Annotated[str, Meta(pattern="^[0-9]{14}$")]
    first_name: Name
    last_name: Name
    email: Line
    job_title: Name
    door: AccountType = AccountType.PRO
    company_kind: CompanyKind | None = None
    company_phone: Line = ""
    company_email: Line = ""
    company_acronym: Line = ""
    company_name: Line = ""
    company_address: Line = ""
    company_postcode: Annotated[str, Meta(max_length=16, pattern=CONTROL)] = ""
    company_city: Line = ""
    reason: Line | None = None
    """Why go on, where the directory says that the establishment is closed."""

    even_if_known: Line | None = None
    """Why a second account, where the company probably holds one of this person."""


KIND_MISSING = "Indiquez le type de structure : le répertoire ne le dit pas."

ACCOUNTS = Numbered(ProAccount, name="identifier", load=("company",))


def show(account: ProAccount) -> AccountShown:
    """The account as programs read it."""
    return AccountShown(
        id=account.id,
        identifier=account.identifier,
        door=AccountType(account.account_type),
        first_name=account.first_name,
        last_name=account.last_name,
        email=account.email,
        job_title=account.job_title,
        company_id=account.company_id,
        siret=account.company.siret,
        status=account.status,
        created_at=account.created_at,
        activated_at=account.activated_at,
    )


@api.get("/accounts")
@described(Scope.ACCOUNTS_READ, answer=AccountPage)
def list_accounts(query: AccountPlace) -> AccountPage:
    """Accounts, in the order in which they came."""
    named = None if query.identifier is None else normalise_identifier(query.identifier)
    rows, following = page_of(ACCOUNTS, query, named=named)
    return AccountPage([show(row) for row in rows], following)


@api.get("/accounts/<int(min=1,max=9223372036854775807):id>")
@described(Scope.ACCOUNTS_READ, answer=AccountShown, more=(404,))
def get_account(id: int) -> Answer:
    """One account."""
    row = row_of(ACCOUNTS, id)
    return shown(show(row), row.version)


@api.post("/accounts")
@described(Scope.ACCOUNTS_CREATE, status=201, answer=AccountShown, more=(409, 413, 415))
def create_account(json: NewAccount) -> Answer:
    """Creates an account, with its company where that is new; the activation mail leaves."""
    submission = writing.submission()
    person = Person(json.first_name.strip(), json.last_name.strip(), json.email, json.job_title.strip())
    made = accounts.create(
        facts_of(json),
        person,
        account_type=json.door,
        reason=(json.reason or "").strip() or None,
        even_if_known=(json.even_if_known or "").strip() or None,
        submission=submission,
        actor=access.calling_actor(),
    )
    location = url_for("api.get_account", id=made.id)
    return shown(show(made), made.version, status=201, location=location)


def facts_of(sent: NewAccount) -> CompanyFacts:
    """The company's facts: our own record's, which are not changed; else the directory's, completed."""
    siret = Siret.parse(sent.siret)
    directory: Directory = current_app.extensions["bascule.directory"]
    found, held = directory.find(siret), find_company_by_siret(siret)
    if held is not None:
        return CompanyFacts.of_held(held, is_closed=found.state is State.CLOSED)
    if found.state is State.UNAVAILABLE and not (sent.company_name or "").strip():
        raise Problem(503)  # whoever leaves the facts to the directory asks again when it answers
    if found.state is State.UNKNOWN:
        raise CompanyUnknown  # typed by hand in the console alone
    kind = sent.company_kind or found.kind
    if kind is None:
        raise Problem(
            422, errors=[{"field": "company_kind", "code": "missing", "detail": typo(KIND_MISSING)}]
        )
    try:
        return CompanyFacts.completed(
            found,
            kind=kind,
            phone=sent.company_phone,
            email=sent.company_email,
            acronym=sent.company_acronym,
            name=sent.company_name,
            address=sent.company_address,
            postcode=sent.company_postcode,
            city=sent.company_city,
        )
    except DomainError as error:
        field = f"company_{error.field}"
        point = {"field": field, "code": code_of(error), "detail": refusal(error)}
        raise Problem(422, errors=[point]) from error
