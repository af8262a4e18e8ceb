"""The trail as a history: events of some rows as moments, with who did what, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from models import audit
from models.audit import AuditEvent
from views.backoffice.columns import Moment
from views.messages import event_of, fact_of, label_of, reason_of, value_of_fact

PRIVATE = ("signed-in", "signed-out", "sign-in-failed", "second-factor-failed", "refused")
"""Of no use to whoever looks at a row: the trail keeps them for those who audit."""


def past(*subjects: tuple[str, Iterable[int]], besides: Iterable[str] = PRIVATE) -> list[Moment]:
    """The history of rows given as `(kind, ids)`, newest first."""
    return [moment_of(event) for event in audit.list_about(*subjects, besides=besides)]


def moment_of(event: AuditEvent) -> Moment:
    """One event as a history tells it."""
    tag, after = event_of(event.action), facts(event.detail.after)
    return Moment(
        told(event.action, tag.words, after),
        event.at,
        icon=tag.icon,
        tone=tag.tone,
        who=who(event),
        why=reason_of(event.detail.reason),
        proof=str(after.get("evidence", "")) if event.action == "attached" else "",
    )


def told(action: str, words: str, after: dict[str, Any]) -> str:
    """The words of an event, with the one fact that makes them clear."""
    if action == "attached" and after.get("referent"):
        return f"{words} à {after['referent']}"
    if action in ("referent-added", "referent-removed") and after.get("referent"):
        return f"{words} : {after['referent']}"
    if action == "mail-resent" and after.get("to"):
        return f"{words} à {after['to']}"
    return words


def who(event: AuditEvent) -> str:
    """Who did it: a name, a role; what is erased stays erased."""
    name = event.detail.actor_name or ""
    if event.actor_kind == "agent":
        return f"{name or 'agent effacé'} ({label_of('Role', event.role).lower()})"
    if event.actor_kind == "account":
        return name or "compte effacé"
    return "automatique" if event.actor_kind == "system" else "visiteur"


def facts(text: str | None) -> dict[str, Any]:
    """The facts that an event keeps, before or after."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Name, before and after of each fact of an event."""
    before, after = facts(event.detail.before), facts(event.detail.after)

    def words(name: str, held: dict[str, Any]) -> str:
        return value_of_fact(name, held.get(name), event.subject_kind)

    return [(fact_of(name), words(name, before), words(name, after)) for name in {**before, **after}]
