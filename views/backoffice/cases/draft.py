"""Keeps a note while it is typed."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case, CaseNoteKind
from models.kernel.clock import now
from models.permissions import Permission
from views import access, formats
from views.backoffice.cases.note import KINDS, Noting
from views.backoffice.kit.row_actions import Asks
from views.backoffice.kit.special_actions import Unlisted, nothing_against


class Drafting(Unlisted[Case]):
    """Takes whatever was typed so far: what is not right yet is told when the note is kept."""

    methods = ("POST",)

    def answer(self, screen: Asks, row: Case) -> ResponseReturnValue:
        form = Noting()
        known = {value for value, _ in KINDS}
        kind = form.kind.data if form.kind.data in known else CaseNoteKind.NOTE
        text, minutes = form.text.data or "", form.minutes.data
        kept = self.operation(
            row, kind=CaseNoteKind(kind), text=text, minutes=minutes, actor=access.current_actor()
        )
        return f"Brouillon gardé à {formats.clock(now())}." if kept is not None else ""


DRAFT = Drafting(
    verb="draft",
    name="brouillon",
    label="Garder le brouillon",
    permission=Permission.KEEP_CASES,
    operation=cases.keep_draft,
    check=nothing_against,
)
