"""Whom a call is about, and which record: what was chosen, else what the query names alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm.interfaces import ORMOption

from models.accounts import ProAccount
from models.assistance import matching
from models.assistance.answers import Answers, only
from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.loading import with_status
from models.assistance.matching import Match
from models.cases import Case
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import Base, db
from models.road_openings import RoadOpeningRequest
from models.road_openings.queries import find_request_by_reference

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
    request: RoadOpeningRequest | None = None
    """The request whose number was said."""
    guesses: tuple[Match[Company], ...] = ()
    """While no company is known: those whose record this probably is."""


def find_focus(query: CallerQuery, answers: Answers, choice: Choice) -> Focus:
    """Whom the call is about. Raises `ChosenUnknown`."""
    focus = _chosen(choice)
    if focus.company is None:
        focus = _named(query, answers, focus.record)
    if focus.company is None and focus.record is None and query.kind is QueryKind.WORDS:
        focus = _by_request(query) if not any(answers.counts) else focus
    if focus.company is None and focus.record is not None:
        return replace(_by_record(focus.record), request=focus.request)
    return focus


def _by_request(query: CallerQuery) -> Focus:
    """Whoever filed the request of that number, and the concession that it is about."""
    # What no column holds (NUL, half a surrogate pair) names nothing, and no engine takes it.
    request = find_request_by_reference(query.text.upper()) if query.text.isprintable() else None
    if request is None or (request.first_filed_at is None and request.imported_at is None):
        return Focus()  # a draft is nobody's business yet
    # Read along with it already, but without what its status asks for.
    query_of_record = select(Concession).where(Concession.id == request.concession_id)
    again = query_of_record.options(*with_status()).execution_options(populate_existing=True)
    return Focus(request.company, record=db.session.scalar(again), request=request)


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
    """The company of the case that is named, or of all the answers, where they have but one."""
    case: Case | None = only(answers.cases)
    if case is not None and case.company is not None:
        return case.company
    named = {found.row.id: found.row for found in answers.companies}
    named |= {found.row.company_id: found.row.company for found in answers.accounts}
    named |= {found.row.company_id: found.row.company for found in answers.cases if found.row.company}
    return next(iter(named.values())) if len(named) == 1 else None


def _by_record(record: Concession) -> Focus:
    """The company that holds the record, or whose record it surely is."""
    if record.open_attachment is not None:
        return Focus(record.open_attachment.company, record=record)
    guesses = tuple(guess for guess in matching.companies_of(record) if guess.is_probable)
    sure = next((guess.row for guess in guesses if guess.is_confident), None)
    return Focus(sure, record=record, guesses=() if sure is not None else guesses)
