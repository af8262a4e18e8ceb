"""The trail as a history: events of some rows as moments, with who did what, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from flask import g, request, url_for

from models.audit import AuditAction, AuditEvent
from models.audit.history import Hanging, list_history, time_of
from models.permissions import Permission, allows
from models.shaping.filling import find_field
from views import access
from views.backoffice.kit.columns import Args, Moment
from views.fields import row_id
from views.messages import event_of, fact_of, label_of, reason_of, value_of_fact

PRIVATE = ("signed-in", "signed-out", "sign-in-failed", "second-factor-failed", "refused")
"""Of no use to whoever looks at a row: the trail keeps them for those who audit."""

SHOWN = 20
"""Moments on one page of a history."""

BEFORE = "avant"
"""The parameter of an older page: the sequence before which it begins."""

LONGEST_VALUE = 90

Facts = dict[str, Any]
"""What an event keeps, as its JSON says it."""


@dataclass(frozen=True)
class History:
    """Some moments of a row, newest first, and the ways on: older ones, the newest, the trail itself."""

    moments: Sequence[Moment]
    older: str = ""
    newest: str = ""
    audit: str = ""


def history_of(
    first: tuple[str, int],
    *hanging: Hanging,
    exclude: Iterable[str] = PRIVATE,
    unlogged: Sequence[Moment] = (),
) -> History:
    """The history of a row, on whose detail it stands, and of others that hang on it, page by page.

    `unlogged`: moments that no event tells, newest first; each stands on the page of the events of its time.
    """
    kind, number = first
    before = row_id(request.args[BEFORE]) if BEFORE in request.args else None
    events = list_history(kind, number, *hanging, exclude=exclude, before=before, limit=SHOWN + 1)
    shown, more = events[:SHOWN], len(events) > SHOWN
    linked = may_read_audit()
    moments = [moment_of(event, linked=linked) for event in shown]
    since, until = (shown[-1].at if more else None), (time_of(before) if before is not None else None)
    unlogged = [moment for moment in unlogged if _is_within(moment.when, since, until)]
    return History(
        sorted([*moments, *unlogged], key=attrgetter("when"), reverse=True) if unlogged else moments,
        older=_here(**{BEFORE: shown[-1].sequence}) if more else "",
        newest=_here() if before is not None else "",
        audit=audit_href(kind, number),
    )


def _is_within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= moment) and (until is None or moment < until)


def audit_href(kind: str, number: int) -> str:
    """The timeline of a row in the trail, for those who may read it; else nothing."""
    return url_for("audit.index_view", autour=f"{kind}-{number}") if may_read_audit() else ""


def may_read_audit() -> bool:
    """Whether who looks may open the trail."""
    agent = access.current_agent()
    return agent is not None and allows(agent.role, Permission.READ_TRAIL)


def _here(**changes: object) -> str:
    kept: Args = {name: value for name, value in request.args.items() if name != BEFORE}
    return url_for(str(request.endpoint), _anchor="histoire", **{**kept, **changes})


def moment_of(event: AuditEvent, *, linked: bool = False) -> Moment:
    """One event as a history tells it."""
    tag, after = event_of(event.action), facts(event.detail.after)
    return Moment(
        event_words(event.action, tag.words, after),
        event.at,
        icon=tag.icon,
        tone=tag.tone,
        who=who(event),
        why=reason_of(event.detail.reason),
        proof=str(after.get("evidence", "")) if event.action == AuditAction.ATTACHED else "",
        changes=[(name, cut(old), cut(new)) for name, old, new in changes(event)]
        if event.detail.before
        else (),
        href=url_for("audit.details_view", id=event.sequence) if linked else "",
    )


def cut(text: str) -> str:
    """A value short enough for a history; the trail's entry tells it whole."""
    line = re.sub("[ \\t\\r\\n]+", " ", text)
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1].rstrip() + "…"


def event_words(action: str, words: str, after: Facts) -> str:
    """The words of an event, with the one fact that makes them clear."""
    if action == "attached" and after.get("referent"):
        return f"{words} à {after['referent']}"
    if action in ("referent-added", "referent-removed") and after.get("referent"):
        return f"{words} : {after['referent']}"
    if action in ("cases-merged", "cases-parted") and after.get("case"):
        return f"{words} : {after['case']}"
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
    if event.actor_kind == "client":
        return f"{name or 'application effacée'} (application)"
    return "automatique" if event.actor_kind == "system" else "visiteur"


def facts(text: str | None) -> Facts:
    """The facts that an event keeps, before or after."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Name, before and after of each fact of an event."""
    before, after = facts(event.detail.before), facts(event.detail.after)

    def words(name: str, held: Facts) -> str:
        return value_of_fact(name, held.get(name), event.subject_kind)

    names = [(name, _label(name)) for name in {**before, **after}]
    return [(label, words(name, before), words(name, after)) for name, label in names if label]


def _label(name: str) -> str:
    """The words of a fact's name; none for an added field that whoever looks does not see."""
    if (field := find_field(name)) is None:
        return fact_of(name)
    return field.label if field.is_seen_by(reader_role()) else ""


def reader_role() -> str:
    """The role of who looks; asked for before a file begins, whose lines are written when all is over."""
    if "reader_role" not in g:
        agent = access.current_agent()
        g.reader_role = "" if agent is None else str(agent.role)
    return str(g.reader_role)
