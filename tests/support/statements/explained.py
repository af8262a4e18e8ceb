"""How an engine means to answer a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, text

from models.kernel.base import db


def plan_of(statement: Select[Any]) -> str:
    """The plan, in the engine's own words; PostgreSQL reads no table whole and sorts nothing if it can."""
    compiled = statement.compile(db.engine, compile_kwargs={"render_postcompile": True})
    session = db.session()
    if db.engine.dialect.name == "sqlite":
        explained = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}",
            tuple(compiled.params[name] for name in compiled.positiontup or ()),
        )
        return "\n".join(row[3] for row in explained)
    for setting in ("seqscan", "sort"):
        session.execute(text(f"SET LOCAL enable_{setting} = off"))
    explained = session.connection().exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
    return "\n".join(row[0] for row in explained)
