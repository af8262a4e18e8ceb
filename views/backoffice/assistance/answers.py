"""How an answer to the caller's query is drawn while it is not in focus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from models.accounts import ProAccount
from models.assistance.answers import Row
from models.companies import Company
from models.companies.directory import State
from models.concessions import Concession
from views import formats
from views.backoffice.assistance import calls


@dataclass(frozen=True)
class Answer:
    """One line; `focus` is the address that puts it in the middle."""

    key: str
    name: str
    more: str
    status: Enum
    focus: dict[str, str | int]


def draw(row: Row, query: str) -> Answer:
    """A company, a person or a record that answers to a query."""
    name, more, status = _words(row)
    focus = calls.focus_on(row)
    return Answer(f"{next(iter(focus))}-{row.id}", name, more, status, {"q": query, **focus})


def _words(row: Row) -> tuple[str, str, Enum]:
    if isinstance(row, Company):
        return row.name, formats.siret_and_city(row.siret, row.city), State(row.directory_state)
    if isinstance(row, ProAccount):
        return row.full_name or row.identifier, f"{row.identifier}, {row.company.name}", row.status
    return row.title, ", ".join([row.reference, *filter(None, [whereabouts(row)])]), row.status


def whereabouts(record: Concession) -> str:
    """What tells records of one title apart: holder, street, town."""
    return ", ".join(filter(None, [record.holder, *record.address.splitlines(), record.city]))
