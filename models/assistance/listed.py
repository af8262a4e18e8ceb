"""Establishments that only the national directory knows, found by the name that the caller says."""

from __future__ import annotations

from sqlalchemy import select

from models.assistance.caller_query import CallerQuery, QueryKind
from models.companies import Company
from models.companies.directory import Establishment, SearchedDirectory
from models.kernel.base import db

LIMIT = 8
"""More are not read to anybody on the telephone: the town leaves fewer."""


def find_listed(query: CallerQuery, directory: SearchedDirectory) -> tuple[Establishment, ...]:
    """Those at hand whose names and town hold what was said, without those that a company of ours bears."""
    if query.kind is not QueryKind.WORDS:
        return ()
    found = directory.search(query.text, LIMIT)
    if not found:
        return ()
    ours = select(Company.siret).where(Company.siret.in_([str(site.siret) for site in found]))
    held = set(db.session.scalars(ours))
    return tuple(site for site in found if site.siret not in held)
