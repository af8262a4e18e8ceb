"""What privileges hold of the trail on PostgreSQL, besides its triggers: read it, append to it, no more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from models.storage import registry

ERASABLE = ("actor_name", "subject_label", "ip", "before", "after", "reason", "search", "erased_by")
"""The columns of a detail that an erasure writes."""

_AUDIT_TABLES = "audit_events, audit_details"
_FREE = ("UPDATE", "DELETE", "TRUNCATE")


class Holding(StrEnum):
    """Who the application is to the trail's tables."""

    APART = "apart"
    """Another role owns them: what the application was not granted it cannot grant itself."""

    OWNER = "owner"
    """Its own: mistakes are stopped, but it could give itself more."""

    SUPERUSER = "superuser"
    """No privilege is ever looked at."""


@dataclass(frozen=True)
class Held:
    """What the database says of the role that asks: who it is, who owns, what it has too much."""

    role: str
    owner: str
    holding: Holding
    excess: tuple[str, ...]


def apply(connection: Connection, role: str | None = None) -> None:
    """Leaves to owner and application what the trail needs; `role` is the application's, if not the owner.

    Run by the owner after each upgrade: a table that is new gets its grants too.
    """
    if connection.dialect.name != "postgresql":
        return
    run, quote = connection.exec_driver_sql, connection.dialect.identifier_preparer.quote
    owner = _owner(connection)
    run(f"REVOKE {', '.join(_FREE)} ON {_AUDIT_TABLES} FROM PUBLIC, {quote(owner)}")
    _append_and_erase(connection, owner)
    # The check of a detail's foreign key locks its event in the owner's name, which asks for the right to
    # update one column of it at least. Nobody but the owner needs it, and the trigger refuses its use.
    run(f"GRANT UPDATE (sequence) ON audit_events TO {quote(owner)}")
    if role is None or role == owner:
        return
    ours = ", ".join(quote(table.name) for table in registry.load().metadata.sorted_tables)
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {ours} TO {quote(role)}")
    run(f"GRANT SELECT ON alembic_version TO {quote(role)}")
    for sequence in _sequences(connection):
        run(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {sequence} TO {quote(role)}")
    run(f"REVOKE ALL ON {_AUDIT_TABLES} FROM {quote(role)}")
    _append_and_erase(connection, role)


def _append_and_erase(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.exec_driver_sql(f"GRANT SELECT, INSERT ON {_AUDIT_TABLES} TO {quoted}")
    connection.exec_driver_sql(f"GRANT UPDATE ({', '.join(ERASABLE)}) ON audit_details TO {quoted}")


def lift(connection: Connection) -> None:
    """Lets the owner empty the trail in this transaction, for a restore; `apply` takes it back."""
    quoted = connection.dialect.identifier_preparer.quote(_owner(connection))
    connection.exec_driver_sql(f"GRANT TRUNCATE ON {_AUDIT_TABLES} TO {quoted}")


def held(connection: Connection) -> Held | None:
    """What privileges hold for the role that asks; None where the engine knows none."""
    if connection.dialect.name != "postgresql":
        return None
    owner = _owner(connection)
    role, superuser, member = connection.exec_driver_sql(
        "SELECT current_user, rolsuper, pg_has_role(current_user, %s, 'MEMBER')"
        " FROM pg_roles WHERE rolname = current_user",
        (owner,),
    ).one()
    holding = Holding.SUPERUSER if superuser else Holding.OWNER if member else Holding.APART
    return Held(role, owner, holding, () if superuser else tuple(_excess(connection, holding)))


def _excess(connection: Connection, holding: Holding) -> list[str]:
    found = []
    for table in _AUDIT_TABLES.split(", "):
        for right in _FREE:
            query = "SELECT has_table_privilege(%s, %s)"
            if connection.exec_driver_sql(query, (table, right)).scalar_one():
                found.append(f"{right} on {table}")
    anywhere = "SELECT has_any_column_privilege('audit_events', 'UPDATE')"
    if holding is Holding.APART and not found and connection.exec_driver_sql(anywhere).scalar_one():
        found.append("UPDATE on audit_events")
    return found


def _owner(connection: Connection) -> str:
    query = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'audit_events'::regclass"
    return str(connection.exec_driver_sql(query).scalar_one())


def _sequences(connection: Connection) -> list[str]:
    query = (
        "SELECT DISTINCT pg_get_serial_sequence(quote_ident(table_name), column_name) AS name"
        " FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY name"
    )
    wanted = connection.exec_driver_sql(query).scalars()
    return [str(name) for name in wanted if name is not None]
