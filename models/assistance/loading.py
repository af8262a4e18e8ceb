"""What is read along with a record of the old portal, so that its status asks for nothing more."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from models.concessions import Concession


@cache
def with_status() -> tuple[ORMOption, ...]:
    """The options of a query; made when it is asked for: making them asks for every table at once."""
    return (
        # Only whether there is one: with its company, SQLite would read every attachment first.
        joinedload(Concession.open_attachment).lazyload("*"),
        joinedload(Concession.title_lock),
    )
