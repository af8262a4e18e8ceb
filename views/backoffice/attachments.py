"""The screen of attachments: what is bound to whom, by which evidence, and the steps on each."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import joinedload

from models import accounts, attachments, audit
from models.attachments import Attachment, AttachmentStatus, Evidence, Review
from models.base import transaction
from models.permissions import Permission
from views import access, downloads, formats
from views.backoffice.base import Screen, row_action
from views.backoffice.closed import fresh
from views.backoffice.columns import Action, Column, Filter, Moment, Section
from views.backoffice.inputs import ReasonForm
from views.backoffice.past import past
from views.fields import Form, Text
from views.formats import typo
from views.messages import LABELS, TAGS, Tag, label_of, reason_of, tag_of

STATES = [(value, tag.words) for value, tag in TAGS["AttachmentStatus"].items()]
NO_ACCOUNT = "Aucun compte ne porte cet identifiant."


def maker(attachment: Attachment) -> str:
    """Who attached it."""
    return attachment.made_by.name if attachment.made_by is not None else "La structure elle-même"


def review_words(attachment: Attachment) -> str:
    """The same in a list, under the state: nothing where nothing is owed."""
    return "" if attachment.review == Review.NONE else review(attachment).words


def review(attachment: Attachment) -> Tag:
    """What supervisors owe it, or gave it."""
    if attachment.reviewed_at is not None:
        return Tag("ok", "patch-check", "Contrôlé")
    return tag_of(Review(attachment.review))


def seen_by(attachment: Attachment) -> str:
    """Everybody who sees it, the referent first."""
    others = [r.account for r in attachment.referents if r.account_id != attachment.referent_id]
    return "\n".join(f"{a.full_name} ({a.identifier})" for a in (attachment.referent, *others))


def tone(attachment: Attachment) -> str:
    """Whether its row needs a hand."""
    tones = {AttachmentStatus.SUSPENDED: "stop", AttachmentStatus.WAITING_REVIEW: "wait"}
    return tones.get(attachment.status, "")


COLUMNS = (
    Column(
        "Intitulé", "concession.title", sort="title_key", under="concession.reference", second="Référence"
    ),
    Column("État", "status", show="tag", under=review_words, second="Contrôle"),
    Column("Structure", "company.name", under=lambda a: formats.siret(a.company.siret), second="SIRET"),
    Column("Référent", "referent.full_name", under="referent.identifier", second="Identifiant"),
    Column("Preuve", lambda a: Evidence(a.evidence), show="proof"),
    Column("Rattaché", "created_at", show="stamp", sort="created_at", under=maker, second="Par"),
)
LOAD = (joinedload(Attachment.referent), joinedload(Attachment.made_by))


class Attachments(Screen):
    """Every attachment, past ones included."""

    model, endpoint, address = Attachment, "attachments", "rattachements"
    title, lead = "Rattachements", "Quelle concession est liée à quelle structure, par quelle preuve."
    nouns, none, icon = ("rattachement", "rattachements"), "Aucun rattachement", "link-45deg"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns, load = COLUMNS, LOAD
    filters = (
        Filter("etat", "État", attachments.status_is, STATES),
        Filter("preuve", "Preuve", lambda e: Attachment.evidence == e, list(LABELS["Evidence"].items())),
        Filter("voie", "Voie", lambda c: Attachment.channel == c, list(LABELS["Channel"].items())),
    )
    facts = (
        Section(
            "Le rattachement",
            (
                Column("Concession", "concession.title", href=lambda a: concession_link(a)),
                Column("Référence", "concession.reference", show="mono"),
                Column("Structure", "company.name", href=lambda a: company_link(a)),
                Column("SIRET", "company.siret", show="siret"),
                Column("Vu par", seen_by, show="lines"),
                Column("En vigueur depuis", "effective_at", show="moment"),
            ),
        ),
        Section(
            "La preuve",
            (
                Column("Preuve", lambda a: Evidence(a.evidence), show="proof"),
                Column("Justification", "justification", show="lines"),
                Column("Numéro rappelé", "called_number", show="phone"),
                Column("Pièce", "document.name", href=lambda a: document_link(a)),
                Column("Effacée", "evidence_erased_at", show="moment"),
                Column("Rattaché par", maker),
                Column("Voie", lambda a: label_of("Channel", a.channel)),
                Column("Le", "created_at", show="moment"),
            ),
        ),
        Section(
            "Le contrôle",
            (
                Column("Contrôle", review, show="tag"),
                Column("À décider avant le", "review_due_at", show="moment"),
                Column("Contrôlé par", "reviewed_by.name"),
                Column("Contrôlé le", "reviewed_at", show="moment"),
                Column("Contesté", "suspended_reason", show="lines"),
                Column("Fin", "ended_at", show="moment"),
                Column("Motif de la fin", lambda a: reason_of(a.ended_reason), show="lines"),
            ),
        ),
    )
    default_sort = ("created_at", True)

    def row_tone(self, row: Attachment) -> str:
        return tone(row)

    def heading(self, row: Attachment) -> str:
        return row.concession.title

    def status(self, row: Attachment) -> Any:
        return row.status

    def history(self, row: Attachment) -> list[Moment]:
        return past(("attachment", [row.id]))

    def actions(self, row: Attachment) -> list[Action]:
        """What its state allows; the operations have the last word."""
        if not row.is_open:
            href = self.href(row, "annuler")
            return (
                [Action("Annuler le détachement", href, Permission.DETACH_OWN)]
                if row.ended_how == "detached"
                else []
            )
        found = [
            Action("Ajouter un co-référent", self.href(row, "referents"), Permission.ATTACH, "people"),
            Action("Détacher", self.href(row, "detacher"), Permission.DETACH_OWN, "slash-circle"),
        ]
        if row.suspended_at is not None:
            href = self.href(row, "confirmer")
            return [*found, Action("Confirmer", href, Permission.REVIEW, "patch-check", "primary")]
        found.append(
            Action("Contester", self.href(row, "contester"), Permission.REVIEW, "shield-exclamation")
        )
        if row.review != Review.NONE and row.reviewed_at is None:
            href = self.href(row, "approuver")
            found.append(Action("Approuver", href, Permission.REVIEW, "shield-check", "primary"))
        return found

    # -- actions

    @row_action("detacher", Permission.DETACH_OWN)
    def detach(self, row: Attachment) -> Any:
        """Ends it."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                attachments.detach(row, reason=form.reason.data, actor=access.current_actor())
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
        form = Form()
        if form.validate_on_submit():
            with form.refusals():
                attachments.undo_detach(row, actor=access.current_actor())
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
        form = ReferentForm()
        if form.validate_on_submit():
            account = accounts.find_by_identifier(form.account.data)
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

    @row_action("approuver", Permission.REVIEW, fresh=True)
    def approve(self, row: Attachment) -> Any:
        """A supervisor accepts the evidence."""
        form = Form()
        if form.validate_on_submit():
            with form.refusals():
                attachments.approve(row, actor=access.current_actor())
                return self.done(row, "Le rattachement est approuvé.")
        waits = row.waits_for_review
        return self.ask(
            row,
            form,
            question=f"Approuver le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence="Il prendra effet, et tous seront prévenus."
            if waits
            else "La preuve est tenue pour bonne.",
            verb="Approuver le rattachement",
            way_out="Ne rien décider",
        )

    @row_action("contester", Permission.REVIEW)
    def contest(self, row: Attachment) -> Any:
        """A supervisor doubts it."""
        form = ReasonForm()
        if form.validate_on_submit():
            waited = row.waits_for_review
            with form.refusals():
                attachments.contest(row, reason=form.reason.data, actor=access.current_actor())
                fact = "Le rattachement est refusé." if waited else "Le rattachement est en vérification."
                return self.done(row, fact, more="Tous sont prévenus.")
        return self.ask(
            row,
            form,
            question=f"Contester le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence="Il attendait : il sera refusé pour de bon."
            if row.waits_for_review
            else "Ses démarches se ferment jusqu’à ce qu’un autre superviseur confirme ou détache.",
            verb="Contester le rattachement",
            way_out="Ne rien décider",
            danger=True,
        )

    @row_action("confirmer", Permission.REVIEW, fresh=True)
    def confirm(self, row: Attachment) -> Any:
        """Another supervisor lifts the doubt."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                attachments.confirm(row, reason=form.reason.data, actor=access.current_actor())
                return self.done(row, "Le rattachement est confirmé.", more="Ses démarches sont rouvertes.")
        return self.ask(
            row,
            form,
            question=f"Confirmer le rattachement de « {row.concession.title} » à {row.company.name} ?",
            consequence=f"Il était en vérification : {row.suspended_reason or 'sans motif'}",
            verb="Confirmer le rattachement",
            way_out="Le laisser en vérification",
        )

    @row_action("piece", Permission.READ, methods=("GET",))
    def document(self, row: Attachment) -> Any:
        """The document that proves it; looking at it leaves an event."""
        kept = downloads.find(row.document)
        with transaction():
            audit.record("document-viewed", kept, actor=access.current_actor(), company=row.company)
        return downloads.send(kept)


class ReferentForm(Form):
    """Who is added."""

    account = Text(
        "Identifiant du compte",
        needed="Indiquez l’identifiant du compte.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none"},
    )


def concession_link(attachment: Attachment) -> str:
    """The record that is bound."""
    return url_for("concessions.details_view", id=attachment.concession_id)


def company_link(attachment: Attachment) -> str:
    """The company that holds it."""
    return url_for("companies.details_view", id=attachment.company_id)


def document_link(attachment: Attachment) -> str | None:
    """The document that proves it."""
    return url_for("attachments.document", id=attachment.id) if attachment.document_id else None
