"""Who acts, and by which door they came: handed to every operation, never looked up below the views."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from models.permissions import Permission, allows

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from models.accounts import ProAccount
    from models.staff import Agent
    from models.staff.machines import ApiClient


class Site(StrEnum):
    """Two doors on one house; a session opens one of them."""

    PORTAL = "portal"
    BACKOFFICE = "backoffice"


@dataclass(frozen=True)
class Actor:
    """One who acts, as the trail will tell it.

    kind: `agent`, `account`, `client`, `system` or `anonymous`; role: one of staff (clients have one too),
    `company`, `system` or `anonymous`.
    """

    kind: str
    id: int | None
    name: str
    role: str
    request_id: str | None = None
    ip: str | None = None

    @classmethod
    def system(cls, name: str) -> Actor:
        """A command or the worker."""
        return cls("system", None, name, "system")

    @classmethod
    def anonymous(cls, *, ip: str | None = None, request_id: str | None = None) -> Actor:
        """A visitor who has not signed in."""
        return cls("anonymous", None, "", "anonymous", request_id, ip)

    @classmethod
    def of_agent(cls, agent: Agent, *, ip: str | None = None, request_id: str | None = None) -> Actor:
        """A member of staff."""
        return cls("agent", agent.id, agent.name, str(agent.role), request_id, ip)

    @classmethod
    def of_account(
        cls, account: ProAccount, *, ip: str | None = None, request_id: str | None = None
    ) -> Actor:
        """A company's person."""
        return cls("account", account.id, account.identifier, "company", request_id, ip)

    @classmethod
    def of_client(cls, client: ApiClient, *, ip: str | None = None, request_id: str | None = None) -> Actor:
        """A program of another house, which has a role of staff."""
        return cls("client", client.id, client.name, client.role, request_id, ip)

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of staff."""
        return self.kind == "agent"

    @property
    def has_role(self) -> bool:
        """Whether a role of staff says what this one may: a member of staff, or a client with its key."""
        return self.kind in ("agent", "client")

    @property
    def is_of_house(self) -> bool:
        """Whether this is staff, a client, a command or the worker: nobody whom we do not know."""
        return self.kind in ("agent", "client", "system")

    def may(self, permission: Permission) -> bool:
        """Whether the actor's role holds the permission; the system holds all, companies none."""
        return self.kind == "system" or (self.has_role and allows(self.role, permission))


def columns_of(person: Agent | ProAccount) -> dict[str, int]:
    """How a row that belongs to one of either population names its person: `agent_id` or `account_id`."""
    return {f"{person.audit_kind}_id": person.id}


def row_is_of(table: Any, person: Agent | ProAccount) -> ColumnElement[bool]:
    """The clause of such a table's rows that are this person's."""
    [(name, number)] = columns_of(person).items()
    return getattr(table, name) == number  # type: ignore[no-any-return]
