"""Events about nothing, for tests of the audit itself."""

from __future__ import annotations

from models import audit
from models.kernel.transactions import transaction
from tests.support import people


def note(action, actor=people.SYSTEM, **facts):
    with transaction():
        audit.record(action, ("thing", 7), actor=actor, **facts)
