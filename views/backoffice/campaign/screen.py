"""The screen behind the campaign's figures: each record with how far it has come, and since when."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from operator import attrgetter
from typing import Any, cast

from markupsafe import Markup

from models.attachments import Evidence
from models.concessions import Concession
from models.concessions.queries import list_networks
from models.concessions.tables import network_key
from models.permissions import Permission
from models.reports.campaign import Journey, Step
from models.reports.campaign import figures as kept
from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.figures import SUCCESSES
from models.reports.campaign.queries import bears, has_reached, has_to_reach
from models.reports.campaign.tables import BY_CLIENT, BY_ITSELF, PATH, before_step, from_step
from views import formats
from views.backoffice.attachments.columns import EXACT
from views.backoffice.kit.bulk.pages import Offer
from views.backoffice.kit.columns import Column, Criteria, Empty, Filter, Way, searched
from views.backoffice.kit.filtering.filters import Pairs, once, staff
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.listing import Listing
from views.backoffice.kit.screen import Screen
from views.drawing import addresses
from views.messages import LABELS, TAGS, label_of

STEPS = [(value, tag.words) for value, tag in TAGS["Step"].items()]
REACHED = [(value, LABELS["Reached"][value]) for value in PATH[1:]]
LEFT = [(step.value, LABELS["Reached"][step.value]) for step in SUCCESSES]
KINDS = list(LABELS["ConcessionKind"].items())
NO_NETWORK = "Non renseigné"
"""How a network is called that a record does not name."""

HANDS = {BY_ITSELF: "portail", BY_CLIENT: "application"}
"""The filter's values for what companies attached themselves, and for what programs of other houses did."""

BY_STEP = ("etape", "atteint", "reste")
"""The filters that tell at which steps what they leave stands."""

WEEKS = {
    "semaine-activation": (Breakdown.ACTIVATED_WEEK, "Compte activé la semaine du"),
    "semaine-rattachement": (Breakdown.ATTACHED_WEEK, "Rattachée la semaine du"),
    "semaine-demande": (Breakdown.FILED_WEEK, "Première demande la semaine du"),
}


@once
def networks() -> Pairs:
    """The networks that records name, and that of those that name none."""
    return [(name, name) for name in (*list_networks(), NO_NETWORK)]


def key_of(network: str) -> str:
    """A network as journeys bear it."""
    return "" if network == NO_NETWORK else network_key(network)


def hand_of(text: str) -> int:
    """Who attached, as the address tells it; raises ValueError."""
    if text in HANDS.values():
        return next(hand for hand, word in HANDS.items() if word == text)
    if not re.fullmatch("[1-9][0-9]{0,17}", text):
        raise ValueError(text)
    return int(text)


def hand_words(hand: object) -> str:
    """The name of who attached."""
    if hand == BY_ITSELF:
        return "La structure elle-même"
    if hand == BY_CLIENT:
        return "Une application"
    return dict(staff()).get(str(hand), f"Agent n° {hand}")


def monday_of(text: str) -> str:
    """A week, by its Monday; raises ValueError."""
    if len(text) != 10 or date.fromisoformat(text).weekday():
        raise ValueError(text)
    return text


def evidence_of(text: str) -> str:
    """A kind of evidence; raises ValueError."""
    return Evidence(text).value


def network_words(journey: Journey) -> str:
    """The network that the record names."""
    return journey.concession.network


def holder(journey: Journey) -> str:
    """The company that holds the record, else the holder of old."""
    binding = journey.concession.open_attachment
    return binding.company.name if binding is not None else journey.concession.holder


def _week(name: str) -> Filter:
    breakdown, label = WEEKS[name]
    return Filter(
        name,
        label,
        lambda week: bears(breakdown, week),
        control="hidden",
        reads=monday_of,
        words=lambda week: formats.day(date.fromisoformat(week)),
        sorts=("since",),
    )


