"""The base of every table, and the database behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, CursorResult, Engine, Executable, MetaData
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


READS, OURS, WROTE, COMMITTED = "reads", "ours", "wrote", "committed"
"""What a session's `info` says: the engine of its readings, if not the usual one; that a `transaction()` is
open, which is the primary's; that one may have been committed; that one was."""


class Routed(Session):
    """Reads of the engine that was chosen (models/kernel/replica.py), and writes to the primary."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any
    ) -> Engine | Connection:
        """Where a statement goes."""
        chosen: Engine | None = self.info.get(READS)
        if chosen is not None and bind is None and OURS not in self.info:
            return chosen
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **kwargs)


db = SQLAlchemy(
    metadata=Base.metadata, engine_options={"hide_parameters": True}, session_options={"class_": Routed}
)


def read(statement: Executable, values: Mapping[str, object] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """What a statement of columns alone answers: half of what the session does for one is for entities."""
    session = db.session()
    session.flush()  # as a query of the session would
    return session.connection().execute(statement, values)
