"""What searches find of a request follows the company and the record that it names."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from models.companies import Company
from models.kernel.base import db
from models.kernel.locks import locked
from models.kernel.transactions import transaction
from models.road_openings.tables import RoadOpeningRequest

AT_ONCE = 200
"""Requests that one transaction looks at."""


def refresh_search_of_company(company: Company) -> None:
    """The requests of a company whose name or number is another."""
    _refresh(RoadOpeningRequest.company_id == company.id)


def refresh_search_of_concessions(concession_ids: list[int]) -> None:
    """Those of records whose title a file has changed."""
    _refresh(RoadOpeningRequest.concession_id.in_(concession_ids))


def has_any_request() -> bool:
    """Whether there is any to look at."""
    return db.session.scalar(select(RoadOpeningRequest.id).limit(1)) is not None


def mend_texts(after: int) -> int | None:
    """Rebuilds, in one transaction, the texts of the next requests that names have left behind.

    The number of the last of them; None behind the last of all.
    """
    kind = RoadOpeningRequest
    first = select(kind.id).where(kind.id > after).order_by(kind.id).limit(AT_ONCE)
    names = selectinload(kind.company), selectinload(kind.concession)
    with transaction() as session:
        # Locked before their names are read: whoever gives a new one has written it then, or writes it after.
        numbers = session.scalars(locked(first, kind)).all()
        query = select(kind).where(kind.id.in_(numbers)).options(*names)
        for request in session.scalars(query.execution_options(populate_existing=True)):
            request.refresh_search()
    return numbers[-1] if numbers else None


def _refresh(which: ColumnElement[bool]) -> None:
    for request in db.session.scalars(select(RoadOpeningRequest).where(which)):
        request.refresh_search()
