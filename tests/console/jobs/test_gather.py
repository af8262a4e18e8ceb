"""Notices held for an address arrive in one mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import mails
from models.kernel.transactions import transaction
from models.mails import MailKind
from tests.support.servers.smtp import Sink

DAY = 24 * 3600


def test_notices_beyond_three_a_day_arrive_in_one(work: Callable[[], int], sink: Sink, clock: Any) -> None:
    with transaction():
        for number in range(5):
            params = {"title": f"Lot {number}", "company": "SOCIETE", "reference": "R", "kind": "voirie"}
            mails.notify(MailKind.DETACHED, "lecteur@example.org", params=params)
    work()
    assert len(sink.mails) == 3
    clock.shift(DAY + 60)
    work()
    assert len(sink.mails) == 4
    body = sink.mails[-1].message.get_content()
    assert "Lot 3" in body and "Lot 4" in body and "Lot 2" not in body
