"""The search over companies, people and records for what a caller says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from models.accounts import ProAccount
from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.loading import with_status
from models.companies import Company
from models.concessions import Concession
from models.lists.looks import Found, look

LIMIT = 6
"""Rows of one kind: more are found through the list."""

Row = Company | ProAccount | Concession


@dataclass(frozen=True)
class Answers:
    """Everything that answers to a query, kind by kind."""

    companies: tuple[Found, ...] = ()
    accounts: tuple[Found, ...] = ()
    records: tuple[Found, ...] = ()

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many of each."""
        return len(self.companies), len(self.accounts), len(self.records)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, kind by kind."""
        return (found.row for found in (*self.companies, *self.accounts, *self.records))

    def excluding(self, shown: Collection[Row | None]) -> tuple[Row, ...]:
        """The rows that are not shown already."""
        return tuple(row for row in self.rows if row not in shown)


def search_all(query: CallerQuery) -> Answers:
    """What answers to a query, in every kind; nothing to an empty one."""
    if query.kind is QueryKind.NOTHING:
        return Answers()
    text = query.search_text
    return Answers(
        tuple(look(Company, text, LIMIT)),
        tuple(look(ProAccount, text, LIMIT)),
        tuple(look(Concession, text, LIMIT, options=with_status())),
    )


def search_records(text: str) -> list[Concession]:
    """The records that a title or a reference finds; none for an empty one."""
    return [found.row for found in look(Concession, text, LIMIT, options=with_status())] if text else []


def only(answers: Sequence[Found]) -> Any:
    """The one row that is named: the only exact one, else the only one at all; None where it is not clear."""
    exact = [found.row for found in answers if found.exact]
    if len(exact) == 1:
        return exact[0]
    return answers[0].row if len(answers) == 1 and not exact else None
