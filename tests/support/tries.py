"""Tries of an access code, as an account makes them on the portal."""

from __future__ import annotations

from models import attachments
from models.concessions.tries import TryRefused
from tests.support import people
from tests.support.records import CODE, WRONG, of


def claim(account, record, code=CODE, *, title=None, kind="voirie", ip=None, **options):
    return attachments.claim(
        account, kind=kind, title=title or record.title, access_code=code, actor=of(account, ip=ip), **options
    )


def refused(account, record, code=WRONG, **options):
    try:
        claim(account, record, code, **options)
    except TryRefused as answer:
        assert answer.facts == {}
        return True
    return False


def pause(record, failures=8):
    """Fails as often on a title, from fresh accounts."""
    while failures > 0:
        somebody = people.active()
        for _ in range(min(4, failures)):
            assert refused(somebody, record)
        failures -= 4
