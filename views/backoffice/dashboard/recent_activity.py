"""What the team and the companies have just done: the trail's last events in words, like ones together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from models.audit import AuditAction, AuditEvent
from models.audit.history import list_lately
from views import formats
from views.backoffice.audit.screen import subject, subject_link
from views.backoffice.kit.history import facts, who
from views.messages import TAGS, Tag, event_of

SHOWN = 7
READ = 60
"""Events that are read for these: what one person did to many things is one line."""

SHOWN_ACTIONS = (
    AuditAction.ACCOUNT_CREATED,
    AuditAction.ACCOUNT_ACTIVATED,
    AuditAction.ACCOUNT_SUSPENDED,
    AuditAction.ACCOUNT_RESTORED,
    AuditAction.CONCESSION_REOPENED,
    AuditAction.CONCESSION_PAUSED,
    AuditAction.CONCESSION_CLOSED_BY_FAILURES,
    AuditAction.ATTACHED,
    AuditAction.DETACHED,
    AuditAction.DETACHMENT_UNDONE,
    AuditAction.ATTACHMENT_APPROVED,
    AuditAction.ATTACHMENT_REVIEWED,
    AuditAction.ATTACHMENT_CONTESTED,
    AuditAction.ATTACHMENT_CONFIRMED,
    AuditAction.ATTACHMENT_REFUSED,
    AuditAction.ATTACHMENT_LAPSED,
    AuditAction.CASE_OPENED,
    AuditAction.CASE_ASKED,
    AuditAction.CASE_CLOSED,
    AuditAction.REQUEST_MOVED,
    AuditAction.CONCESSIONS_IMPORTED,
    AuditAction.REQUESTS_IMPORTED,
    AuditAction.AGENT_ACCEPTED,
)
"""What colleagues want to know of; looks, sign-ins and corrections are for the trail and for each history."""

OWN_BUSINESS = ("brouillon", "retiree")
"""States of a request that only its company knows, while it was never filed."""


@dataclass(frozen=True)
class Line:
    """One line: what was done, to what, how many more, when and by whom."""

    tone: str
    icon: str
    what: str
    name: str
    href: str | None
    more: int
    when: datetime
    who: str


def lately() -> list[Line]:
    """The last things done, newest first."""
    events = [event for event in list_lately(SHOWN_ACTIONS, limit=READ) if _is_ours(event)]
    alike = groupby(events, key=lambda event: (_tag(event), event.actor_kind, event.actor_id))
    return [_line(list(same)) for _, same in alike][:SHOWN]


def _is_ours(event: AuditEvent) -> bool:
    if event.action != AuditAction.REQUEST_MOVED:
        return True
    return facts(event.detail.before).get("state") != "brouillon" or (
        facts(event.detail.after).get("state") not in OWN_BUSINESS
    )


def _line(same: list[AuditEvent]) -> Line:
    event, tag = same[0], _tag(same[0])
    what, more = formats.typo(f"{tag.words} :"), len({each.subject_id for each in same}) - 1
    return Line(tag.tone, tag.icon, what, subject(event), subject_link(event), more, event.at, who(event))


def _tag(event: AuditEvent) -> Tag:
    """What happened; of a request, what became of it."""
    state = facts(event.detail.after).get("state") if event.action == AuditAction.REQUEST_MOVED else None
    if state not in TAGS["RequestState"]:
        return event_of(event.action)
    tag = TAGS["RequestState"][state]
    is_works = tag.words.startswith("Travaux")
    return tag if is_works else Tag(tag.tone, tag.icon, f"Demande {tag.words.lower()}")
