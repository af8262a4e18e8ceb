"""The screen of the trail: read, searched, filtered, exported, never changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import url_for

from models.audit import AuditDetail, AuditEvent
from models.permissions import Permission
from views import formats
from views.backoffice.base import Screen
from views.backoffice.closed import fresh
from views.backoffice.columns import Column, Filter, Section
from views.backoffice.past import changes, who
from views.messages import EVENTS, LABELS, Tag, event_of, label_of, reason_of

ACTIONS = sorted(((action, tag.words) for action, tag in EVENTS.items()), key=lambda pair: pair[1])
DETAILS = {
    "company": "companies.details_view",
    "account": "accounts.details_view",
    "agent": "staff.details_view",
    "concession": "concessions.details_view",
    "attachment": "attachments.details_view",
    "mail": "mails.details_view",
    "case": "cases.details_view",
}
"""Where each kind of subject is shown."""


def action(event: AuditEvent) -> Tag:
    """What happened."""
    return event_of(event.action)


def subject(event: AuditEvent) -> str:
    """To what: its name, or its kind and number once that is erased."""
    kind = label_of("SubjectKind", event.subject_kind)
    return event.detail.subject_label or (f"{kind} n° {event.subject_id}" if event.subject_id else kind)


def subject_link(event: AuditEvent) -> str | None:
    """Where the subject is shown."""
    endpoint = DETAILS.get(event.subject_kind)
    return url_for(endpoint, id=event.subject_id) if endpoint and event.subject_id else None


def midnight(day: Any, plus: int = 0) -> datetime:
    """The beginning of a day in Le Havre."""
    return datetime.combine(day + timedelta(days=plus), time(), formats.PARIS).astimezone(UTC)


class Audit(Screen):
    """Who did what, when, to what, why."""

    model, endpoint, address = AuditEvent, "audit", "journal"
    title, lead = "Journal", "Qui a fait quoi, quand, à quoi, pourquoi. Rien ne s’y change ni ne s’y efface."
    nouns, none, icon = ("événement", "événements"), "Aucun événement", "journal-text"
    permissions = {
        "index_view": Permission.READ_TRAIL,
        "details_view": Permission.READ_TRAIL,
        "export": fresh(Permission.EXPORT),
    }
    searched = AuditDetail
    columns = (
        Column("N°", "sequence", sort="sequence"),
        Column("Quand", "at", show="stamp"),
        Column("Qui", who),
        Column("Action", action, show="tag"),
        Column(
            "Objet", subject, under=lambda event: label_of("SubjectKind", event.subject_kind), second="Nature"
        ),
        Column("Motif", lambda event: reason_of(event.detail.reason)),
    )
    filters = (
        Filter("action", "Action", lambda value: AuditEvent.action == value, ACTIONS),
        Filter("qui", "Par", lambda kind: AuditEvent.actor_kind == kind, list(LABELS["ActorKind"].items())),
        Filter("depuis", "Depuis le", lambda day: AuditEvent.at >= midnight(day), control="date"),
        Filter("structure", "Structure", lambda n: AuditEvent.company_id == n, control="hidden"),
    )
    facts = (
        Section(
            "L’événement",
            (
                Column("Quand", "at", show="moment"),
                Column("Qui", who),
                Column("Action", action, show="tag"),
                Column("Objet", subject, href=subject_link),
                Column("Motif", lambda event: reason_of(event.detail.reason), show="lines"),
                Column("Adresse IP", "detail.ip", show="mono"),
                Column("Requête", "request_id"),
                Column("Empreinte", "digest"),
            ),
        ),
    )
    default_sort = ("sequence", True)
    list_template = "backoffice/events.html"
    details_template = "backoffice/event.html"

    def heading(self, row: AuditEvent) -> str:
        return f"Événement n° {row.sequence}"

    def status(self, row: AuditEvent) -> Any:
        return action(row)

    def details(self, row: AuditEvent) -> dict[str, Any]:
        """With what it changed."""
        return {**super().details(row), "changes": changes(row), "erased": row.detail.erased_by}
