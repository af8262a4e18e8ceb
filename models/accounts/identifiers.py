"""Identifiers of people: made of their names, each given once and for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count

from sqlalchemy.dialects import postgresql, sqlite

from models.accounts.tables import UsedIdentifier
from models.kernel.base import db
from models.values.text import identifier


def reserve(account_type: str, first_name: str, last_name: str) -> str:
    """The first of base, base2, base3… that was never given, given now."""
    # ON CONFLICT lets two writers race for it safely.
    session = db.session()
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for candidate, digest in _candidates(account_type, first_name, last_name):
        taken = dialect.insert(UsedIdentifier).values(digest=digest).on_conflict_do_nothing()
        # What came back, not the row count: with RETURNING, drivers disagree on that one.
        if session.scalar(taken.returning(UsedIdentifier.digest)) is not None:
            return candidate
    raise AssertionError("there is always one more")


def next_free(account_type: str, first_name: str, last_name: str) -> str:
    """The identifier that a person of these names would be given now."""
    return next(
        candidate
        for candidate, digest in _candidates(account_type, first_name, last_name)
        if db.session.get(UsedIdentifier, digest) is None
    )


def _candidates(account_type: str, first_name: str, last_name: str) -> Iterator[tuple[str, str]]:
    base = identifier(account_type, first_name, last_name)
    for number in count(1):
        candidate = base if number == 1 else f"{base}{number}"
        yield candidate, hashlib.sha256(candidate.encode()).hexdigest()
