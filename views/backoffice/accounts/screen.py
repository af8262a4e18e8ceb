"""The screen of pro accounts: found, created for a caller, corrected, suspended, restored."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_admin import expose

from models import accounts, attachments
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.visibility import list_attachments_seen_by
from models.companies import Company
from models.concessions.queries import list_concessions_for_siren
from models.kernel.clock import now
from models.kernel.tokens import LIFE, Purpose
from models.permissions import Permission, allows
from models.staff import impersonation
from views import access, formats
from views import impersonation as looks
from views.backoffice.accounts import create
from views.backoffice.accounts.create import SiretForm
from views.backoffice.kit.bulk import BulkAction, Reasoned
from views.backoffice.kit.columns import Action, Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, past
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.reasons import why_not
from views.backoffice.kit.related import Link, of
from views.backoffice.kit.screen import Screen, row_action
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import Email, Form, Text
from views.formats import typo
from views.messages import TAGS, label_of, refusal
from views.messages.directory_for_staff import answer_of

STATES = [(value, tag.words) for value, tag in TAGS["AccountStatus"].items()]

MAKERS = [("agent", "Le personnel"), ("anonymous", "La personne elle-même")]
"""Who creates accounts, as the trail names them."""


class PersonForm(VersionedForm):
    """What staff correct."""

    first_name = Text("Prénom", needed="Indiquez le prénom.")
    last_name = Text("Nom", needed="Indiquez le nom.")
    email = Email(
        "Courriel",
        needed="Indiquez le courriel de la personne.",
        hint="L’ancienne adresse est prévenue. Si le compte attend son activation, un nouveau lien part.",
    )
    job_title = Text("Fonction", needed="Indiquez la fonction.")


def no_link(account: ProAccount) -> str:
    """Why no activation link is sent to it now."""
    if account.suspended_at is not None:
        return refusal(accounts.AccountSuspended())
    return "" if account.is_pending else refusal(accounts.AccountNotPending())


def company_link(account: ProAccount) -> str:
    """The detail of the account's company."""
    return url_for("companies.details_view", id=account.company_id)


