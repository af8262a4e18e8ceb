"""One moment of an account's history, as it is drawn: what, when, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.accounts import ProAccount
from models.audit import AuditEvent
from views.messages import event_of, label_of

AMONG_STAFF = ("question-asked", "question-answered", "seen-as-ended")
"""What supervisors and agents ask each other, and when a look was left: that it was begun is told."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened; who did it is told by their office, never by name."""

    tone: str
    icon: str
    what: str
    when: datetime
    who: str


def moment_of(event: AuditEvent, person: ProAccount, titles: Mapping[int, str] | None = None) -> Moment:
    """The moment of an event; `titles` names the records of attachments, by number of the attachment."""
    tag = event_of(event.action)
    title = (titles or {}).get(event.subject_id or 0, "") if event.subject_kind == "attachment" else ""
    what = f"{title} : {tag.words}" if title else tag.words
    return Moment(tag.tone, tag.icon, what, event.at, by(event, person))


def by(event: AuditEvent, person: ProAccount) -> str:
    """Who did it: you, the office of a member of staff, the service, somebody else."""
    if event.actor_kind == "agent":
        return label_of("Role", event.role)
    if event.actor_kind == "account":
        return "vous" if event.actor_id == person.id else "un autre compte"
    return "le service" if event.actor_kind == "system" else "un visiteur"
