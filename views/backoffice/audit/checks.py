"""The trail verified from the console: asked here, done by the worker, told here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from models import audit
from models.audit import AuditEvent
from models.permissions import Permission
from models.reports import audit_checks
from views import access, formats
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.kit.history import Facts, facts
from views.fields import Form, LongText, done
from views.formats import typo
from views.messages import Tag

UNREADABLE = "Collez le courriel entier : il dit un numéro et une empreinte de 64 signes."
_HEAD = re.compile(
    r'(?:Numéro\s*:|"sequence":)\s*(?P<sequence>\d{1,18})\b.*?'
    r'(?:Empreinte\s*:|"digest":)\s*"?(?P<digest>[0-9a-f]{64})\b',
    re.DOTALL,
)


@dataclass(frozen=True)
class Result:
    """One check: when, and what it found.

    `broken_at` is the first bad event, `head` the number of the kept head that the trail was held against.
    """

    sequence: int
    at: datetime
    tag: Tag
    broken_at: int | None = None
    head: int | None = None


def result_of(event: AuditEvent) -> Result:
    """The result that an event tells; one whose details were erased says so."""
    found = facts(event.detail.after)
    head = found.get("head")
    if (bad := found.get("broken_at")) is not None:
        words = f"Rompu à l’événement n° {formats.number(bad)}"
        return Result(event.sequence, event.at, Tag("stop", "shield-exclamation", words), bad, head)
    if head is not None:
        words = f"Conforme à la tête n° {formats.number(head)}"
        return Result(event.sequence, event.at, Tag("ok", "shield-check", words), None, head)
    if "events" in found:
        words = f"Intact, {formats.plural(found['events'], 'événement')}"
        return Result(event.sequence, event.at, Tag("ok", "shield-check", words))
    return Result(event.sequence, event.at, Tag("", "circle", "Résultat effacé"))


class HeadForm(Form):
    """A head that was kept elsewhere: the mail that told it, or the file that the command wrote."""

    head = LongText(
        "Une tête gardée ailleurs",
        needed=UNREADABLE,
        hint="Collez le courriel du jour, ou le fichier de « bascule audit export --head ».",
        longest=20_000,
    )

    @property
    def kept(self) -> Facts | None:
        """The number and the digest that it tells; None where it tells none."""
        found = _HEAD.search(self.head.data or "")
        return None if found is None else {"sequence": int(found["sequence"]), "digest": found["digest"]}


class AuditChecks(Room):
    """Whoever reads the trail may have it proved."""

    permissions = dict.fromkeys(("index", "ask", "compare"), Permission.READ_TRAIL)

    def __init__(self) -> None:
        super().__init__(name="Vérification", endpoint="audit_checks", url="journal/verification")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """How far the check under way is, and what the latest found."""
        return self._page(HeadForm())

    def _page(self, form: HeadForm) -> str:
        return self.render(
            "backoffice/audit/checks.html",
            form=form,
            progress=audit_checks.under_way(),
            results=[result_of(event) for event in audit_checks.list_results()],
            head=audit.head(),
        )

    @expose("/", methods=("POST",))
    def ask(self) -> ResponseReturnValue:
        """Owes a check to the worker."""
        audit_checks.request(actor=access.current_actor())
        words = {"more": "Elle commence dans la seconde."}
        return done("La vérification est demandée.", url_for("audit_checks.index"), **words)

    @expose("/tete", methods=("POST",))
    def compare(self) -> ResponseReturnValue:
        """Holds the trail against a head kept elsewhere, which betrays a tail that was cut."""
        form = HeadForm()
        if form.validate_on_submit():
            if (kept := form.kept) is not None:
                audit_checks.compare(kept, actor=access.current_actor())
                words = "Le journal est comparé à cette tête."
                return done(words, url_for("audit_checks.index"), tone="info")
            form.refuse(typo(UNREADABLE), "head")
        return self._page(form), 422
