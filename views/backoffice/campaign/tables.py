"""The campaign's figures as tables: each figure with the list of what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from models.accounts.queries import count_link_expired
from models.attachments import AttachmentStatus, Evidence
from models.attachments.tables import ENDINGS
from models.cases.queues import count_stuck
from models.concessions import ConcessionStatus
from models.concessions.queries import count_locked_concessions, list_networks
from models.concessions.tables import network_key
from models.lists import counts
from models.lists.counts import Cells
from models.lists.paging import Count
from models.mails import MailState
from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.figures import SUCCESSES, Figures, list_hands
from models.reports.campaign.tables import BY_ITSELF, PATH, Step
from views import formats
from views.backoffice.campaign.screen import ITSELF, NO_NETWORK, hand_words
from views.backoffice.concessions.screen import LOCKED
from views.messages import LABELS, label_of, tag_of

CAP = 1_000
"""What no kept count tells is counted up to here."""

WEEKS_SHOWN = 12
"""Of the weeks on the page; the file has all of them."""

OF_WEEK = {
    Step.ACTIVATED: "semaine-activation",
    Step.ATTACHED: "semaine-rattachement",
    Step.FILED: "semaine-demande",
}


@dataclass(frozen=True)
class Figure:
    """A number and the list that shows what it counts; `more` where it stopped at its cap."""

    number: int | None
    href: str = ""
    unit: str = ""
    more: bool = False

    @property
    def words(self) -> str:
        """As the page shows it."""
        if self.number is None:
            return "–"
        shown = formats.plural(self.number, self.unit) if self.unit else formats.number(self.number)
        return f"plus de {shown}" if self.more else shown


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, its figures, and what to do about it."""

    words: str
    figures: Sequence[Figure]
    advice: str = ""


@dataclass(frozen=True)
class Table:
    """A table of figures. `name` tells it in addresses, `advised` what its last column gives."""

    name: str
    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    advised: str = ""
    note: str = ""
    hidden: Sequence[Line] = field(default=())
    """Lines that the file alone has."""

    def rows(self) -> Iterator[list[str]]:
        """Each figure as a file tells it: table, line, head, number."""
        for line in (*self.hidden, *self.lines):
            for head, figure in zip(self.heads[1:], line.figures, strict=False):
                number = "" if figure.number is None else str(figure.number)
                yield [self.title, line.words, head, number]


def _free(filters: dict[str, str]) -> Any:
    """Parameters of an address, which `url_for` types as its own."""
    return filters


def journeys(**filters: str) -> str:
    """The list of journeys that these filters leave."""
    return url_for("journeys.index_view", **_free(filters))


def path(figures: Figures, today: date) -> Table:
    """The funnel: who reached each step, who stands there, and for how long."""
    lines = []
    for step in PATH:
        reached = Figure(
            figures.reached(step), journeys(**({} if step is Step.RECORD else {"atteint": step.value}))
        )
        here = Figure(figures.count(Breakdown.STEP, steps=(step,)), journeys(etape=step.value))
        is_over = step is Step.FILED
        age = Figure(None if is_over else figures.standing(step, today), unit="jour")
        spent = Figure(None if is_over or step is Step.RECORD else figures.spent(step), unit="jour")
        advice = LABELS["NextMove"].get(step.value, "")
        lines.append(Line(label_of("Reached", step.value), (reached, here, age, spent), advice))
    return Table(
        "parcours",
        "Le parcours des concessions",
        (
            "Étape",
            "L’ont atteinte",
            "En sont là",
            "Y attendent depuis (médiane)",
            "L’ont passée en (médiane)",
        ),
        lines,
        "Prochaine action",
    )


def weeks(figures: Figures, today: date) -> Table:
    """The three successes, week by week, the newest first."""
    lines = [
        Line(
            formats.day(week.monday),
            [
                Figure(week.added[step], journeys(**{OF_WEEK[step]: week.monday.isoformat()}))
                for step in SUCCESSES
            ],
        )
        for week in reversed(figures.by_week(today))
    ]
    return Table(
        "semaines",
        "Semaine par semaine",
        ("Semaine du", "Comptes activés", "Rattachées", "Premières demandes"),
        lines[:WEEKS_SHOWN],
        hidden=lines[WEEKS_SHOWN:],
        note="Comptées en concessions, la semaine où chacune est arrivée là où elle est.",
    )


def _split(
    figures: Figures, breakdown: Breakdown, names: Sequence[tuple[str, str, str]], by: str
) -> list[Line]:
    """Lines of values, each told by its figure's value, its words and the filter's value."""
    lines = []
    for value, words, wanted in names:
        numbers = [
            Figure(figures.reached(Step.RECORD, breakdown, value), journeys(**{by: wanted})),
            *(
                Figure(
                    figures.reached(step, breakdown, value), journeys(**{by: wanted, "atteint": step.value})
                )
                for step in SUCCESSES
            ),
        ]
        if numbers[0].number:
            lines.append(Line(words, numbers))
    return lines


HEADS = ("Concessions", "Compte activé", "Rattachées", "Première demande")


def kinds(figures: Figures) -> Table:
    """By kind of record."""
    names = [(value, words, value) for value, words in LABELS["ConcessionKind"].items()]
    return Table("genres", "Par genre", ("Genre", *HEADS), _split(figures, Breakdown.KIND, names, "genre"))


