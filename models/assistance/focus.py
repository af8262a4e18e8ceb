"""Whom a call is about, and which record: what was chosen, else what the query names alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm.interfaces import ORMOption

from models.accounts import ProAccount
from models.assistance import matching
from models.assistance.answers import Answers, only
from models.assistance.caller_query import CallerQuery
from models.assistance.loading import with_status
from models.assistance.matching import Match
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import Base, db

Table = TypeVar("Table", bound=Base)


class ChosenUnknown(LookupError):
    """What was chosen is no row of ours, or no longer one."""


@dataclass(frozen=True)
class Choice:
    """What was chosen among the answers, by number, and the title that the caller says later."""

    company_id: int | None = None
    account_id: int | None = None
    record_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Focus:
    """The company, the person and the record that a call is about, as far as they are known."""

    company: Company | None = None
    account: ProAccount | None = None
    record: Concession | None = None
    guesses: tuple[Match[Company], ...] = ()
    """While no company is known: those whose record this probably is."""


def find_focus(query: CallerQuery, answers: Answers, choice: Choice) -> Focus:
    """Whom the call is about. Raises `ChosenUnknown`."""
    focus = _chosen(choice)
    if focus.company is None:
        focus = _named(query, answers, focus.record)
    if focus.company is None and focus.record is not None:
        return _by_record(focus.record)
    return focus


def _chosen(choice: Choice) -> Focus:
    company = _load(Company, choice.company_id)
    account = _load(ProAccount, choice.account_id)
    record = _load(Concession, choice.record_id, with_status())
    return Focus(company if account is None else account.company, account, record)


def _load(table: type[Table], number: int | None, options: Sequence[ORMOption] = ()) -> Table | None:
    if number is None:
        return None
    row = db.session.get(table, number, options=options)
    if row is None:
        raise ChosenUnknown
    return row


def _named(query: CallerQuery, answers: Answers, record: Concession | None) -> Focus:
    """A query names a company, a person or a record when it names but one."""
    if query.siret is not None:
        # The search finds what it names, so that nothing is left to ask for.
        held = (found.row for found in answers.companies if found.row.siret == query.siret)
        return Focus(next(held, None), record=record)
    account: ProAccount | None = only(answers.accounts)
    company: Company | None = only(answers.companies)
    record = record or only(answers.records)
    if account is not None and (company is None or company.id == account.company_id):
        return Focus(account.company, account, record)
    if company is None and record is None:
        company = _common_company(answers)
    return Focus(company, record=record)


def _common_company(answers: Answers) -> Company | None:
    """The company of all the answers, where they have but one."""
    named = {found.row.id: found.row for found in answers.companies}
    named |= {found.row.company_id: found.row.company for found in answers.accounts}
    return next(iter(named.values())) if len(named) == 1 else None


def _by_record(record: Concession) -> Focus:
    """The company that holds the record, or whose record it surely is."""
    if record.open_attachment is not None:
        return Focus(record.open_attachment.company, record=record)
    guesses = tuple(guess for guess in matching.companies_of(record) if guess.is_probable)
    sure = next((guess.row for guess in guesses if guess.is_confident), None)
    return Focus(sure, record=record, guesses=() if sure is not None else guesses)