class Accounts(Screen):
    """Pro accounts."""

    model, endpoint, address = ProAccount, "accounts", "comptes"
    title, lead = "Comptes", "Les personnes qui se connectent au portail pour une structure."
    nouns, none, icon = ("compte", "comptes"), "Aucun compte", "person-badge"
    create_words = "Créer un compte"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.CREATE_ACCOUNT,
        "edit_view": Permission.CORRECT_CONTACT,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column(
            "Personne",
            lambda a: a.full_name or "Compte effacé",
            sort="name_key",
            under="identifier",
            second="Identifiant",
        ),
        Column("État", "status", show="tag"),
        Column("Structure", "company.name", under=lambda a: formats.siret(a.company.siret), second="SIRET"),
        Column("Courriel", "email"),
        Column("Fonction", "job_title"),
        Column("Créé", "created_at", show="stamp", sort="created_at"),
    )
    filters = (
        Filter("etat", "État", accounts.status_is, STATES, facet=True),
        Filter("par", "Créé par", accounts.made_by, MAKERS, more=True),
        Filter(
            "repertoire",
            "SIRET",
            lambda _: accounts.of_unlisted_company(),
            [("absent", "Absent du répertoire, ou pas vérifié")],
            more=True,
        ),
        of("structure", "Structure", Company, lambda n: ProAccount.company_id == n),
        of("rattachement", "Rattachement", Attachment, attachments.sees),
    )
    empty = Empty(
        "Un compte entre ici quand une personne le crée sur le portail, ou quand vous le créez pour elle.",
        (Way("Créer un compte", "accounts.create_view", Permission.CREATE_ACCOUNT, "plus-lg"),),
    )
    sought_elsewhere = True
    facts = (
        Section(
            "La personne",
            (
                Column("Identifiant", "identifier", show="mono"),
                Column("Nom", "full_name"),
                Column("Courriel", "email"),
                Column("Fonction", "job_title"),
                Column("Structure", "company.name", href=company_link),
                Column("SIRET", "company.siret", show="siret"),
            ),
        ),
        Section(
            "Le compte",
            (
                Column("Entrée", lambda a: label_of("Door", a.door)),
                Column("Créé", "created_at", show="moment"),
                Column("Dernier lien envoyé", "link_sent_at", show="moment"),
                Column("Activé", "activated_at", show="moment"),
                Column("Dernière connexion", "last_seen_at", show="moment"),
                Column("Conditions acceptées", "terms_version"),
            ),
            sparse=True,
        ),
    )
    links = (
        Link("Concessions rattachées", "attachments", "compte", "Aucune concession rattachée."),
        Link("Demandes", "requests", "compte", "Aucune demande n’a été déposée."),
        Link("Dossiers", "cases", "compte", "Aucun dossier ouvert par cette personne."),
        Link("Courriels", "mails", "compte", "Aucun courriel ne lui a été adressé."),
    )
    default_sort = ("created_at", True)
    bulk = (
        BulkAction(
            "renvoyer",
            "Renvoyer l’activation",
            Permission.CREATE_ACCOUNT,
            icon="envelope",
            run=accounts.resend,
            check=accounts.check_resend,
            told=lambda a: f"Un nouveau lien part à {a.email} ; l’ancien ne servira plus.",
            done=("lien d’activation renvoyé", "liens d’activation renvoyés"),
            consequence="Chaque personne reçoit un nouveau lien, valable trois jours.",
            way_out="Ne rien envoyer",
            joint=" à ",
        ),
        BulkAction(
            "suspendre",
            "Suspendre",
            Permission.SUSPEND,
            icon="pause-circle-fill",
            run=accounts.suspend,
            check=accounts.check_suspend,
            told=lambda a: f"Ses sessions se ferment ; un courriel part à {a.email}.",
            done=("compte suspendu", "comptes suspendus"),
            consequence="Plus personne n’entre avec ces comptes. Leurs rattachements restent.",
            way_out="Les laisser ouverts",
            form=Reasoned,
            danger=True,
        ),
        BulkAction(
            "retablir",
            "Rétablir",
            Permission.SUSPEND,
            icon="person-check",
            run=accounts.restore,
            check=accounts.check_restore,
            told=lambda a: (
                f"Un courriel part à {a.email}"
                + (", avec un nouveau lien d’activation." if a.activated_at is None else ".")
            ),
            done=("compte rétabli", "comptes rétablis"),
            consequence="Ces personnes pourront se connecter de nouveau.",
            way_out="Les laisser suspendus",
            form=Reasoned,
        ),
    )
    details_template = "backoffice/account.html"
    create_template = "backoffice/account_new.html"

    def status(self, row: ProAccount) -> Any:
        return row.status

    def actions(self, row: ProAccount) -> list[Action]:
        """What its state allows; the loud button is the next step beside the identifier."""
        if row.erased_at is not None:
            return []
        href, edit = self.href(row, "renvoyer"), url_for("accounts.edit_view", id=row.id)
        unless = no_link(row)
        see = Action(
            "Voir à sa place",
            self.href(row, "voir"),
            Permission.SEE_AS,
            "eye",
            "quiet",
            unless=why_not(impersonation.check_open, row),
        )
        resend = Action(
            "Renvoyer l’activation", href, Permission.CREATE_ACCOUNT, "envelope", "quiet", unless=unless
        )
        correct = Action("Corriger", edit, Permission.CORRECT_CONTACT, "pencil", "quiet")
        if row.suspended_at is not None:
            href = self.href(row, "retablir")
            return [Action("Rétablir", href, Permission.SUSPEND, "person-check"), correct, resend, see]
        href = self.href(row, "suspendre")
        suspend = Action("Suspendre", href, Permission.SUSPEND, "pause-circle-fill", "quiet")
        return [resend, correct, suspend, see]

    def history(self, row: ProAccount) -> History:
        return past(("account", [row.id]))

    def details(self, row: ProAccount) -> dict[str, Any]:
        """With the records of the old portal that bear the company's SIREN and are free."""
        near = [c for c in list_concessions_for_siren(row.company.siren) if c.open_attachment is None]
        told = {"held": list_attachments_seen_by(row), "near": near}
        return {**super().details(row), **told, "may_attach": allows(self.role, Permission.ATTACH)}

    # -- creation: the SIRET, then the rest

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """The SIRET alone answers with the same page, filled; the whole page creates."""
        told_first = request.method == "GET" and bool(request.args.get("siret"))
        first = SiretForm(request.args) if told_first else SiretForm()
        if request.method == "GET" and not told_first:
            return self.render(self.create_template, form=first, subject=None)
        if not first.validate():
            return self._refused(first)
        subject = create.look_up(first.siret.data)
        if subject.is_refused:
            first.refuse(typo(create.UNKNOWN), "siret")
            return self._refused(first, unknown=subject.siret)
        if request.method == "GET" or create.is_first_step():
            return self._filled(create.prepared(subject, blank=True), subject)
        form = create.prepared(subject, blank=False)
        if form.validate():
            with form.refusals(phone="company_phone", name="company_name"):
                account = create.create(form, subject, actor=access.current_actor())
                return self._created(account)
        return self._filled(form, subject)

    def _refused(self, form: Form, unknown: str = "") -> Any:
        return self.render(self.create_template, form=form, subject=None, unknown=unknown), 422

    def _filled(self, form: Form, subject: create.Subject) -> Any:
        body = self.render(
            self.create_template,
            form=form,
            subject=subject,
            found=subject.found,
            told=answer_of(subject.found),
        )
        return body, 422 if form.errors else 200

    def _created(self, account: ProAccount) -> Any:
        until = formats.moment(now() + LIFE[Purpose.ACTIVATION])
        return self.done(
            account,
            f"Le compte {account.identifier} est créé.",
            more=f"Le courriel d’activation part à {account.email} ; son lien vaut jusqu’au {until}.",
        )

    # -- correction

    def edit_form(self, obj: Any = None) -> Form:
        return PersonForm(obj=obj)

    def update_model(self, form: Any, model: ProAccount) -> Any:
        """Corrects, unless somebody saved first."""
        actor = access.current_actor()
        return accounts.correct(model, version=form.version_seen, actor=actor, **form.changes)

    def updated(self, row: ProAccount) -> str:
        return f"Le compte {row.identifier} est corrigé."

    # -- actions

    @row_action("renvoyer", Permission.CREATE_ACCOUNT)
    def resend(self, row: ProAccount) -> Any:
        """A new activation link."""
        form = Form()
        if form.validate_on_submit():
            with form.refusals():
                accounts.resend(row, actor=access.current_actor())
                return self.done(row, f"Un nouveau lien part à {row.email}.", more="L’ancien ne sert plus.")
        return self.ask(
            row,
            form,
            question=f"Renvoyer le courriel d’activation à {row.full_name} ?",
            consequence=f"Il part à {row.email}. L’ancien lien ne servira plus.",
            verb="Renvoyer le courriel",
            way_out="Ne rien envoyer",
        )

    @row_action("suspendre", Permission.SUSPEND)
    def suspend(self, row: ProAccount) -> Any:
        """Closes the account."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                accounts.suspend(row, reason=form.reason.data, actor=access.current_actor())
                return self.done(
                    row, f"Le compte {row.identifier} est suspendu.", more="Ses sessions sont fermées."
                )
        return self.ask(
            row,
            form,
            question=f"Suspendre le compte de {row.full_name} ?",
            consequence="Ses sessions se ferment ; la personne est prévenue. Ses rattachements restent.",
            verb="Suspendre le compte",
            way_out="Le laisser ouvert",
            danger=True,
        )

    @row_action("retablir", Permission.SUSPEND)
    def restore(self, row: ProAccount) -> Any:
        """Opens it again."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                accounts.restore(row, reason=form.reason.data, actor=access.current_actor())
                return self.done(
                    row, f"Le compte {row.identifier} est rétabli.", more="La personne est prévenue."
                )
        return self.ask(
            row,
            form,
            question=f"Rétablir le compte de {row.full_name} ?",
            consequence="La personne pourra se connecter de nouveau ; elle est prévenue.",
            verb="Rétablir le compte",
            way_out="Le laisser suspendu",
        )

    @row_action("voir", Permission.SEE_AS)
    def see_as(self, row: ProAccount) -> Any:
        """The portal as this person sees it."""
        form = ReasonForm()
        if form.validate_on_submit():
            with form.refusals():
                return redirect(looks.begin(row, reason=form.reason.data), 303)
        return self.ask(
            row,
            form,
            question=f"Voir le portail à la place de {row.full_name} ?",
            consequence="Pendant un quart d’heure, en lecture seule. La personne le verra dans son compte.",
            verb="Voir à sa place",
            way_out="Rester dans la console",
        )
