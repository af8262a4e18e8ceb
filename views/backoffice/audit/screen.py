"""The screen of the trail: read, searched, filtered, exported, never changed."""

from __future__ import annotations

import re
from enum import Enum

from flask import url_for

from models import audit
from models.audit import AuditAction, AuditDetail, AuditEvent
from models.audit.history import action_is
from models.companies import Company
from models.lists.paging import Clause, Walk
from models.permissions import Permission, allows
from models.reports import timelines
from views import access
from views.backoffice.kit.columns import Column, Empty, Filter, Section
from views.backoffice.kit.filtering.filters import between, staff
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import changes, cut, facts, who
from views.backoffice.kit.querying import Hits
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.formats import typo
from views.messages import EVENTS, LABELS, Tag, event_of, fact_of, label_of, reason_of, value_of_fact

REQUEST = re.compile("[0-9a-f]{16}")
"""The number of a request, as the log and the header X-Request-Id tell it."""

ACTORS = list(LABELS["ActorKind"].items())
ACTIONS = sorted(((action, tag.words) for action, tag in EVENTS.items()), key=lambda pair: pair[1])
GROUPS = {
    "sorties": ("Export ou document établi", (AuditAction.EXPORTED, AuditAction.STATEMENT_MADE)),
    "contestations": (
        "Contestation d’un rattachement",
        (AuditAction.ATTACHMENT_CONTESTED, AuditAction.ATTACHMENT_REFUSED),
    ),
    "roles": ("Rôle donné", (AuditAction.AGENT_INVITED, AuditAction.AGENT_ROLE_CHANGED)),
    "seconds-facteurs": (
        "Second facteur réinitialisé",
        (AuditAction.AGENT_RESET, AuditAction.SECOND_FACTOR_RESET),
    ),
}
"""Several actions that answer one question of an auditor's: words, and actions."""

GIST = ("rows", "format", "role")
"""Facts that a list tells of what came out, or was given."""

DETAILS = {
    "company": "companies.details_view",
    "account": "accounts.details_view",
    "agent": "staff.details_view",
    "api-key": "api_keys.details_view",
    "webhook": "webhooks.details_view",
    "concession": "concessions.details_view",
    "attachment": "attachments.details_view",
    "mail": "mails.details_view",
    "case": "cases.details_view",
    "request": "road_openings.details_view",
}
"""Where each kind of subject is shown."""


def action(event: AuditEvent) -> Tag:
    """What happened."""
    return event_of(event.action)


def is_done(value: str) -> Clause:
    """The clause of an action, or of a group of them."""
    return action_is(*(GROUPS[value][1] if value in GROUPS else (value,)))


def gist(event: AuditEvent) -> str:
    """What an event changed, or how much it let out, short enough for a list; the entry tells it whole."""
    if event.action in (AuditAction.EXPORTED, AuditAction.AGENT_INVITED):
        after = facts(event.detail.after)
        kept = [f"{fact_of(name)} : {value_of_fact(name, after[name])}" for name in GIST if name in after]
        return typo(", ".join(kept))
    if not event.detail.before:
        return ""
    first = [f"{name} : {old or '–'} → {new or '–'}" for name, old, new in changes(event) if old != new]
    return cut(typo(" · ".join(first)))


def subject(event: AuditEvent) -> str:
    """To what: its name, or its kind and number once that is erased."""
    kind = label_of("SubjectKind", event.subject_kind)
    return event.detail.subject_label or (f"{kind} n° {event.subject_id}" if event.subject_id else kind)


def nature(event: AuditEvent) -> str:
    """Its kind, where its name does not say it."""
    kind = label_of("SubjectKind", event.subject_kind)
    return "" if subject(event) == kind else kind


def subject_link(event: AuditEvent) -> str | None:
    """Where the subject is shown."""
    return detail_of(event.subject_kind, event.subject_id)


def actor_link(event: AuditEvent) -> str | None:
    """Where who did it is shown."""
    return detail_of(event.actor_kind, event.actor_id)


def detail_of(kind: str, number: int | None) -> str | None:
    """The detail of a row; of staff, to those who do not manage them, what the trail tells."""
    endpoint = DETAILS.get(kind)
    if endpoint is None or not number:
        return None
    if kind in ("api-key", "webhook") and not allows(access.current_actor().role, Permission.MANAGE_KEYS):
        return None
    if kind == "agent" and not allows(access.current_actor().role, Permission.MANAGE_STAFF):
        return url_for("audit.index_view", autour=f"agent-{number}")
    return url_for(endpoint, id=number)