class Journeys(Screen[Journey]):
    """What each figure of the campaign counts."""

    model, endpoint, address = Journey, "journeys", "pilotage/concessions"
    title = "Parcours des concessions"
    lead = "Jusqu’où chaque concession de l’ancien portail est arrivée, et depuis quand."
    nouns, none, icon = ("concession", "concessions"), "Aucune concession", "signpost-split"
    permissions = {
        "index_view": Permission.STATISTICS,
        "export": fresh(Permission.EXPORT),
    }
    searched = cast(Any, Concession)  # it bears the numbers of the records
    columns = (
        Column(
            "Intitulé", "concession.title", sort="title_key", under="concession.reference", second="Référence"
        ),
        Column("Étape", "status", show="tag"),
        Column("Depuis", "since", show="stamp", sort="since"),
        Column("Structure", holder),
        Column("Réseau", network_words, under=lambda j: label_of("ConcessionKind", j.kind), second="Genre"),
        Column("Rattachée par", lambda j: hand_words(j.hand) if j.hand else ""),
    )
    filters = (
        Filter("etape", "Étape", "step", STEPS, facet=True, every="Toutes", sorts=("since",), cells="step"),
        Filter(
            "atteint",
            "Étape atteinte",
            has_reached,
            REACHED,
            sorts=("since",),
            cells=lambda value: {"step": from_step(Step(value))},
        ),
        Filter(
            "reste",
            "Étape à atteindre",
            has_to_reach,
            LEFT,
            sorts=("since",),
            cells=lambda value: {"step": before_step(Step(value))},
        ),
        Filter("genre", "Genre", "kind", KINDS, sorts=("since",), cells="kind"),
        Filter(
            "reseau",
            "Réseau",
            lambda network: bears(Breakdown.NETWORK, key_of(network)),
            networks,
            control="text",
            sorts=("since",),
        ),
        Filter(
            "par",
            "Rattachée par",
            lambda hand: bears(Breakdown.HAND, hand),
            control="hidden",
            reads=hand_of,
            words=hand_words,
            sorts=("since",),
        ),
        Filter(
            "preuve",
            "Preuve",
            lambda evidence: bears(Breakdown.EVIDENCE, evidence),
            control="hidden",
            reads=evidence_of,
            words=lambda evidence: label_of("Evidence", evidence),
            sorts=("since",),
        ),
        *(_week(name) for name in WEEKS),
    )
    empty = Empty(
        "Les concessions de l’ancien portail s’importent ; leurs parcours sont alors suivis, chaque minute.",
        (Way("Voir le pilotage", "campaign.index", Permission.STATISTICS, "bar-chart-line"),),
    )
    default_sort = ("since", True)
    found_cap = EXACT
    load = ("concession.open_attachment.company", "-concession.open_attachment.concession")
    reads = (
        *("id", "step", "kind", "hand", "concession.network", "concession.holder"),
        "concession.open_attachment.company.name",
    )

    def _body(self, shown: Listing, bulk: Offer | None) -> Markup:
        """A line leads to its record, whose number it bears."""
        there = addresses.fixed("concessions.index_view") + "details/?id="
        rows = cast(list[Journey], shown.rows)
        number: Callable[[Journey], int] = attrgetter("id")
        return self.drawn(shown.order).draw(
            rows, number=number, details=there, tone=self.row_tone, picked=None
        )

    def list_of(self, criteria: Criteria) -> Listing:
        """Those who have come to a step, and no other filter: by when they did, as its index goes."""
        if set(criteria.filters) != {"atteint"}:
            return super().list_of(criteria)
        return self.list_by(criteria, "atteint", f"{criteria.filters['atteint']}_at", descending=True)

    def known_count(self, criteria: Criteria) -> int | None:
        """What the campaign keeps of one value and the steps."""
        values = criteria.values
        others = [name for name in values if name not in BY_STEP]
        if criteria.search or len(others) > 1 or not values:
            return None
        breakdown, value = Breakdown.STEP, ""
        if others:
            breakdown, value = _figure_of(others[0], values[others[0]])
        return kept.count(breakdown, value, _steps(values))


def _figure_of(name: str, value: object) -> tuple[Breakdown, str]:
    if name in WEEKS:
        return WEEKS[name][0], str(value)
    if name == "reseau":
        return Breakdown.NETWORK, key_of(searched(str(value)))
    known = {"genre": Breakdown.KIND, "par": Breakdown.HAND, "preuve": Breakdown.EVIDENCE}
    return known[name], str(value)


def _steps(values: dict[str, object]) -> Collection[Step]:
    steps = set(PATH)
    if "etape" in values:
        steps &= {Step(str(values["etape"]))}
    if "atteint" in values:
        steps &= set(from_step(Step(str(values["atteint"]))))
    if "reste" in values:
        steps &= set(before_step(Step(str(values["reste"]))))
    return steps
