"""Who is of the staff, and who of them may act now."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select

from models.kernel import base
from models.kernel.base import db
from models.permissions import Permission, Role, allows
from models.staff.tables import Agent
from models.values import contacts


def find_agent_by_email(email: str) -> Agent | None:
    """The member of staff of that address, case-blind."""
    return db.session.scalar(select(Agent).where(Agent.email_key == contacts.email_key(email)))


def list_staff() -> list[Agent]:
    """Everybody of the staff, those who are gone included, by name."""
    return list(db.session.scalars(select(Agent).order_by(Agent.name_key, Agent.id)))


def list_staff_names() -> list[tuple[int, str]]:
    """The same, by number and name alone: what a list offers to choose from."""
    return [(number, name) for number, name in base.read(_names()).all()]


@cache
def _names() -> Select[int, str]:
    # Built once: every list that tells who did something offers them.
    return select(Agent.id, Agent.name).order_by(Agent.name_key, Agent.id)


def list_case_keepers() -> list[Agent]:
    """Those who may see to a case now, by name."""
    keepers = [role.value for role in Role if allows(role, Permission.KEEP_CASES)]
    query = select(Agent).where(Agent.role.in_(keepers), Agent.is_active)
    return list(db.session.scalars(query.order_by(Agent.name_key, Agent.id)))


def list_supervisors() -> list[Agent]:
    """The supervisors who may act now."""
    return _list_active(Role.SUPERVISOR)


def list_administrators() -> list[Agent]:
    """The administrators who may act now."""
    return _list_active(Role.ADMIN)


def _list_active(role: Role) -> list[Agent]:
    query = select(Agent).where(Agent.role == role.value, Agent.is_active)
    return list(db.session.scalars(query.order_by(Agent.id)))
