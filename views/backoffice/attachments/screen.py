"""The screen of attachments: what is bound to whom, by which evidence, and the steps on each."""

from __future__ import annotations

from enum import Enum

from models.attachments import Attachment
from models.attachments.questions import list_questions
from models.permissions import Permission
from views.backoffice.attachments.add_referent import ADD_REFERENT
from views.backoffice.attachments.answer import ANSWER, Answering
from views.backoffice.attachments.approve import APPROVE
from views.backoffice.attachments.ask_agent import ASK_AGENT
from views.backoffice.attachments.columns import (
    COLUMNS,
    EMPTY,
    EXACT,
    FACTS,
    FILE,
    FILE_LOAD,
    FILTERS,
    LINKS,
    LOAD,
    READS,
    tone,
)
from views.backoffice.attachments.confirm import CONFIRM
from views.backoffice.attachments.contest import CONTEST
from views.backoffice.attachments.decide_claim import DECIDE_CLAIM
from views.backoffice.attachments.detach import DETACH
from views.backoffice.attachments.document import DOCUMENT
from views.backoffice.attachments.name_referent import NAME_REFERENT
from views.backoffice.attachments.review import REVIEW
from views.backoffice.attachments.see_as_referent import SEE_AS_REFERENT
from views.backoffice.attachments.transfer import TRANSFER
from views.backoffice.attachments.undo import UNDO
from views.backoffice.attachments.undo_transfer import UNDO_TRANSFER
from views.backoffice.kit.columns import Column
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.screen import Context, Screen
from views.messages import Tag


class Attachments(Screen[Attachment]):
    """Every attachment, past ones included."""

    model, endpoint, address = Attachment, "attachments", "rattachements"
    title, lead = "Rattachements", "Quelle concession est liée à quelle structure, par quelle preuve."
    nouns, none, icon = ("rattachement", "rattachements"), "Aucun rattachement", "link-45deg"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns, load, file_load = COLUMNS, LOAD, FILE_LOAD
    row_load = (*LOAD, *FILE_LOAD, "claims")
    found_cap = EXACT
    details_template = "backoffice/attachments/details.html"
    filters, facts, links, empty = FILTERS, FACTS, LINKS, EMPTY
    sought_elsewhere = True
    default_sort = ("created_at", True)
    reads = READS
    actions = (
        APPROVE,
        CONFIRM,
        UNDO,
        UNDO_TRANSFER,
        REVIEW,
        DECIDE_CLAIM,
        ADD_REFERENT,
        NAME_REFERENT,
        CONTEST,
        SEE_AS_REFERENT,
        TRANSFER,
        DETACH,
        ASK_AGENT,
        ANSWER,
        DOCUMENT,
    )

    def row_tone(self, row: Attachment) -> str:
        return tone(row)

    def heading(self, row: Attachment) -> str:
        return row.concession.title

    def status(self, row: Attachment) -> Enum | Tag | None:
        return row.status

    def history(self, row: Attachment) -> History:
        return history_of(("attachment", row.id))

    def details(self, row: Attachment) -> Context:
        """With what supervisors asked, and the form of who was asked."""
        form = Answering(formdata=None) if ANSWER.is_open(row) else None
        return {**super().details(row), "questions": list_questions(row), "answering": form}

    def file_columns(self) -> list[Column]:
        """A file tells all that auditors ask for."""
        return list(FILE)
