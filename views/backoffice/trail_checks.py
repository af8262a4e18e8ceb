"""The trail verified from the console: asked here, done by the worker, told here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_admin import expose

from models import audit, trail_checks
from models.audit import AuditEvent
from models.permissions import Permission
from views import access, formats
from views.backoffice.closed import Room
from views.backoffice.past import facts
from views.fields import Form, done
from views.messages import Tag


@dataclass(frozen=True)
class Result:
    """One check: when, and what it found; `broken_at` is the first bad event."""

    sequence: int
    at: datetime
    tag: Tag
    broken_at: int | None


def result_of(event: AuditEvent) -> Result:
    """The result that an event tells; one whose details were erased says so."""
    found = facts(event.detail.after)
    if (bad := found.get("broken_at")) is not None:
        words = f"Rompu à l’événement n° {formats.number(bad)}"
        return Result(event.sequence, event.at, Tag("stop", "shield-exclamation", words), bad)
    if "events" in found:
        words = f"Intact, {formats.plural(found['events'], 'événement')}"
        return Result(event.sequence, event.at, Tag("ok", "shield-check", words), None)
    return Result(event.sequence, event.at, Tag("", "circle", "Résultat effacé"), None)


class TrailChecks(Room):
    """Whoever reads the trail may have it proved."""

    permissions = {"index": Permission.READ_TRAIL, "ask": Permission.READ_TRAIL}

    def __init__(self) -> None:
        super().__init__(name="Vérification", endpoint="trail_checks", url="journal/verification")

    @expose("/")
    def index(self) -> Any:
        """How far the check under way is, and what the latest found."""
        return self.render(
            "backoffice/trail_checks.html",
            form=Form(),
            progress=trail_checks.under_way(),
            results=[result_of(event) for event in trail_checks.list_results()],
            head=audit.head(),
        )

    @expose("/", methods=("POST",))
    def ask(self) -> Any:
        """Owes a check to the worker."""
        trail_checks.ask(actor=access.current_actor())
        said = {"more": "Elle commence dans la seconde."}
        return done("La vérification est demandée.", url_for("trail_checks.index"), **said)
