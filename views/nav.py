"""The console's navigation: its places (views/places.py), by what is served and what the person may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from flask import current_app, g, request

from models.permissions import allows
from models.reports import pending_counts
from models.reports.pending_counts import Around
from views.drawing import addresses
from views.places import NAV, Entry

KEPT = "bascule.menus"
"""Built once for each role and line that is the current one: both are few."""

CAP = 99
"""Beyond, it is simply many."""


class HasRole(Protocol):
    """Whoever stands before the menu."""

    @property
    def role(self) -> str: ...


class Line(NamedTuple):
    """One line of the menu as the template draws it."""

    href: str
    label: str
    icon: str
    key: str
    waits: str
    here: bool


Menu = tuple[tuple[str, tuple[Line, ...]], ...]
"""The groups of the menu, each with its lines."""


_LISTED = frozenset(entry.endpoint for _, entries in NAV for entry in entries)


def open_to(person: HasRole, entries: Iterable[Entry]) -> list[Entry]:
    """Those of the entries that are served here and that this person may follow."""
    served = current_app.view_functions
    return [e for e in entries if e.endpoint in served and allows(person.role, e.permission)]


def menu(person: HasRole) -> Menu:
    """The groups and lines that this person may follow here; the current one says so."""
    kept: dict[object, Menu] = current_app.extensions.setdefault(KEPT, {})
    page = request.endpoint if request.endpoint in _LISTED else f"{request.blueprint}.index_view"
    key = (request.script_root, person.role, page)
    found = kept.get(key)
    if found is None:
        groups = [(title, tuple(map(_line, open_to(person, entries)))) for title, entries in NAV]
        found = kept[key] = tuple((title, lines) for title, lines in groups if lines)
    return found


def _line(entry: Entry) -> Line:
    return Line(
        addresses.fixed(entry.endpoint),
        entry.label,
        entry.icon,
        entry.key,
        entry.waits,
        _is_here(entry.endpoint),
    )


def around(person: HasRole, table: str | None = None) -> Around:
    """What stands around this person's page; one statement per request.

    `table` is one whose kept counts the page shows: they are read along if it is the first to ask.
    """
    if "around" not in g:
        kinds = {line.waits for _, lines in menu(person) for line in lines if line.waits}
        g.around = pending_counts.around(kinds, agent_id=getattr(person, "id", None), table=table)
    found: Around = g.around
    return found


def pending(person: HasRole) -> dict[str, int]:
    """How much waits beside the lines of this person's menu."""
    return around(person).waiting


def waiting(person: HasRole) -> tuple[tuple[str, str], ...]:
    """The same as it is shown."""
    return tuple((name, _shown(count)) for name, count in pending(person).items() if count)


def _shown(count: int) -> str:
    return str(count) if count <= CAP else f"{CAP}+"


def _is_here(endpoint: str) -> bool:
    if request.endpoint == endpoint:
        return True
    screen, _, name = endpoint.partition(".")
    return name in ("index_view", "index") and request.blueprint == screen and request.endpoint not in _LISTED


class SearchBox(NamedTuple):
    """Where the search of the top bar leads, and by which field."""

    action: str
    field: str


def search_box() -> SearchBox | None:
    """Where the search of the top bar leads: to the page of the palette, else to the list of concessions.

    Not to the assisted migration: an agent on the phone is there by G M, or by the palette's own line with
    what he typed; whoever looks for a request, a mail or a page gets it from here alone.
    """
    for endpoint, field in (("palette.index", "q"), ("concessions.index_view", "search")):
        if endpoint in current_app.view_functions:
            return SearchBox(addresses.fixed(endpoint), field)
    return None
