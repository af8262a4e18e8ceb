"""The campaign drawn by the server: where each shape stands. A table beside tells the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from models.reports.campaign.figures import SUCCESSES, Figures, Outlook
from models.reports.campaign.tables import PATH, Step
from views import formats
from views.messages import label_of

LEFT, RIGHT, TOP, FLOOR = 44.0, 540.0, 14.0, 222.0
"""The field of the curves, in the drawing's own units."""

BAR, GAP = 22.0, 8.0
FURTHEST = timedelta(days=365)
"""So far ahead a projection is drawn; the sentence tells the day whatever it is."""

SHAPES = {Step.ACTIVATED: "triangle", Step.ATTACHED: "circle", Step.FILED: "square"}
STROKES = {Step.ACTIVATED: "s4", Step.ATTACHED: "s1", Step.FILED: "s2"}
APART = 15.0
"""Between two labels, at least."""


@dataclass(frozen=True)
class Bar:
    """One step of the funnel."""

    words: str
    number: str
    y: float
    width: float
    is_success: bool
    step: str


@dataclass(frozen=True)
class Curve:
    """One success over time, with the mark and the label at its end."""

    points: str
    stroke: str
    shape: str
    x: float
    y: float
    label: str
    label_y: float
    step: str


@dataclass(frozen=True)
class Tick:
    """A line across or along the field, and its words."""

    at: float
    words: str


@dataclass(frozen=True)
class BurnUp:
    """The three successes since the beginning, and where the pace leads."""

    curves: Sequence[Curve]
    levels: Sequence[Tick]
    months: Sequence[Tick]
    today: float
    closing: Tick | None
    projection: str
    words: str


def funnel(figures: Figures) -> list[Bar]:
    """The steps as bars, one under the other."""
    whole = max(figures.total, 1)
    return [
        Bar(
            label_of("Reached", step.value),
            formats.number(figures.reached(step)),
            place * (BAR + GAP),
            max(figures.reached(step) / whole * 360, 1.0),
            step in SUCCESSES,
            step.value,
        )
        for place, step in enumerate(PATH)
    ]


def burn_up(figures: Figures, outlook: Outlook, today: date) -> BurnUp | None:
    """The curves of the three successes; None before the first."""
    weeks = figures.by_week(today)
    if not weeks:
        return None
    first = weeks[0].monday
    ends = [today + timedelta(days=14)]
    ends += [day for day in (outlook.closes_on, outlook.ends_on) if day and day < today + FURTHEST]
    last, whole = max(ends), max(figures.total, 1)

    def x(day: date) -> float:
        return round(LEFT + (day - first).days / max((last - first).days, 1) * (RIGHT - LEFT), 1)

    def y(number: float) -> float:
        return round(FLOOR - min(number / whole, 1.0) * (FLOOR - TOP), 1)

    days = [min(week.monday + timedelta(days=6), today) for week in weeks]
    curves = []
    for step in SUCCESSES:
        totals = [week.total[step] for week in weeks]
        points = [(LEFT, FLOOR), *((x(day), y(total)) for day, total in zip(days, totals, strict=True))]
        label = f"{formats.number(totals[-1])} {_NOUNS[step]}"
        ended = points[-1]
        drawn = " ".join(f"{px},{py}" for px, py in points)
        curves.append(Curve(drawn, STROKES[step], SHAPES[step], *ended, label, ended[1] + 4, step.value))
    attached = figures.reached(Step.ATTACHED)
    projection = ""
    if outlook.pace and outlook.left:
        ahead = attached + outlook.pace * (last - today).days / 7
        until = last
        if ahead > whole and outlook.ends_on is not None:
            until, ahead = outlook.ends_on, whole
        projection = f"{x(today)},{y(attached)} {x(until)},{y(ahead)}"
    closing = None
    if outlook.closes_on is not None and first < outlook.closes_on <= last:
        closing = Tick(x(outlook.closes_on), f"fermeture, {formats.day_short(outlook.closes_on)}")
    levels = [Tick(y(level), formats.number(level)) for level in _levels(whole)]
    months = [Tick(x(day), f"{day:%m/%y}") for day in _months(first, last)]
    return BurnUp(
        _spread(curves), levels, months, x(today), closing, projection, outlook_words(outlook, today)
    )


_NOUNS = {Step.ACTIVATED: "activées", Step.ATTACHED: "rattachées", Step.FILED: "avec demande"}


def _spread(curves: Sequence[Curve]) -> list[Curve]:
    """Labels that would lie on each other are put apart, in the order of their curves."""
    placed: list[Curve] = []
    floor = TOP - APART
    for curve in sorted(curves, key=lambda found: found.y):
        at = max(curve.label_y, floor + APART)
        floor = at
        placed.append(replace(curve, label_y=round(at, 1)))
    return placed


def _levels(whole: int) -> list[int]:
    """Three round levels under the whole, and the whole."""
    step = 10 ** (len(str(max(whole // 3, 1))) - 1)
    size = max(round(whole / 3 / step) * step, 1)
    return [0, *(level for level in range(size, whole - size // 2, size)), whole]


def _months(first: date, last: date) -> list[date]:
    """The first days of months between two days: eight at most."""
    months = []
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = -(-len(months) // 8) or 1
    return months[::every]


_NUMBERS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}


def _pace_words(outlook: Outlook) -> str:
    """When nothing would be left at the pace of the whole weeks that there are."""
    if not outlook.weeks:
        return "La première semaine n’est pas finie : il est trop tôt pour dire quand ce sera fini."
    number = _NUMBERS.get(outlook.weeks)
    if not outlook.pace:
        lately = f"pendant les {number} dernières semaines entières" if number else "la semaine dernière"
        return f"Aucune ne l’a été {lately} : personne ne peut dire quand ce sera fini."
    pace = f"{outlook.pace:.1f}".replace(".", ",").removesuffix(",0")
    words = f"À {pace} par semaine, {f'la moyenne des {number} dernières' if number else 'comme la dernière'}"
    if outlook.ends_on is None:
        return f"{words}, il faudrait plus de cent ans."
    return f"{words}, ce sera fini le {formats.day(outlook.ends_on)}."


def outlook_words(outlook: Outlook, today: date) -> str:
    """When nothing would be left, and what the closing date asks."""
    if not outlook.left:
        return "Toutes les concessions sont rattachées."
    left = formats.plural(outlook.left, "concession")
    words = f"Il reste {left} à rattacher."
    words = f"{words} {_pace_words(outlook)}"
    if outlook.closes_on is None:
        return words
    closes = formats.day(outlook.closes_on)
    if outlook.closes_on == today:
        return f"{words} L’ancien portail ferme aujourd’hui, {closes}."
    if outlook.needed is None:
        return f"{words} L’ancien portail a fermé le {closes}."
    needed = f"{formats.number(ceil(outlook.needed))} par semaine"
    pressing = f"il en faudrait {needed}" if outlook.is_late else f"{needed} suffisent"
    days = formats.plural((outlook.closes_on - today).days, "jour")
    return f"{words} L’ancien portail ferme le {closes}, dans {days} : {pressing}."
