"""What lists of cases tell alike."""

from __future__ import annotations

from models.cases import Case
from views import formats
from views.messages import Tag


def due(case: Case) -> Tag | None:
    """The day of the next action, and whether it is over."""
    if case.due_on is None or not case.is_open:
        return None
    today = formats.today()
    late, at_once = case.due_on < today, case.due_on == today
    words = formats.day(case.due_on)
    if late:
        return Tag("stop", "calendar-event", f"{words}, dépassé")
    return Tag("wait", "calendar-event", "aujourd’hui") if at_once else Tag("", "calendar-event", words)
