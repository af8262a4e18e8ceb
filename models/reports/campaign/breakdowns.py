"""Under which breakdowns a journey is counted: by step, kind, network, hand, evidence, week and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from models.reports.campaign.tables import PATH, Step
from models.values.days import day_of

LONGEST_SPENT = 400
"""Days of a step; whatever took longer is counted with these."""


class Breakdown(StrEnum):
    """What journeys are counted by."""

    STEP = "step"
    KIND = "kind"
    NETWORK = "network"
    HAND = "hand"
    EVIDENCE = "evidence"
    ACTIVATED_WEEK = "activated-week"
    ATTACHED_WEEK = "attached-week"
    FILED_WEEK = "filed-week"
    SPENT = "spent"
    """By the days that passed in a step before the next was reached."""

    SINCE = "since"
    """By the day since which they stand at a step."""


WEEKS = {
    Step.ACTIVATED: Breakdown.ACTIVATED_WEEK,
    Step.ATTACHED: Breakdown.ATTACHED_WEEK,
    Step.FILED: Breakdown.FILED_WEEK,
}
"""The three successes, each by its week."""

Key = tuple[str, str, str]
"""Breakdown, value, step."""


def week_of(moment: datetime | None) -> str:
    """The Monday of a moment's week, as ISO writes it; nothing of no moment."""
    if moment is None:
        return ""
    day = day_of(moment)
    return (day - timedelta(days=day.weekday())).isoformat()


def keys_of(journey: Mapping[str, Any]) -> Iterator[Key]:
    """Where a journey is counted, once in each; it is given by the names of its columns."""
    step = Step(journey["step"])
    yield Breakdown.STEP, "", step
    yield Breakdown.KIND, journey["kind"], step
    yield Breakdown.NETWORK, journey["network_key"], step
    if journey["hand"]:
        yield Breakdown.HAND, str(journey["hand"]), step
    if journey["evidence"]:
        yield Breakdown.EVIDENCE, journey["evidence"], step
    for reached, breakdown in WEEKS.items():
        if week := journey[f"{reached}_week"]:
            yield breakdown, week, step
    yield Breakdown.SINCE, day_of(journey["since"]).isoformat(), step
    for left, reached in zip(PATH[1:], PATH[2:], strict=False):
        began, ended = journey[f"{left}_at"], journey[f"{reached}_at"]
        if began is not None and ended is not None:
            yield Breakdown.SPENT, f"{min((ended - began).days, LONGEST_SPENT):03d}", left


def median(numbers: Mapping[int, int]) -> int | None:
    """The median of values of which so many are counted each; None of none."""
    half, seen = (sum(numbers.values()) + 1) // 2, 0
    for value in sorted(numbers):
        seen += numbers[value]
        if numbers[value] and seen >= half:
            return value
    return None


def days_since(day: str, today: date) -> int:
    """How many days ago that was, none where it is to come."""
    return max(0, (today - date.fromisoformat(day)).days)
