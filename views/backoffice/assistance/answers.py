"""How an answer to the caller's query is drawn while it is not in focus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import url_for

from models.accounts import ProAccount
from models.assistance.answers import Row
from models.cases import Case
from models.companies import Company
from models.companies.directory import State
from models.concessions import Concession
from views import formats
from views.backoffice.assistance import calls
from views.messages import Tag, label_of, tag_of


@dataclass(frozen=True)
class Answer:
    """One line; `href` puts it in the middle, or opens a case that is no company's."""

    key: str
    name: str
    more: str
    status: Enum | Tag
    href: str


def draw(row: Row, query: str) -> Answer:
    """A company, a person, a record or a case that answers to a query."""
    if isinstance(row, Case):
        return _case(row, query)
    name, more, status = _words(row)
    focus = calls.focus_on(row)
    return Answer(f"{next(iter(focus))}-{row.id}", name, more, status, _href(q=query, **focus))


def _case(case: Case, query: str) -> Answer:
    """Its company takes its place in the middle; a visitor's has none."""
    if case.company is not None:
        who, href = case.company.name, _href(q=query, structure=case.company.id)
    else:
        who, href = "visiteur du portail", url_for("cases.details_view", id=case.id)
    status = tag_of("CaseState", "open" if case.is_open else "closed")
    return Answer(
        f"dossier-{case.id}",
        case.subject,
        f"{case.number}, {label_of('CaseKind', case.kind)}, {who}",
        status,
        href,
    )


def _href(**focus: Any) -> str:
    return url_for("assistance.index", **focus)


def _words(row: Company | ProAccount | Concession) -> tuple[str, str, Enum]:
    if isinstance(row, Company):
        return row.name, formats.siret_and_city(row.siret, row.city), State(row.directory_state)
    if isinstance(row, ProAccount):
        return row.full_name or row.identifier, f"{row.identifier}, {row.company.name}", row.status
    return row.title, ", ".join([row.reference, *filter(None, [whereabouts(row)])]), row.status


def whereabouts(record: Concession) -> str:
    """What tells records of one title apart: holder, street, town."""
    return ", ".join(filter(None, [record.holder, *record.address.splitlines(), record.city]))
