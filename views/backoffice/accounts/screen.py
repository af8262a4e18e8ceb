"""The screen of pro accounts: found, created for a caller, corrected, suspended, restored."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import accounts, attachments
from models.accounts import AccountStatus, PersonKnown, ProAccount
from models.accounts.merging.tables import find_open_merge
from models.accounts.tables import WAITING
from models.attachments import Attachment
from models.attachments.visibility import list_attachments_seen_by
from models.companies import Company
from models.concessions.queries import list_concessions_for_siren
from models.lists.counts import Wanted
from models.lists.paging import Clause
from models.permissions import Permission, allows
from views import access, formats
from views.backoffice.accounts import create
from views.backoffice.accounts.approve_merge import APPROVE_MERGE
from views.backoffice.accounts.correct import CORRECT
from views.backoffice.accounts.create import SiretForm
from views.backoffice.accounts.drop_merge import DROP_MERGE
from views.backoffice.accounts.merge import MERGE
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.reset_second_factor import RESET_SECOND_FACTOR
from views.backoffice.accounts.restore import RESTORE
from views.backoffice.accounts.see_as import SEE_AS
from views.backoffice.accounts.send_reset import SEND_RESET
from views.backoffice.accounts.suspend import SUSPEND
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import expose, fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import Link, of
from views.backoffice.kit.screen import Context, Screen
from views.fields import Form, restore, typed_here
from views.formats import typo
from views.messages import TAGS, Tag, label_of, refusal
from views.messages.assistance.directory import answer_of

STATES = [(value, tag.words) for value, tag in TAGS["AccountStatus"].items()]

MAKERS = [("agent", "Le personnel"), ("anonymous", "La personne elle-même"), ("client", "Une application")]
"""Who creates accounts, as the trail names them."""


def cells_of(value: str) -> Wanted | None:
    """The cells of a state; whether a link is over comes by time, and no cell tells it."""
    if value == AccountStatus.LINK_EXPIRED:
        return None
    return {"standing": [WAITING if value == AccountStatus.PENDING else value]}


def expired_among(value: str) -> Clause | None:
    """The clause of what cells count as pending though its link is over."""
    return accounts.status_is(AccountStatus.LINK_EXPIRED.value) if value == AccountStatus.PENDING else None


def company_link(account: ProAccount) -> str:
    """The detail of the account's company."""
    return url_for("companies.details_view", id=account.company_id)


def name_words(account: ProAccount) -> str:
    """Whose it is, or was."""
    return account.full_name or ("Compte effacé" if account.merged_into_id is None else "Compte fusionné")


def successor_link(account: ProAccount) -> str | None:
    """The detail of the account into which it went."""
    number = account.merged_into_id
    return url_for("accounts.details_view", id=number) if number is not None else None


