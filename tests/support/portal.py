"""What visitors of the portal type: the steps of a creation, a claim, a request to open the road."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import attachments
from models.accounts import ProAccount
from models.attachments import Evidence
from models.companies.directory import Establishment, State, kind_of
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import RoadOpeningRequest, earliest_start
from models.staff import Agent
from models.values.siret import Siret
from tests.support import people
from tests.support.uploads import multipart
from tests.support.visitor import Page, Visitor
from views import formats

COMPANY = {"kind": "entreprise", "phone": "02 35 22 33 44", "email": "contact@example.org"}

PERSON = {
    "first_name": "John",
    "last_name": "DOE",
    "email": "john.doe@example.org",
    "job_title": "Employé",
}

HERE = "/demarches/voirie/autorisations"


class KnownDirectory:
    """Knows what it was told."""

    def __init__(self) -> None:
        self.known: dict[str, Establishment] = {}

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """What it was told, else unknown."""
        return self.known.get(siret, Establishment.unknown(siret))

    def add(self, state: State = State.OPEN, category: str = "5710", **facts: object) -> Siret:
        """An establishment that it will describe."""
        siret = people.new_siret()
        known = {
            "name": "RESEAUX DU LITTORAL",
            "acronym": "RDL",
            "address": "HOTEL DES RESEAUX\n12 RUE DU PERREY",
            "postcode": "76600",
            "city": "LE HAVRE",
            "legal_category": category,
            "kind": kind_of(category),
        }
        self.known[siret] = Establishment(siret, state, **{**known, **facts})  # type: ignore[arg-type]
        return siret


def step_2(visitor: Visitor, directory: KnownDirectory, account_type: str = "pro", **facts: object) -> Page:
    siret = directory.add(**facts)  # type: ignore[arg-type]
    return visitor.open(f"/creer-un-compte/{account_type}").send(siret=siret).follow()


def step_3(visitor: Visitor, directory: KnownDirectory, **facts: object) -> Page:
    return step_2(visitor, directory, **facts).send(**COMPANY).follow()


def claim(visitor: Visitor, title: str, code: str = "7351", kind: str = "voirie") -> Page:
    return visitor.open(f"/rattachements/{kind}/nouveau").send(title=title, access_code=code)


def by_staff(agent: Agent, concession: Concession, account: ProAccount) -> None:
    attachments.attach(
        concession,
        account,
        evidence=Evidence.CODE,
        access_code="7351",
        actor=Actor.of_agent(agent),
    )


def typed(**changes: Any) -> dict[str, Any]:
    """The answers of a request that could be filed today."""
    starts_on = earliest_start(now()) + timedelta(days=2)
    return {
        "purpose": "Raccordement du n° 19",
        "street": "19 rue Georges Braque",
        "postcode": "76600",
        "city": "Le Havre",
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + timedelta(days=4)).isoformat(),
        "work_kind": "branchement",
        "surface": ["chaussee", "trottoir"],
        "traffic": "alternat",
        "description": "Tranchée de 4 m",
        "contractor": "",
        "site_contact": "Jo, 06 12 34 56 78",
        **changes,
    }


def send(visitor: Visitor, action: str, address: str = f"{HERE}/nouvelle", **changes: Any) -> Page:
    """Fills the form in and presses a button."""
    page = visitor.open(address)
    data = {**dict(page.form("purpose").form_values()), **typed(**changes), "action": action}
    return Page(visitor, visitor.client.post(address, data=data), address)


def upload(visitor: Visitor, *files: tuple[str, bytes], action: str = "brouillon") -> Page:
    """The same, with files."""
    page = visitor.open(f"{HERE}/nouvelle")
    data = {**dict(page.form("purpose").form_values()), **typed(), "action": action}
    answer = visitor.client.post(page.address, **multipart(data, documents=[*files]))
    return Page(visitor, answer, page.address)


def plain(words: str) -> str:
    """With ordinary spaces, as a page's words are compared."""
    return words.replace(formats.NBSP, " ")


def only() -> RoadOpeningRequest:
    """The one request that there is."""
    return db.session.scalars(db.select(RoadOpeningRequest)).one()
