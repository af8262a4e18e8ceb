"""What answers to what was said on the telephone: companies, people, records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.assistance.caller_query import CallerQuery, QueryKind
from models.companies import Company
from models.concessions import Concession
from models.directory import State
from models.lists.search import Found, look
from views import formats

SHOWN = 6
"""Rows of one kind: more are found through the list."""

RECORD = (joinedload(Concession.open_attachment).lazyload("*"), joinedload(Concession.title_lock))
"""What the state of a record needs."""


@dataclass(frozen=True)
class Hits:
    """Everything that answers to what was said."""

    companies: list[Found] = field(default_factory=list)
    accounts: list[Found] = field(default_factory=list)
    concessions: list[Found] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many of each."""
        return len(self.companies), len(self.accounts), len(self.concessions)


def find(heard: CallerQuery) -> Hits:
    """Looks everywhere."""
    if heard.kind is QueryKind.NOTHING:
        return Hits()
    said = heard.search_text
    return Hits(
        look(Company, said, SHOWN),
        look(ProAccount, said, SHOWN),
        look(Concession, said, SHOWN, options=RECORD),
    )


def only(found: list[Found]) -> Any:
    """The one row that is named: the only exact one, else the only one at all."""
    exact = [one.row for one in found if one.exact]
    if len(exact) == 1:
        return exact[0]
    return found[0].row if len(found) == 1 and not exact else None


def records(said: str) -> list[Concession]:
    """The records that a title or a reference finds."""
    return [found.row for found in look(Concession, said, SHOWN, options=RECORD)] if said else []


@dataclass(frozen=True)
class Other:
    """An answer that is not in focus."""

    kind: str
    id: int
    name: str
    more: str
    status: Any
    focus: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_company(cls, it: Company) -> Other:
        """A company."""
        return cls(
            "structure", it.id, it.name, formats.siret_and_city(it.siret, it.city), State(it.directory_state)
        )

    @classmethod
    def of_account(cls, it: ProAccount) -> Other:
        """A person."""
        return cls(
            "compte", it.id, it.full_name or it.identifier, f"{it.identifier}, {it.company.name}", it.status
        )

    @classmethod
    def of_record(cls, it: Concession) -> Other:
        """A record."""
        return cls("concession", it.id, it.title, it.reference, it.status)
