"""The campaign's figures as tables: each figure with the list of what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.attachments import Evidence
from models.concessions.queries import list_networks
from models.concessions.tables import network_key
from models.lists import counts
from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.figures import SUCCESSES, Figures, list_hands
from models.reports.campaign.tables import PATH, Step
from views import formats
from views.backoffice.campaign.numbers import Figure, Line, Table, journeys
from views.backoffice.campaign.screen import HANDS, NO_NETWORK, hand_words
from views.backoffice.campaign.troubles import stages, stuck, undone
from views.messages import LABELS, label_of

WEEKS_SHOWN = 12
"""Of the weeks on the page; the file has all of them."""

OF_WEEK = {
    Step.ACTIVATED: "semaine-activation",
    Step.ATTACHED: "semaine-rattachement",
    Step.FILED: "semaine-demande",
}


def path(figures: Figures, today: date) -> Table:
    """The funnel: who reached each step, who stands there, and for how long."""
    lines = []
    for step in PATH:
        reached = Figure(
            figures.reached(step), journeys(**({} if step is Step.RECORD else {"atteint": step.value}))
        )
        here = Figure(figures.count(Breakdown.STEP, steps=(step,)), journeys(etape=step.value))
        is_over = step is Step.FILED
        age = Figure(None if is_over else figures.standing(step, today), here.href, unit="jour")
        spent = Figure(None)
        if not is_over and step is not Step.RECORD:
            beyond = journeys(atteint=PATH[PATH.index(step) + 1].value)
            spent = Figure(figures.spent(step), beyond, unit="jour")
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
        wanted = HANDS.get(hand, str(hand))
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


def all_of(figures: Figures, today: date) -> list[Table]:
    """Every table of the page, in its order."""
    cells = counts.read(["outbox_emails", "concessions", "attachments", "case_progress"])
    return [
        path(figures, today),
        weeks(figures, today),
        stages(cells),
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
    total: Figure

    @property
    def percent(self) -> int:
        """Whole hundredths, rounded down."""
        return (self.reached.number or 0) * 100 // self.total.number if self.total.number else 0


def cards(figures: Figures) -> list[Card]:
    """The three successes apart."""
    return [
        Card(
            label_of("Reached", step.value),
            Figure(figures.reached(step), journeys(atteint=step.value)),
            Figure(figures.total, journeys()),
        )
        for step in SUCCESSES
    ]


def left(figures: Figures) -> Figure:
    """What is still to be attached."""
    number = figures.total - figures.reached(Step.ATTACHED)
    return Figure(number, journeys(reste=Step.ATTACHED.value), unit="concession")
