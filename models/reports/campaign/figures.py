"""The figures of the campaign as they are kept: the funnel, the weeks, what took how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import func, select

from models import audit
from models.audit import AuditAction
from models.kernel import base
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.reports.campaign.breakdowns import WEEKS, Breakdown, days_since, median
from models.reports.campaign.tables import PATH, CampaignFigure, JourneyChange, Step, from_step

SUCCESSES = (Step.ACTIVATED, Step.ATTACHED, Step.FILED)
LATELY = 6
"""Whole weeks of which the pace is made, at most."""

FAR = 36_525
"""Days beyond which no day is told: a hundred years."""

Steps = dict[str, int]
"""How many stand at each step."""


@dataclass(frozen=True)
class Week:
    """A week's successes, and how many there were of each by its end."""

    monday: date
    added: Mapping[Step, int]
    total: Mapping[Step, int]


@dataclass(frozen=True)
class Outlook:
    """When nothing would be left at the pace of the last weeks, and what the closing date asks."""

    left: int
    pace: float
    ends_on: date | None
    """None without a pace, and where it lies beyond `FAR`."""
    closes_on: date | None
    needed: float | None
    """So many a week by the closing date; None without one, on it, or past it."""
    weeks: int = LATELY
    """Of how many whole weeks the pace is made; none in the first week."""

    @property
    def is_late(self) -> bool:
        """Whether the pace does not do."""
        if not self.left or self.closes_on is None:
            return False
        if not self.weeks:
            return self.needed is None
        return self.ends_on is None or self.ends_on > self.closes_on


class Figures:
    """All that is kept, read by one statement; as long as the campaign's weeks and days, not its records."""

    def __init__(self, rows: Iterable[tuple[str, str, str, int]]) -> None:
        found: dict[str, dict[str, Steps]] = defaultdict(lambda: defaultdict(dict))
        for breakdown, value, step, number in rows:
            found[breakdown][value][step] = number
        self.found = found

    def count(self, breakdown: Breakdown, value: str = "", steps: Iterable[Step] = PATH) -> int:
        """How many journeys bear a value and stand at one of these steps."""
        known = self.found[breakdown].get(value, {})
        return sum(known.get(step, 0) for step in steps)

    def reached(self, step: Step, breakdown: Breakdown = Breakdown.STEP, value: str = "") -> int:
        """How many have come to a step, or beyond."""
        return self.count(breakdown, value, from_step(step))

    def values(self, breakdown: Breakdown) -> list[str]:
        """The values of a breakdown, in their order."""
        return sorted(self.found[breakdown])

    @cached_property
    def total(self) -> int:
        """The records of the campaign."""
        return self.count(Breakdown.STEP)

    def spent(self, step: Step) -> int | None:
        """The median of the days between a step and the next, of those that have gone on."""
        found = self.found[Breakdown.SPENT]
        return median({int(days): steps.get(step, 0) for days, steps in found.items()})

    def standing(self, step: Step, today: date) -> int | None:
        """The median of the days for which those at a step have been there."""
        ages: dict[int, int] = defaultdict(int)
        for day, steps in self.found[Breakdown.SINCE].items():
            ages[days_since(day, today)] += steps.get(step, 0)
        return median(ages)

    def by_week(self, today: date) -> list[Week]:
        """Each week from the first success to this one."""
        sums = {
            step: {week: sum(steps.values()) for week, steps in self.found[breakdown].items()}
            for step, breakdown in WEEKS.items()
        }
        known = [week for weeks in sums.values() for week in weeks]
        if not known:
            return []
        monday, last = date.fromisoformat(min(known)), today - timedelta(days=today.weekday())
        weeks, total = [], dict.fromkeys(SUCCESSES, 0)
        while monday <= last:
            added = {step: sums[step].get(monday.isoformat(), 0) for step in SUCCESSES}
            total = {step: total[step] + added[step] for step in SUCCESSES}
            weeks.append(Week(monday, added, total))
            monday += timedelta(days=7)
        return weeks

    def outlook(self, today: date, closes_on: date | None) -> Outlook:
        """Whether all would be attached in time."""
        left = self.total - self.reached(Step.ATTACHED)
        whole = self.by_week(today)[:-1][-LATELY:]
        pace = sum(week.added[Step.ATTACHED] for week in whole) / len(whole) if whole else 0.0
        days = -(-left * 7 // pace) if pace else 0
        ends_on = today + timedelta(days=days) if 0 < days <= FAR else None
        weeks = (closes_on - today).days / 7 if closes_on is not None else 0
        return Outlook(
            left, pace, ends_on, closes_on, left / weeks if left and weeks > 0 else None, len(whole)
        )


def read() -> Figures:
    """The figures as they stand."""
    columns = CampaignFigure.breakdown, CampaignFigure.value, CampaignFigure.step, CampaignFigure.number
    return Figures((row[0], row[1], row[2], int(row[3])) for row in base.read(select(*columns)))


def count(breakdown: Breakdown, value: str, steps: Collection[Step]) -> int:
    """How many journeys bear a value and stand at one of these steps, as it is kept; one range of a key."""
    figure = CampaignFigure
    query = select(func.coalesce(func.sum(figure.number), 0)).where(
        figure.breakdown == breakdown.value, figure.value == value, figure.step.in_(list(steps))
    )
    return int(base.read(query).scalar_one())


def is_catching_up() -> bool:
    """Whether changes wait that the figures do not tell yet."""
    return db.session.scalar(select(JourneyChange.id).limit(1)) is not None


def record_export(count: int, *, actor: Actor) -> None:
    """Leaves the event of a file of the figures. Raises `NotAllowed`."""
    if not actor.may(Permission.EXPORT):
        raise NotAllowed
    with transaction():
        after = {"what": "figures", "rows": count}
        audit.record(AuditAction.EXPORTED, ("figures", None), actor=actor, after=after)


def list_hands(figures: Figures) -> list[int]:
    """Who attached something: numbers of staff, `BY_ITSELF` and `BY_CLIENT`."""
    return sorted(int(value) for value in figures.values(Breakdown.HAND))
