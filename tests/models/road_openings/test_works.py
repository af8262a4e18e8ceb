"""Urgent works are told of once they have begun, with the reason for which they did not wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import road_openings
from models.accounts import ProAccount
from models.road_openings import (
    NotUrgent,
    RequestState,
    RoadOpeningRequest,
    UrgencyUnexplained,
)
from models.values.days import today
from tests.support import road_works

LEAK = "Une conduite a rompu devant l’école."


def urgent_works(account: ProAccount) -> RoadOpeningRequest:
    """Works that began two days ago."""
    held = road_openings.usable_attachments(account)
    starts_on = today() - timedelta(days=2)
    return road_works.filed(
        account, held[0] if held else None, starts_on=starts_on, ends_on=today(), urgency=LEAK
    )


def test_urgent_works_are_filed_once_they_have_begun_with_their_reason(account: ProAccount) -> None:
    made = urgent_works(account)
    assert made.status is RequestState.FILED and made.urgency == LEAK and made.urgent_since == made.filed_at


def test_urgent_works_have_begun_and_say_why(account: ProAccount) -> None:
    with pytest.raises(NotUrgent):
        road_works.filed(account, starts_on=today() + timedelta(days=1), urgency=LEAK)
    with pytest.raises(UrgencyUnexplained):
        road_works.filed(account, starts_on=today(), ends_on=today(), urgency="Une fuite")
