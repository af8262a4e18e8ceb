"""What searches find of a request follows the company and the record that it names."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from models.companies import Company
from models.kernel.base import db
from models.road_openings.tables import RoadOpeningRequest


def refresh_search_of_company(company: Company) -> None:
    """The requests of a company whose name or number is another."""
    _refresh(RoadOpeningRequest.company_id == company.id)


def refresh_search_of_concessions(concession_ids: list[int]) -> None:
    """Those of records whose title a file has changed."""
    _refresh(RoadOpeningRequest.concession_id.in_(concession_ids))


def _refresh(which: ColumnElement[bool]) -> None:
    for request in db.session.scalars(select(RoadOpeningRequest).where(which)):
        request.refresh_search()