def company_of(event: AuditEvent) -> str:
    """The company that it concerns, by its name of today."""
    company = timelines.find_subject("company", event.company_id) if event.company_id else None
    return company.name if company is not None else ""


def company_link(event: AuditEvent) -> str | None:
    """The company that it concerns."""
    return url_for("companies.details_view", id=event.company_id) if event.company_id else None


def reference(text: str) -> tuple[str, int]:
    """A row as a link names it: `concession-12`."""
    kind, _, number = text.partition("-")
    if kind not in LABELS["SubjectKind"] or not (number.isascii() and number.isdigit()):
        raise ValueError(text)
    if not 0 < int(number[:20]) < 2**63:
        raise ValueError(text)
    return kind, int(number)


def named(row: tuple[str, int]) -> str:
    """What a chip says of a row."""
    return f"{label_of('SubjectKind', row[0]).lower()} n° {row[1]}"


def named_subject(row: tuple[str, int]) -> str:
    """What a chip says of a timeline: the name of today, else the number."""
    kind, number = row
    held = timelines.find_subject(kind, number)
    return named(row) if held is None else f"{label_of('SubjectKind', kind).lower()} {held.label}"


def request_link(event: AuditEvent) -> str | None:
    """All that the same request left."""
    return url_for("audit.index_view", requete=event.request_id) if event.request_id else None


def did(number: str) -> Clause:
    """The clause of what one member of staff did."""
    return audit.by("agent", int(number))


class Audit(Screen[AuditEvent]):
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
        Column("Quand", "at", show="stamp", sort="at"),
        Column("Qui", who),
        Column("Action", action, show="tag", under=gist, second="Ce qui change"),
        Column("Objet", subject, under=nature, second="Nature"),
        Column("Motif", lambda event: reason_of(event.detail.reason)),
    )
    filters = (
        Filter("qui", "Par", "actor_kind", ACTORS, facet=True, cells="actor_kind", sorts=("sequence",)),
        Filter(
            "action",
            "Action",
            is_done,
            [*((value, words) for value, (words, _) in GROUPS.items()), *ACTIONS],
            every="Toutes",
            sorts=("sequence",),
            cells=lambda value: {"action": GROUPS[value][1] if value in GROUPS else (value,)},
        ),
        *between("at", more=False),
        Filter("personne", "Personne", timelines.of_people, control="text", more=True),
        Filter("agent", "Agent", did, staff, every="Tout le personnel", more=True),
        Filter("entreprise", "Structure", timelines.of_companies, control="text", more=True),
        Filter("concession", "Concession", timelines.of_concessions, control="text", more=True),
        Filter("requete", "Requête", timelines.of_request, control="text", more=True),
        Filter(
            "autour",
            "Histoire",
            lambda r: timelines.around(*r),
            control="hidden",
            words=named_subject,
            reads=reference,
        ),
        of("structure", "Structure", Company, "company_id"),
        Filter("objet", "Objet", lambda r: audit.about(*r), control="hidden", words=named, reads=reference),
        Filter("auteur", "Par", lambda r: audit.by(*r), control="hidden", words=named, reads=reference),
    )
    empty = Empty("Chaque changement, chaque refus et chaque export laissera ici un événement.")
    facts = (
        Section(
            "L’événement",
            (
                Column("Quand", "at", show="moment"),
                Column("Qui", who, href=actor_link),
                Column("Action", action, show="tag"),
                Column("Objet", subject, href=subject_link),
                Column("Structure", company_of, href=company_link),
                Column("Motif", lambda event: reason_of(event.detail.reason), show="lines"),
                Column("Adresse IP", "detail.ip", show="mono"),
                Column("Requête", "request_id", show="mono", href=request_link),
                Column("Empreinte", "digest"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("sequence", True)
    reads = ("*", "detail.*")
    list_template = "backoffice/audit/list.html"
    details_template = "backoffice/audit/details.html"

    def hits(self, searched: str) -> Hits:
        """A request's number finds what it left; other words are looked up as anywhere."""
        if REQUEST.fullmatch(searched):
            return timelines.sequences_of_request(searched)
        return super().hits(searched)

    def walk(self, searched: str) -> Walk | None:
        return None if REQUEST.fullmatch(searched) else super().walk(searched)

    def heading(self, row: AuditEvent) -> str:
        return f"Événement n° {row.sequence}"

    def status(self, row: AuditEvent) -> Enum | Tag | None:
        return action(row)

    def details(self, row: AuditEvent) -> Context:
        """With what it changed."""
        return {**super().details(row), "changes": changes(row), "erased": row.detail.erased_by}
