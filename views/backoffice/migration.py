"""The assisted migration: whatever the caller says, what it finds, and the next action on each."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_admin import expose

from models import companies, search
from models.accounts import ProAccount
from models.companies import Company
from models.concessions import Concession
from models.directory import Directory, Establishment
from models.permissions import Permission, allows
from models.siret import Siret, SiretRefused
from views import access
from views.backoffice.closed import Room
from views.backoffice.columns import searched
from views.messages.assisted import told

SHOWN = 8


def siret_in(said: str) -> Siret | None:
    """The SIRET that was said, if it is one."""
    try:
        return Siret.parse(said)
    except SiretRefused:
        return None


class Migration(Room):
    """One field, three populations."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Migration assistée", endpoint="migration", url="migration")

    @expose("/")
    def index(self) -> Any:
        """What the caller said, found everywhere."""
        said = searched(request.args.get("q", ""))
        siret = siret_in(said)
        query = str(siret) if siret is not None else said
        held = companies.find_by_siret(siret) if siret is not None else None
        found = self._ask(siret) if siret is not None and held is None else None
        agent = access.current_agent()
        return self.render(
            "backoffice/migration.html",
            said=said,
            siret=siret,
            found=found,
            told=told(found) if found is not None else None,
            companies=search.find(Company, query, SHOWN) if said else [],
            accounts=search.find(ProAccount, query, SHOWN) if said else [],
            concessions=search.find(Concession, query, SHOWN) if said else [],
            may_create=agent is not None and allows(str(agent.role), Permission.CREATE_ACCOUNT),
            may_attach=agent is not None and allows(str(agent.role), Permission.ATTACH),
        )

    @staticmethod
    def _ask(siret: Siret) -> Establishment:
        directory: Directory = current_app.extensions["bascule.directory"]
        return directory.find(siret)
