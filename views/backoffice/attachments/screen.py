"""The screen of attachments: what is bound to whom, by which evidence, and the steps on each."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from models import attachments, audit
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment
from models.attachments.questions import list_questions, may_answer
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.staff import impersonation
from views import access, documents
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
    tone,
)
from views.backoffice.attachments.reviewing import Answering, Reviewing
from views.backoffice.attachments.several import SEVERAL
from views.backoffice.kit.columns import Action, Column
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, past
from views.backoffice.kit.inputs import ReasonForm, StepForm
from views.backoffice.kit.reasons import why_not
from views.backoffice.kit.screen import Screen, row_action
from views.fields import Text
from views.formats import typo

NO_ACCOUNT = "Aucun compte ne porte cet identifiant."


class Attachments(Reviewing, Screen):
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
    found_cap, total_cap = EXACT, EXACT
    details_template = "backoffice/attachment.html"
    filters, facts, links, empty = FILTERS, FACTS, LINKS, EMPTY
    sought_elsewhere = True
    default_sort = ("created_at", True)
    bulk = SEVERAL

    def row_tone(self, row: Attachment) -> str:
        return tone(row)

    def heading(self, row: Attachment) -> str:
        return row.concession.title

    def status(self, row: Attachment) -> Any:
        return row.status

    def standing(self, row: Attachment) -> str:
        return row.mark

    def history(self, row: Attachment) -> History:
        return past(("attachment", [row.id]))

    def actions(self, row: Attachment) -> list[Action]:
        """What its state allows, the likely one first; the operations have the last word."""
        if not row.is_open:
            return [self._undo(row)] if row.ended_how == "detached" else []
        refer = Action("Ajouter un co-référent", self.href(row, "referents"), Permission.ATTACH, "people")
        href, unless = self.href(row, "detacher"), why_not(attachments.check_detach, row)
        end = Action("Détacher", href, Permission.DETACH_OWN, "slash-circle", "stop", unless=unless)
        if attachments.turn_of(row) is not None:
            href, unless = (
                url_for("reviews.index_view", rattachement=row.id),
                why_not(attachments.check_reviewer, row),
            )
            check = Action("Contrôler", href, Permission.REVIEW, "shield-check", unless=unless)
            return [check, refer, *self._see(row), end]
        href, unless = self.href(row, "contester"), why_not(attachments.check_contest, row)
        doubt = Action("Contester", href, Permission.REVIEW, "shield-exclamation", "quiet", unless=unless)
        return [refer, doubt, *self._see(row), end]

    def _see(self, row: Attachment) -> list[Action]:
        """The portal as the referent sees it, once there is something to see."""
        if why_not(impersonation.check_open, row.referent):
            return []
        href = url_for("accounts.see_as", id=row.referent_id)
        return [Action("Voir à la place du référent", href, Permission.SEE_AS, "eye", "quiet")]

    def _undo(self, row: Attachment) -> Action:
        href, unless = self.href(row, "annuler"), why_not(attachments.check_undo, row)
        words = "Annuler le détachement"
        return Action(words, href, Permission.DETACH_OWN, "arrow-counterclockwise", unless=unless)

    def details(self, row: Attachment) -> dict[str, Any]:
        """With what supervisors asked, and the form of who was asked."""
        agent, questions = access.current_agent(), list_questions(row)
        mine = [q for q in questions if q.answered_at is None and agent is not None and may_answer(q, agent)]
        form = Answering(formdata=None) if mine else None
        return {**super().details(row), "questions": questions, "answering": form}

    def file_columns(self) -> list[Column]:
        """A file tells all that auditors ask for."""
        return list(FILE)

    # -- actions

    @row_action("detacher", Permission.DETACH_OWN)
    def detach(self, row: Attachment) -> Any:
        """Ends it."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                attachments.detach(
                    row, reason=form.reason.data, seen=form.state_seen, actor=access.current_actor()
                )
                return self.done(
                    row,
                    f"« {row.concession.title} » n’est plus rattachée à {row.company.name}.",
                    more="Tous sont prévenus. Cela s’annule pendant 30 jours.",
                )
        return self.ask(
            row,
            form,
            question=f"Détacher « {row.concession.title} » de {row.company.name} ?",
            consequence="La structure et ses référents sont prévenus ; la concession est libre. Cela s’annule"
            " pendant 30 jours.",
            verb="Détacher la concession",
            way_out="La laisser rattachée",
            danger=True,
        )

    @row_action("annuler", Permission.DETACH_OWN)
    def undo(self, row: Attachment) -> Any:
        """Takes a detachment back."""
        form = StepForm()
        if form.validate_on_submit():
            with form.refusals():
                attachments.undo_detach(row, seen=form.state_seen, actor=access.current_actor())
                return self.done(row, f"« {row.concession.title} » est de nouveau rattachée.")
        return self.ask(
            row,
            form,
            question=f"Annuler le détachement de « {row.concession.title} » ?",
            consequence=f"Elle sera de nouveau rattachée à {row.company.name}, avec la même preuve.",
            verb="Rattacher de nouveau",
            way_out="La laisser détachée",
        )

    @row_action("referents", Permission.ATTACH)
    def refer(self, row: Attachment) -> Any:
        """Lets another person of the company see it."""
        form = ReferentForm(data={"account": request.args.get("account", "")[:200]})
        if form.validate_on_submit():
            account = find_by_identifier(form.account.data)
            if account is None:
                form.refuse(typo(NO_ACCOUNT), "account")
            else:
                with form.refusals():
                    attachments.add_referent(row, account, actor=access.current_actor())
                    return self.done(row, f"{account.full_name} voit maintenant ce rattachement.")
        return self.ask(
            row,
            form,
            question=f"Qui d’autre de {row.company.name} doit voir « {row.concession.title} » ?",
            consequence="Un compte actif de la même structure ; les autres n’en sauront rien.",
            verb="Ajouter le co-référent",
            way_out="N’ajouter personne",
        )

    @row_action("piece", Permission.READ, methods=("GET",))
    def document(self, row: Attachment) -> Any:
        """The document that proves it; looking at it leaves an event."""
        kept = documents.find(row.document)
        with transaction():
            audit.record("document-viewed", kept, actor=access.current_actor(), company=row.company)
        return documents.send(kept)


class ReferentForm(StepForm):
    """Who is added."""

    account = Text(
        "Identifiant du compte",
        needed="Indiquez l’identifiant du compte.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none"},
    )
