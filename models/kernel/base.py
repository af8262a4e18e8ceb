"""The base of every table, and the database behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, Executable, MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The tables of Bascule. Constraint names are fixed so that migrations can name them."""

    lock_shares_key: ClassVar[bool] = False
    """Whether a locked row may still be referred to by others (`FOR NO KEY UPDATE`).

    For whom mails are owed to: their rows would wait for each other, and deadlock.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata, engine_options={"hide_parameters": True})


def read(statement: Executable, values: Mapping[str, object] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """What a statement of columns alone answers: half of what the session does for one is for entities."""
    session = db.session()
    session.flush()  # as a query of the session would
    return session.connection().execute(statement, values)