class Accounts(Screen[ProAccount]):
    """Pro accounts."""

    model, endpoint, address = ProAccount, "accounts", "comptes"
    title, lead = "Comptes", "Les personnes qui se connectent au portail pour une structure."
    nouns, none, icon = ("compte", "comptes"), "Aucun compte", "person-badge"
    create_words = "Créer un compte"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.CREATE_ACCOUNT,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column(
            "Personne",
            name_words,
            sort="name_key",
            under="identifier",
            second="Identifiant",
        ),
        Column("État", "status", show="tag"),
        Column("Structure", "company.name", under=lambda a: formats.siret(a.company.siret), second="SIRET"),
        Column("Courriel", "email"),
        Column("Fonction", "job_title", optional=True),
        Column("Créé", "created_at", show="stamp", sort="created_at"),
    )
    filters = (
        Filter(
            "etat",
            "État",
            accounts.status_is,
            STATES,
            facet=True,
            cells=cells_of,
            less=expired_among,
            indexed=(AccountStatus.LINK_EXPIRED.value,),
        ),
        Filter(
            "par",
            "Créé par",
            accounts.made_by,
            MAKERS,
            more=True,
            sorts=("created_at",),
            cells="made_by_kind",
        ),
        Filter(
            "repertoire",
            "SIRET",
            lambda _: accounts.of_unlisted_company(),
            [("absent", "Absent du répertoire, ou pas vérifié")],
            more=True,
        ),
        of("structure", "Structure", Company, "company_id"),
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
                Column("Entrée", lambda a: label_of("AccountType", a.account_type)),
                Column("Créé", "created_at", show="moment"),
                Column("Dernier lien envoyé", "link_sent_at", show="moment"),
                Column("Activé", "activated_at", show="moment"),
                Column("Dernière connexion", "last_seen_at", show="moment"),
                Column("Conditions acceptées", "terms_version"),
                Column(
                    "Fusionné dans",
                    lambda a: a.merged_into.identifier if a.merged_into is not None else "",
                    href=successor_link,
                ),
                Column("Second facteur depuis", "second_factor_at", show="moment"),
            ),
            sparse=True,
        ),
    )
    links = (
        Link("Concessions rattachées", "attachments", "compte", "Aucune concession rattachée."),
        Link("Demandes", "road_openings", "compte", "Aucune demande n’a été déposée."),
        Link("Dossiers", "cases", "compte", "Aucun dossier ouvert par cette personne."),
        Link("Courriels", "mails", "compte", "Aucun courriel ne lui a été adressé."),
    )
    default_sort = ("created_at", True)
    reads = (
        *("first_name", "last_name", "company.siret"),
        *("erased_at", "merged_into_id", "suspended_at", "activated_at", "link_sent_at"),
    )
    actions = (
        *(RESEND, SEND_RESET, RESTORE, CORRECT, SUSPEND, RESET_SECOND_FACTOR, SEE_AS),
        *(MERGE, APPROVE_MERGE, DROP_MERGE),
    )
    details_template = "backoffice/accounts/details.html"
    create_template = "backoffice/accounts/create.html"

    def status(self, row: ProAccount) -> Enum | Tag | None:
        return row.status

    def history(self, row: ProAccount) -> History:
        return history_of(("account", row.id))

    def standing(self, row: ProAccount) -> str:
        """With the merge that waits, of which two verbs decide."""
        merge = find_open_merge(row)
        return row.mark if merge is None else merge.mark

    def details(self, row: ProAccount) -> Context:
        """With the records of the old portal that bear the company's SIREN, held or not."""
        near = list_concessions_for_siren(row.company.siren)
        parts = {"held": list_attachments_seen_by(row), "near": near, "merge": find_open_merge(row)}
        return {**super().details(row), **parts, "may_attach": allows(self.role, Permission.ATTACH)}

    # -- creation: the SIRET, then the rest

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """The SIRET alone answers with the same page, filled; the whole page creates."""
        told_first = request.method == "GET" and bool(request.args.get("siret"))
        first = SiretForm(request.args) if told_first else SiretForm()
        if request.method == "GET" and not told_first and (typed := typed_here()) and "siret" in typed:
            return redirect(f"{request.path}?{urlencode({'siret': typed['siret']})}", 303)
        if request.method == "GET" and not told_first:
            return self.render(self.create_template, form=first, subject=None, holding=create.holding())
        if not first.validate():
            return self._refused(first)
        again = create.asks_again()
        subject = create.look_up(first.siret.data, again=again)
        if subject.is_refused:
            first.refuse(
                typo(create.OUTSIDE if subject.found.is_outside_example else create.UNKNOWN), "siret"
            )
            return self._refused(first, unknown=subject)
        if request.method == "GET" or create.is_first_step():
            return self._filled(create.prepared(subject, blank=True), subject)
        form = create.prepared(subject, blank=False)
        if again:
            return self._filled(form, subject)
        if form.validate():
            with form.refusals(phone="company_phone", name="company_name"):
                try:
                    return self._created(create.create_account(form, subject, actor=access.current_actor()))
                except PersonKnown as refused:
                    return self._known(form, subject, refused)
        return self._filled(form, subject)

    def _refused(self, form: Form, unknown: create.Subject | None = None) -> ResponseReturnValue:
        return self.render(
            self.create_template,
            form=form,
            subject=None,
            unknown=unknown.siret if unknown is not None else "",
            age=create.seen_words(unknown.found) if unknown is not None else "",
            holding=create.holding(),
        ), 422

    def _filled(
        self, form: Form, subject: create.Subject, known: Sequence[ProAccount] = ()
    ) -> ResponseReturnValue:
        restore(form)
        body = self.render(
            self.create_template,
            form=form,
            subject=subject,
            found=subject.found,
            answer=answer_of(subject.found),
            age=create.seen_words(subject.found),
            known=known,
            verbs=(RESEND, SEND_RESET, RESTORE),
        )
        return body, 422 if form.errors else 200

    def _known(self, form: Form, subject: create.Subject, refused: PersonKnown) -> ResponseReturnValue:
        """The accounts that are probably this person's, beside the form, which stays as it was typed."""
        form.refuse(refusal(refused))
        return self._filled(
            form, subject, [self.get_one(str(number)) for number in refused.facts["accounts"]]
        )

    def _created(self, account: ProAccount) -> ResponseReturnValue:
        fact, more = create.created_words(account)
        return self.done(account, fact, more=more)