def networks(figures: Figures) -> Table:
    """By network."""
    known = [(network_key(name), name, name) for name in list_networks()]
    names = [*known, ("", NO_NETWORK, NO_NETWORK)]
    return Table(
        "reseaux", "Par réseau", ("Réseau", *HEADS), _split(figures, Breakdown.NETWORK, names, "reseau")
    )


def hands(figures: Figures) -> Table:
    """By who attached: each of the staff, and companies themselves."""
    lines = []
    for hand in list_hands(figures):
        wanted = ITSELF if hand == BY_ITSELF else str(hand)
        numbers = [
            Figure(figures.reached(step, Breakdown.HAND, str(hand)), journeys(par=wanted, atteint=step.value))
            for step in (Step.ATTACHED, Step.FILED)
        ]
        lines.append(Line(hand_words(hand), numbers))
    lines.sort(key=lambda line: -(line.figures[0].number or 0))
    heads = ("Par qui", "Rattachées", "Première demande")
    return Table("agents", "Par agent", heads, [line for line in lines if line.figures[0].number])


def proofs(figures: Figures) -> Table:
    """By evidence, the code first."""
    lines = [
        Line(
            label_of("Evidence", kind.value),
            (
                Figure(
                    figures.reached(Step.RECORD, Breakdown.EVIDENCE, kind.value), journeys(preuve=kind.value)
                ),
            ),
        )
        for kind in Evidence
    ]
    share = code_share(figures)
    note = "" if share is None else f"Prouvées par le code : {share} %."
    shown = [line for line in lines if line.figures[0].number]
    return Table("preuves", "Par preuve", ("Preuve", "Rattachées"), shown, note=note)


def code_share(figures: Figures) -> int | None:
    """Of a hundred that are attached, how many a code proved; None where nothing is attached."""
    attached = figures.reached(Step.ATTACHED)
    proved = figures.reached(Step.RECORD, Breakdown.EVIDENCE, Evidence.CODE.value)
    return proved * 100 // attached if attached else None


def stuck(cells: dict[str, Cells]) -> Table:
    """What holds companies up, and what to do about it."""

    def of(words: str, count: Count, screen: str, advice: str, **filters: str) -> Line:
        href = url_for(f"{screen}.index_view", **_free(filters))
        return Line(words, (Figure(count.value, href, more=count.more),), advice)

    def kept(table: str, **wanted: str) -> Count:
        return Count(cells[table].count({name: [value] for name, value in wanted.items()}))

    waiting, only = AttachmentStatus.WAITING_REVIEW.value, ConcessionStatus.STAFF_ONLY.value
    lines = [
        of(
            "Lien d’activation expiré",
            count_link_expired(CAP),
            "accounts",
            "Renvoyer le lien",
            etat="link-expired",
        ),
        of(
            "Courriel revenu",
            kept("outbox_emails", state=MailState.BOUNCED.value),
            "mails",
            "Corriger l’adresse et renvoyer",
            etat=MailState.BOUNCED.value,
        ),
        of(
            "Courriel refusé",
            kept("outbox_emails", state=MailState.REFUSED.value),
            "mails",
            "Corriger l’adresse et renvoyer",
            etat=MailState.REFUSED.value,
        ),
        of(
            "Intitulé en pause ou bloqué",
            count_locked_concessions(CAP),
            "concessions",
            "Rouvrir, avec un motif",
            etat=LOCKED,
        ),
        of(
            "Code réservé aux agents",
            kept("concessions", standing=only),
            "concessions",
            "Rattacher par une autre preuve",
            etat=only,
        ),
        of(
            "Rattachement en attente d’un superviseur",
            kept("attachments", standing=waiting),
            "attachments",
            "Contrôler",
            etat=waiting,
        ),
        of(
            "Dossier sans nouvelle depuis 10 jours",
            count_stuck(CAP),
            "cases",
            "Reprendre le dossier",
            file="bloques",
        ),
    ]
    shown = [line for line in lines if line.figures[0].number]
    return Table("blocages", "Ce qui bloque, et quoi faire", ("Motif", "Nombre"), shown, "Quoi faire")


def undone(cells: dict[str, Cells]) -> Table:
    """Attachments that ended, by how."""
    lines = [
        Line(
            tag_of(AttachmentStatus(ending.value)).words,
            (
                Figure(
                    cells["attachments"].count({"standing": [ending.value]}),
                    url_for("attachments.index_view", etat=ending.value),
                ),
            ),
        )
        for ending in ENDINGS
    ]
    shown = [line for line in lines if line.figures[0].number]
    return Table("fins", "Rattachements défaits", ("Comment", "Nombre"), shown)


def all_of(figures: Figures, today: date) -> list[Table]:
    """Every table of the page, in its order."""
    cells = counts.read(["outbox_emails", "concessions", "attachments"])
    return [
        path(figures, today),
        weeks(figures, today),
        stuck(cells),
        kinds(figures),
        networks(figures),
        hands(figures),
        proofs(figures),
        undone(cells),
    ]


@dataclass(frozen=True)
class Card:
    """One of the three successes: of so many, so many."""

    words: str
    reached: Figure
    total: int

    @property
    def percent(self) -> int:
        """Whole hundredths, rounded down."""
        return (self.reached.number or 0) * 100 // self.total if self.total else 0


def cards(figures: Figures) -> list[Card]:
    """The three successes apart."""
    return [
        Card(
            label_of("Reached", step.value),
            Figure(figures.reached(step), journeys(atteint=step.value)),
            figures.total,
        )
        for step in SUCCESSES
    ]
