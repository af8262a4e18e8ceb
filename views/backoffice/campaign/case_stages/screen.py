"""The screen behind what the campaign tells of cases: each with its stage, as the worker keeps it."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, cast

from markupsafe import Markup

from models.cases import Case
from models.permissions import Permission
from models.reports.campaign import CaseProgress
from views.backoffice.attachments.columns import EXACT
from views.backoffice.cases.columns import due, next_words
from views.backoffice.kit.bulk.pages import Offer
from views.backoffice.kit.columns import Column, Empty, Filter, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.listing import Listing
from views.backoffice.kit.screen import Screen
from views.drawing import addresses
from views.messages import TAGS

STAGES = [(value, tag.words) for value, tag in TAGS["CaseStage"].items()]


class CaseStages(Screen[CaseProgress]):
    """Which cases stand at each stage."""

    model, endpoint, address = CaseProgress, "case_stages", "pilotage/dossiers"
    title = "Étapes des dossiers"
    lead = "Jusqu’où chaque entreprise dont nous tenons le dossier est arrivée."
    nouns, none, icon = ("dossier", "dossiers"), "Aucun dossier", "folder2-open"
    permissions = {
        "index_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    searched = cast(Any, Case)  # it bears the numbers of the cases
    columns = (
        Column("Objet", "case.subject", under="case.number", second="Numéro"),
        Column("Étape", "status", show="tag"),
        Column("Structure", "case.company.name"),
        Column("Suivi par", "case.owner.name"),
        Column("Prochaine action", lambda row: next_words(row.case), export="case.next_action"),
        Column("Pour le", lambda row: due(row.case), show="tag", export="case.due_on", optional=True),
        Column("Ouvert", "opened_at", show="stamp", sort="opened_at"),
    )
    filters = (
        Filter(
            "etape",
            "Étape",
            "stage",
            STAGES,
            facet=True,
            every="Toutes",
            sorts=("opened_at",),
            cells="stage",
        ),
    )
    empty = Empty(
        "Un dossier s’ouvre dès que nous agissons pour une entreprise ; son étape est alors suivie.",
        (Way("Voir les dossiers", "cases.index_view", icon="folder2-open"),),
    )
    default_sort = ("opened_at", True)
    found_cap = EXACT
    load = ("case.company", "case.owner")
    reads = (
        *("id", "stage", "opened_at", "case.next_action", "case.due_on", "case.closed_at"),
        *("case.subject", "case.created_at", "case.company.name", "case.owner.name"),
    )

    def _body(self, shown: Listing, bulk: Offer | None) -> Markup:
        """A line leads to its case, whose number it bears."""
        there = addresses.fixed("cases.index_view") + "details/?id="
        number: Callable[[CaseProgress], int] = attrgetter("id")
        rows = cast(list[CaseProgress], shown.rows)
        return self.drawn(shown.order).draw(
            rows, number=number, details=there, tone=self.row_tone, picked=None
        )
