"""What is read along with a record of the old portal, so that its status asks for nothing more."""

from __future__ import annotations

from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from models.concessions import Concession


def with_status() -> tuple[ORMOption, ...]:
    """The options of a query; made when they are needed, since by then every table is known."""
    # Only whether there is one: with its company, SQLite would read every attachment first.
    attachment = joinedload(Concession.open_attachment).lazyload("*")
    return attachment, joinedload(Concession.title_lock)
