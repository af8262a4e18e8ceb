"""Which journeys bear a value, or have come to a step: the lists behind the figures."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from models.reports.campaign.breakdowns import WEEKS, Breakdown
from models.reports.campaign.tables import Journey, Step

_COLUMNS = {
    Breakdown.NETWORK: Journey.network_key,
    Breakdown.HAND: Journey.hand,
    Breakdown.EVIDENCE: Journey.evidence,
    Breakdown.ACTIVATED_WEEK: Journey.activated_week,
    Breakdown.ATTACHED_WEEK: Journey.attached_week,
    Breakdown.FILED_WEEK: Journey.filed_week,
}

_REACHED = {
    Step.CONTACTED: Journey.contacted_at,
    Step.ACCOUNT: Journey.account_at,
    Step.ACTIVATED: Journey.activated_at,
    Step.ATTACHED: Journey.attached_at,
    Step.FILED: Journey.filed_at,
}


def bears(breakdown: Breakdown, value: str | int) -> ColumnElement[bool]:
    """The clause of those that a breakdown counts under a value."""
    return _COLUMNS[breakdown] == value


def has_reached(value: str) -> ColumnElement[bool]:
    """The clause of those that have come to a step, or beyond."""
    return _REACHED[Step(value)].is_not(None)


def has_to_reach(value: str) -> ColumnElement[bool]:
    """The clause of those that have not come to a success: they bear no week of it, as an index has it."""
    return bears(WEEKS[Step(value)], "")
