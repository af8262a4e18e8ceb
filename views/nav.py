"""The console's navigation: one table, filtered by what is served and what the person may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from flask import current_app, g, request

from models.permissions import Permission, allows
from models.reports import pending_counts
from models.reports.pending_counts import Around
from views.drawing import addresses

KEPT = "bascule.menus"
"""Built once for each role and line that is the current one: both are few."""

CAP = 99
"""Beyond, it is simply many."""


class HasRole(Protocol):
    """Whoever stands before the menu."""

    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    endpoint: str
    label: str
    icon: str
    permission: Permission = Permission.READ
    key: str = ""
    """The letter that leads here, after G (views/keys.py)."""

    also: str = ""
    """Other words by which the palette finds it."""

    waits: str = ""
    """What is counted beside it (models/reports/pending_counts.py)."""


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


NAV: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Au téléphone",
        (
            Entry(
                "assistance.index",
                "Migration assistée",
                "telephone-inbound",
                key="m",
                also="prendre un appel téléphone",
            ),
            Entry(
                "workbench.index",
                "Rapprochement",
                "intersect",
                key="h",
                also="apparier concessions structures candidats",
            ),
            Entry(
                "cases.index_view",
                "Dossiers",
                "folder2-open",
                key="d",
                also="aide rappels notes",
                waits="cases",
            ),
        ),
    ),
    (
        "Registre",
        (
            Entry(
                "companies.index_view",
                "Structures",
                "building",
                key="s",
                also="entreprises établissements siret",
            ),
            Entry(
                "accounts.index_view",
                "Comptes",
                "person-badge",
                key="c",
                also="personnes identifiants pro asso",
            ),
            Entry(
                "concessions.index_view",
                "Concessions",
                "diagram-3",
                key="o",
                also="intitulés références codes",
            ),
            Entry("attachments.index_view", "Rattachements", "link-45deg", key="r"),
            Entry(
                "road_openings.index_view",
                "Demandes",
                "cone-striped",
                key="e",
                also="autorisations voirie travaux arrêtés",
            ),
            Entry(
                "works_calendar.index",
                "Calendrier",
                "calendar-event",
                also="travaux chantiers mois semaines conflits",
            ),
        ),
    ),
    (
        "Suivi",
        (
            Entry("console.index", "Tableau de bord", "speedometer2", key="t", also="accueil"),
            Entry(
                "campaign.index",
                "Pilotage",
                "bar-chart-line",
                Permission.STATISTICS,
                key="p",
                also="campagne avancement chiffres",
            ),
            Entry(
                "handovers.index",
                "Fermetures",
                "archive",
                Permission.EXPORT,
                also="fermer anciens comptes liste migrées remises",
            ),
            Entry(
                "journeys.index_view",
                "Parcours",
                "signpost-split",
                Permission.STATISTICS,
                also="étapes campagne concessions",
            ),
            Entry(
                "case_stages.index_view",
                "Étapes",
                "folder-check",
                also="campagne avancement dossiers entreprises",
            ),
            Entry(
                "review_queue.index_view",
                "Contrôle",
                "shield-check",
                Permission.REVIEW,
                key="l",
                also="approuver contester",
                waits="reviews",
            ),
            Entry(
                "audit.index_view",
                "Journal",
                "journal-text",
                Permission.READ_TRAIL,
                key="j",
                also="audit traces",
            ),
            Entry(
                "questions.index",
                "Questions d’audit",
                "patch-question",
                Permission.READ_TRAIL,
                also="auditeur contrôle vingt questions",
            ),
            Entry(
                "outreach.index_view",
                "Relances",
                "send",
                key="n",
                also="inviter lettres campagne rappels",
            ),
            Entry(
                "outreach_contacts.index_view",
                "Contacts relancés",
                "people",
                also="relances invités rappelés revenus arrêt tous les lots",
            ),
            Entry(
                "letter_keys.index",
                "Clés par lettre",
                "key",
                Permission.RUN_BATCHES,
                also="code perdu courrier poste imprimer",
            ),
            Entry(
                "imports.index_view",
                "Importations",
                "upload",
                key="i",
                also="fichiers importer lots migrations csv tableur ancien portail",
            ),
            Entry("mails.index_view", "Courriels", "envelope", key="u", also="mails messages", waits="mails"),
        ),
    ),
    (
        "Réglages",
        (
            Entry(
                "staff.index_view",
                "Agents",
                "people",
                Permission.MANAGE_STAFF,
                key="a",
                also="personnel superviseurs administrateurs",
            ),
            Entry(
                "api_keys.index_view",
                "Clés",
                "key",
                Permission.MANAGE_KEYS,
                also="applications api machines intégrations jetons",
            ),
            Entry(
                "texts.index",
                "Textes",
                "file-earmark-text",
                Permission.EDIT_TEXTS,
                key="x",
                also="modèles courriels réponses types lettres message de service",
            ),
            Entry(
                "partners.index",
                "Partenaires",
                "broadcast",
                Permission.KEEP_PARTNERS,
                also="arrêtés envoyer pompiers transports police",
            ),
            Entry("roles.index", "Rôles", "table", key="q", also="droits permissions qui peut"),
        ),
    ),
)

DEEDS: tuple[Entry, ...] = (
    Entry(
        "accounts.create_view",
        "Créer un compte",
        "person-plus",
        Permission.CREATE_ACCOUNT,
        also="nouveau pro asso",
    ),
    Entry(
        "companies.create_view",
        "Saisir une structure à la main",
        "building-exclamation",
        Permission.CREATE_ACCOUNT,
        also="nouvelle entreprise siret inconnu",
    ),
    Entry(
        "staff.create_view",
        "Inviter un agent",
        "envelope-arrow-up",
        Permission.MANAGE_STAFF,
        also="nouveau superviseur administrateur",
    ),
    Entry(
        "backoffice.my_account",
        "Voir mon compte",
        "person-circle",
        also="mot de passe codes de secours",
    ),
)
"""What may be done from anywhere, beside the pages of the menu: the palette offers both."""


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
