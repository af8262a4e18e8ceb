"""The console's navigation: one table, filtered by what is served and what the person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app, request, url_for

from models.permissions import Permission, allows


class HasRole(Protocol):
    """Whoever stands before the menu."""

    @property
    def role(self) -> Any: ...


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    endpoint: str
    label: str
    icon: str
    permission: Permission = Permission.READ
    key: str = ""
    """The letter that leads here, after G (views/keys.py)."""


NAV: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Au téléphone",
        (
            Entry("migration.index", "Migration assistée", "telephone-inbound", key="m"),
            Entry("cases.index_view", "Dossiers", "folder2-open", key="d"),
        ),
    ),
    (
        "Registre",
        (
            Entry("companies.index_view", "Structures", "building", key="s"),
            Entry("accounts.index_view", "Comptes", "person-badge", key="c"),
            Entry("concessions.index_view", "Concessions", "diagram-3", key="o"),
            Entry("attachments.index_view", "Rattachements", "link-45deg", key="r"),
            Entry("requests.index_view", "Demandes", "cone-striped", key="e"),
        ),
    ),
    (
        "Suivi",
        (
            Entry("console.index", "Tableau de bord", "speedometer2", key="t"),
            Entry("reviews.index_view", "Contrôle", "shield-check", Permission.REVIEW, key="l"),
            Entry("campaign.index", "Pilotage", "graph-up-arrow", Permission.STATISTICS, key="p"),
            Entry("audit.index_view", "Journal", "journal-text", Permission.READ_TRAIL, key="j"),
            Entry("mails.index_view", "Courriels", "envelope", key="u"),
        ),
    ),
    (
        "Réglages",
        (
            Entry("imports.index", "Imports", "upload", Permission.IMPORT, key="i"),
            Entry("staff.index_view", "Agents", "people", Permission.MANAGE_STAFF, key="a"),
        ),
    ),
)


def menu(person: HasRole) -> list[tuple[str, list[dict[str, Any]]]]:
    """The groups and lines that this person may follow here; the current one says so."""
    served = current_app.view_functions
    groups = []
    for title, entries in NAV:
        lines = [
            {
                "href": url_for(e.endpoint),
                "label": e.label,
                "icon": e.icon,
                "key": e.key,
                "here": _is_here(e.endpoint),
            }
            for e in entries
            if e.endpoint in served and allows(person.role, e.permission)
        ]
        if lines:
            groups.append((title, lines))
    return groups


def _is_here(endpoint: str) -> bool:
    if request.endpoint == endpoint:
        return True
    screen, _, name = endpoint.partition(".")
    listed = {e.endpoint for _, entries in NAV for e in entries}
    return name == "index_view" and request.blueprint == screen and request.endpoint not in listed


def search_box() -> dict[str, str] | None:
    """Where the search of the top bar leads: the assisted migration, else the list of concessions."""
    for endpoint, field in (("migration.index", "q"), ("concessions.index_view", "search")):
        if endpoint in current_app.view_functions:
            return {"action": url_for(endpoint), "field": field}
    return None
