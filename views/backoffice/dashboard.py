"""The console's first page: what waits, as counts that lead to it, and the next action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_admin import expose

from models import accounts, attachments, cases, concessions, outbox
from models.permissions import Permission, allows
from views import access, formats
from views.backoffice.closed import Home
from views.backoffice.concessions import LOCKED
from views.backoffice.outbox import NOT_ARRIVED
from views.formats import NBSP


@dataclass(frozen=True)
class Stat:
    """A count that leads to what it counts."""

    count: int
    words: str
    href: str


def stats(role: str) -> list[Stat]:
    """What waits, for somebody of this role."""
    found = [
        _stat(cases.count_open(), "dossier ouvert", "dossiers ouverts", "cases", etat="open"),
        _stat(
            accounts.count_link_expired(),
            "compte jamais activé, lien expiré",
            "comptes jamais activés, lien expiré",
            "accounts",
            etat="link-expired",
        ),
        _stat(
            outbox.count_troubled(), "courriel pas arrivé", "courriels pas arrivés", "mails", etat=NOT_ARRIVED
        ),
        _stat(
            concessions.count_locked(),
            "intitulé en pause ou bloqué",
            "intitulés en pause ou bloqués",
            "concessions",
            etat=LOCKED,
        ),
    ]
    if allows(role, Permission.REVIEW):
        count = attachments.count_to_review()
        found.insert(0, _stat(count, "rattachement à contrôler", "rattachements à contrôler", "reviews"))
    return found


def _stat(count: int, one: str, many: str, screen: str, **filters: Any) -> Stat:
    return Stat(count, one if count < 2 else many, url_for(f"{screen}.index_view", **filters))


class Dashboard(Home):
    """Where the day begins."""

    @expose()
    def index(self) -> Any:
        """Counts, the next call, the cases that wait."""
        agent = access.current_agent()
        assert agent is not None
        counted = stats(str(agent.role))
        return self.render(
            "backoffice/dashboard.html",
            today=formats.day(formats.today()).replace(NBSP, " "),
            first_name=agent.name.split()[0] if agent.name.split() else agent.name,
            stats=[stat for stat in counted if stat.count],
            waiting=sum(stat.count for stat in counted),
            cases=cases.list_open(),
            questions=attachments.list_unanswered(agent),
            may_create=allows(str(agent.role), Permission.CREATE_ACCOUNT),
        )
