"""What the three steps of an account's creation have learned so far, kept in the session."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import NotRequired, TypedDict

from flask import session

from models.accounts import SignedUp, right_account_type
from models.companies import CompanyFacts
from models.companies.directory import CompanyKind, Establishment, State
from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from models.kernel.clock import now
from models.values import contacts
from models.values.siret import Siret

KEY = "creation"

Answers = dict[str, str | bool]
"""What was typed into a step, by field."""


class Found(TypedDict):
    """What the directory answered, as a session keeps it."""

    siret: str
    state: str
    kind: str
    legal_category: str
    name: str
    acronym: str
    address: str
    postcode: str
    city: str
    seen_at: NotRequired[str]


class Made(TypedDict, total=False):
    """What the summary shows again; what was begun before an update has only some of it.

    `identifier` is the one that is told, `account` that of the account that is there.
    """

    identifier: str
    account: str
    company: str
    email: str
    until: str
    version: int
    is_known: bool


@dataclass
class Draft:
    """An account being created. `is_complete`: step 2 was accepted. `made`: it is created."""

    account_type: str
    found: Found
    company: Answers = field(default_factory=dict)
    person: Answers = field(default_factory=dict)
    is_complete: bool = False
    made: Made = field(default_factory=lambda: Made())

    @classmethod
    def begin(cls, account_type: str, found: Establishment) -> Draft:
        """A new one, as the directory answered."""
        return cls(
            account_type,
            {
                "siret": str(found.siret),
                "state": found.state.value,
                "kind": found.kind.value if found.kind else "",
                "legal_category": found.legal_category or "",
                "name": found.name,
                "acronym": found.acronym,
                "address": found.address,
                "postcode": found.postcode,
                "city": found.city,
                "seen_at": found.seen_at.isoformat() if found.seen_at is not None else "",
            },
        )

    @classmethod
    def load(cls) -> Draft | None:
        """The one under way in this session."""
        kept = session.get(KEY)
        try:
            return cls(**kept) if kept else None
        except TypeError:  # begun before an update of the service
            return None

    def take(self, account_type: str, found: Establishment) -> Draft:
        """The directory asked again: of one and the same company, what was typed is kept."""
        fresh = Draft.begin(account_type, found)
        if not self.made and self.found["siret"] == fresh.found["siret"]:
            fresh.company, fresh.person = self.company, self.person
            fresh.is_complete = self.is_complete and fresh.establishment == self.establishment
        return fresh

    def save(self) -> None:
        """Keeps it in the session."""
        session[KEY] = asdict(self)

    def keep_company(self, typed: Answers, *, is_complete: bool) -> None:
        """Keeps what was typed of the company, accepted or not."""
        self.company, self.is_complete = typed, is_complete
        self.save()

    def keep_person(self, typed: Answers) -> None:
        """Keeps what was typed of the person, right or wrong."""
        self.person = typed
        self.save()

    def finish(self, signed_up: SignedUp, *, email: str) -> None:
        """The account is there: from here on the session knows the summary alone.

        `is_known`: it was there before, whoever asks is told the same, and changes nothing of it.
        """
        self.made = {
            "identifier": signed_up.identifier,
            "account": signed_up.account.identifier,
            "company": self.name,
            "is_known": signed_up.is_known,
        }
        self.company, self.person = {}, {}
        self.sent_to(email, signed_up.account.version)

    def sent_to(self, email: str, version: int) -> None:
        """A link has just gone to the address that was typed, or a mail to the one that we know."""
        until = (now() + LIFE[Purpose.ACTIVATION]).isoformat()
        self.made = {**self.made, "email": contacts.email(email), "until": until, "version": version}
        self.save()

    @property
    def establishment(self) -> Establishment:
        """What the directory answered."""
        kind, seen_at = self.found["kind"], self.found.get("seen_at")
        return Establishment(
            Siret(self.found["siret"]),
            State(self.found["state"]),
            name=self.found["name"],
            acronym=self.found["acronym"],
            address=self.found["address"],
            postcode=self.found["postcode"],
            city=self.found["city"],
            legal_category=self.found["legal_category"],
            kind=CompanyKind(kind) if kind else None,
            seen_at=datetime.fromisoformat(seen_at) if seen_at else None,
        )

    @property
    def facts(self) -> CompanyFacts:
        """The company as it will be registered. Raises `PhoneRefused`, `EmailRefused`."""
        typed = {name: str(answer) for name, answer in self.company.items()}
        return CompanyFacts.completed(self.establishment, kind=CompanyKind(typed.pop("kind")), **typed)

    @property
    def name(self) -> str:
        """The company's name, from the directory or as typed."""
        return self.found["name"] or str(self.company.get("name", ""))

    @property
    def right_account_type(self) -> str:
        """`pro` or `asso`, as the legal category decides; the button pressed where it is silent."""
        kind = str(self.company.get("kind") or self.found["kind"] or CompanyKind.OTHER.value)
        return right_account_type(self.found["legal_category"], CompanyKind(kind), self.account_type)

    @property
    def was_moved(self) -> bool:
        """Whether the account was created as the other type than the button that was pressed."""
        return not self.made["identifier"].startswith(f"{self.account_type}.")
