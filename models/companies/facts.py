"""What is known of a company at its registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.companies.directory import CompanyKind, Establishment, State
from models.values import contacts
from models.values.siret import Siret

if TYPE_CHECKING:
    from models.companies.tables import Company

NOT_DIFFUSED = "[ND]"


@dataclass(frozen=True)
class CompanyFacts:
    """What is known of a company at its registration: from the directory, completed by a person.

    phone is E.164, email as accepted by `contacts.email`, address lines are separated by newlines.
    """

    siret: Siret
    name: str
    kind: CompanyKind
    phone: str
    email: str
    acronym: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    legal_category: str = ""
    state: State = State.OPEN

    def __post_init__(self) -> None:
        # The directory's mark of what it keeps to itself: nobody's name, nobody's street.
        for name in ("name", "acronym", "address", "postcode", "city"):
            if NOT_DIFFUSED in getattr(self, name):
                object.__setattr__(self, name, "")

    @classmethod
    def of_held(cls, company: Company, *, is_closed: bool) -> CompanyFacts:
        """Our own record's, which are not changed; `is_closed`: by what the directory says today."""
        return cls(
            siret=Siret(company.siret),
            name=company.name,
            kind=CompanyKind(company.kind),
            phone="",  # what the company told us is not this person's
            email="",
            legal_category=company.legal_category,
            state=State.CLOSED if is_closed else State.OPEN,
        )

    @classmethod
    def completed(
        cls, found: Establishment, *, kind: CompanyKind, phone: str, email: str, **typed: str
    ) -> CompanyFacts:
        """The directory's answer completed by what was typed; where the directory speaks, it is right."""

        def known(name: str) -> str:
            return str(getattr(found, name) or typed.get(name) or "").strip()

        return cls(
            siret=found.siret,
            name=known("name"),
            kind=CompanyKind(kind),
            phone=contacts.phone(phone),
            email=contacts.email(email),
            acronym=(typed.get("acronym") or found.acronym or "").strip(),
            address=known("address"),
            postcode=known("postcode"),
            city=known("city"),
            legal_category=found.legal_category or "",
            state=found.state,
        )
