"""The search over companies, people, records and cases for what a caller says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from models.accounts import ProAccount
from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.loading import with_status
from models.cases import Case
from models.companies import Company
from models.concessions import Concession
from models.lists.looks import Found, look
from models.lists.search_words import TRIGRAM
from models.values import case_numbers, contacts
from models.values.text import fold

LIMIT = 6
"""Rows of one kind: more are found through the list."""

Row = Company | ProAccount | Concession | Case


@dataclass(frozen=True)
class Answers:
    """Everything that answers to a query, kind by kind."""

    companies: tuple[Found, ...] = ()
    accounts: tuple[Found, ...] = ()
    records: tuple[Found, ...] = ()
    cases: tuple[Found, ...] = ()
    """Those that their subject, a question or its phone names, not the company, which answers for itself."""

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many of each."""
        return len(self.companies), len(self.accounts), len(self.records), len(self.cases)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, kind by kind."""
        return (found.row for found in (*self.companies, *self.accounts, *self.records, *self.cases))

    def excluding(self, shown: Collection[Row | None]) -> tuple[Row, ...]:
        """The rows that are not shown already."""
        return tuple(row for row in self.rows if row not in shown)


def search_all(query: CallerQuery) -> Answers:
    """What answers to a query, in every kind; nothing to an empty one."""
    if query.kind is QueryKind.NOTHING:
        return Answers()
    text = query.search_text
    companies, accounts = look(Company, text, LIMIT), look(ProAccount, text, LIMIT)
    records = look(Concession, text, LIMIT, options=with_status())
    answering = {found.row.id for found in companies} | {found.row.company_id for found in accounts}
    cases = [found for found in _look_at_cases(query) if found.row.company_id not in answering]
    return Answers(tuple(companies), tuple(accounts), tuple(records), tuple(cases))


def _look_at_cases(query: CallerQuery) -> list[Found]:
    """Of what names nobody by itself: a case's number, words of its index, the phone that a question left."""
    if case_numbers.read(query.text):
        text = query.text
    elif query.kind is QueryKind.PHONE:
        text = contacts.national(contacts.phone(query.text))
    elif query.kind is QueryKind.WORDS:
        words = [word for word in fold(query.text).split() if len(word) >= TRIGRAM]
        # Digits alone are another number's, and would be found among those of cases.
        text = "" if all(word.isdigit() for word in words) else " ".join(words)
    else:
        text = ""
    return look(Case, text, LIMIT, options=_with_company()) if text else []


@cache
def _with_company() -> tuple[ORMOption, ...]:
    return (joinedload(Case.company),)


def search_records(text: str) -> list[Concession]:
    """The records that a title or a reference finds; none for an empty one."""
    return [found.row for found in look(Concession, text, LIMIT, options=with_status())] if text else []


def only(answers: Sequence[Found]) -> Any:
    """The one row that is named: the only exact one, else the only one at all; None where it is not clear."""
    exact = [found.row for found in answers if found.exact]
    if len(exact) == 1:
        return exact[0]
    return answers[0].row if len(answers) == 1 and not exact else None
