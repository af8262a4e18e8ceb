"""What lists of cases tell alike, and how an address names their queues."""

from __future__ import annotations

from models.cases import Case
from models.cases.queues import Queue
from models.values.days import today
from views import formats
from views.messages import Tag

QUEUES = {
    "a-moi": Queue.MINE,
    "sans-agent": Queue.UNOWNED,
    "aujourdhui": Queue.TODAY,
    "bloques": Queue.STUCK,
    "retours": Queue.RETURNED,
}
"""Each queue by the word of the address."""


def is_over(case: Case) -> bool:
    """Whether the day of the next action has passed."""
    return case.due_on is not None and case.due_on < today()


LONGEST_ACTION = 34
"""Of what comes next in a list; the case and the files have all of it."""
PAUSES = " \N{NO-BREAK SPACE}:;,–"
"""Signs after which nothing is left to say."""


def next_words(case: Case) -> str:
    """What comes next, on two lines of a list at most."""
    words = case.next_action
    if len(words) <= LONGEST_ACTION:
        return words
    cut = words[: LONGEST_ACTION - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(PAUSES)}…"


def due(case: Case) -> Tag | None:
    """The day of the next action, and whether it is over."""
    if case.due_on is None or not case.is_open:
        return None
    at_once, words = case.due_on == today(), formats.day_short(case.due_on)
    if is_over(case):
        return Tag("stop", "calendar-event", f"{words}, dépassé")
    return Tag("wait", "calendar-event", "aujourd’hui") if at_once else Tag("", "calendar-event", words)
