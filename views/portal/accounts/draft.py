"""What the three steps of an account's creation have learned so far, kept in the session."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from flask import session

from models.accounts import right_door
from models.directory import CompanyKind, Establishment, State
from models.values.siret import Siret

KEY = "creation"


@dataclass
class Draft:
    """An account being created. `is_complete`: step 2 was accepted. `made`: what the summary shows again."""

    door: str
    found: dict[str, Any]
    company: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    is_complete: bool = False
    made: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def begin(cls, door: str, found: Establishment) -> Draft:
        """A new one, as the directory answered."""
        facts = {name: getattr(found, name) for name in ("name", "acronym", "address", "postcode", "city")}
        return cls(
            door,
            facts
            | {
                "siret": str(found.siret),
                "state": found.state.value,
                "kind": found.kind.value if found.kind else "",
                "legal_category": found.legal_category or "",
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

    def take(self, door: str, found: Establishment) -> Draft:
        """The directory asked again: of one and the same company, what was typed is kept."""
        fresh = Draft.begin(door, found)
        if not self.made and self.found["siret"] == fresh.found["siret"]:
            fresh.company, fresh.person = self.company, self.person
            fresh.is_complete = self.is_complete and fresh.found == self.found
        return fresh

    def save(self) -> None:
        """Keeps it in the session."""
        session[KEY] = asdict(self)

    @property
    def establishment(self) -> Establishment:
        """What the directory answered."""
        kind = self.found["kind"]
        told = {**self.found, "siret": Siret(self.found["siret"]), "state": State(self.found["state"])}
        return Establishment(**{**told, "kind": CompanyKind(kind) if kind else None})

    @property
    def name(self) -> str:
        """The company's name, from the directory or as typed."""
        return str(self.found["name"] or self.company.get("name", ""))

    @property
    def right_door(self) -> str:
        """`pro` or `asso`, as the legal category decides; the button pressed where it is silent."""
        kind = self.company.get("kind") or self.found["kind"] or CompanyKind.OTHER.value
        return right_door(self.found["legal_category"], CompanyKind(kind), self.door)
