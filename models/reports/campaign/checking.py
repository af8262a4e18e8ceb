"""Whether the kept figures of the campaign are those of its journeys."""

from __future__ import annotations

from sqlalchemy import func, select

from models.kernel import base
from models.reports.campaign.breakdowns import Breakdown
from models.reports.campaign.figures import read
from models.reports.campaign.tables import Journey


def list_wrong() -> dict[str, int]:
    """By breakdown, by how many journeys its figures are wrong; reads all of them."""
    columns = {
        Breakdown.KIND: Journey.kind,
        Breakdown.NETWORK: Journey.network_key,
        Breakdown.HAND: Journey.hand,
        Breakdown.EVIDENCE: Journey.evidence,
        Breakdown.ACTIVATED_WEEK: Journey.activated_week,
        Breakdown.ATTACHED_WEEK: Journey.attached_week,
        Breakdown.FILED_WEEK: Journey.filed_week,
    }
    kept, wrong = read(), {}
    for breakdown, column in columns.items():
        query = select(column, Journey.step, func.count()).group_by(column, Journey.step)
        counted = {
            (str(value), step): int(number)
            for value, step, number in base.read(query)
            if value not in (0, "") or breakdown is Breakdown.NETWORK
        }
        known = {
            (value, step): number
            for value, steps in kept.found[breakdown].items()
            for step, number in steps.items()
        }
        if off := sum(abs(counted.get(key, 0) - known.get(key, 0)) for key in counted.keys() | known.keys()):
            wrong[breakdown.value] = off
    return wrong
