"""What is read along with a record of the old portal, so that its status asks for nothing more."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from models.concessions import Concession

WITH_STATUS = (
    # Only whether there is one: with its company, SQLite would read every attachment first.
    joinedload(Concession.open_attachment).lazyload("*"),
    joinedload(Concession.title_lock),
)
