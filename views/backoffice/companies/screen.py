"""The screen of companies: what we hold of each SIRET, its people and what is attached."""

from __future__ import annotations

from enum import Enum

from flask import request

from models import attachments
from models.companies import Company
from models.companies.directory import State
from models.companies.findings import is_differing
from models.lists.paging import Clause
from models.permissions import Permission
from views import formats
from views.backoffice.companies.by_hand import KINDS, ByHand, register, registered_words
from views.backoffice.companies.compare import COMPARE
from views.backoffice.companies.correct import CORRECT
from views.backoffice.companies.create_account import CREATE_ACCOUNT
from views.backoffice.companies.fill import FILL
from views.backoffice.companies.statement import STATEMENT
from views.backoffice.companies.succeed import SUCCEED
from views.backoffice.companies.undo_succession import UNDO_SUCCESSION
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import Link
from views.backoffice.kit.screen import Screen
from views.fields import Form
from views.messages import TAGS, Tag, label_of

STATES = [(value, tag.words) for value, tag in TAGS["State"].items()]


WATCHED = {"a-comparer": "À comparer au répertoire", "fermees": "Fermées, encore rattachées"}


def told_by_watch(choice: str) -> Clause:
    """Of whom the directory says something that somebody has to look into."""
    return is_differing() if choice == "a-comparer" else attachments.holds_though_closed()


def verified(company: Company) -> State:
    """What the directory said of it."""
    return State(company.directory_state)


class Companies(Screen[Company]):
    """Companies, one per SIRET."""

    model, endpoint, address = Company, "companies", "structures"
    title, lead = "Structures", "Une fiche par SIRET, telle que nous la tenons."
    nouns, none, icon = ("structure", "structures"), "Aucune structure", "building"
    create_words = "Saisir une structure à la main"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.CREATE_ACCOUNT,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column(
            "Raison sociale", "name", sort="name_key", under=lambda c: formats.siret(c.siret), second="SIRET"
        ),
        Column("Type", lambda c: label_of("CompanyKind", c.kind)),
        Column("Répertoire", verified, show="tag"),
        Column("Téléphone", "phone", show="phone"),
        Column("Courriel", "email"),
        Column("Commune", "city"),
    )
    filters = (
        Filter("type", "Type", "kind", KINDS, facet=True, cells="kind"),
        Filter("repertoire", "Répertoire", "directory_state", STATES, cells="directory_state"),
        Filter("veille", "Veille", told_by_watch, list(WATCHED.items())),
    )
    empty = Empty(
        "Une structure entre ici avec son premier compte, créé sur le portail ou par vous.",
        (
            Way("Créer un compte", "accounts.create_view", Permission.CREATE_ACCOUNT, "plus-lg"),
            Way("Saisir une structure à la main", "companies.create_view", Permission.CREATE_ACCOUNT),
        ),
    )
    sought_elsewhere = True
    facts = (
        Section(
            "La structure",
            (
                Column("SIRET", "siret", show="siret"),
                Column("Raison sociale", "name"),
                Column("Sigle", "acronym"),
                Column("Type", lambda c: label_of("CompanyKind", c.kind)),
                Column("Téléphone", "phone", show="phone"),
                Column("Courriel", "email"),
                Column("Adresse", lambda c: f"{c.address}\n{c.postcode} {c.city}".strip(), show="lines"),
                Column("Répertoire", verified, show="tag"),
                Column("Enregistrée", "created_at", show="moment"),
            ),
        ),
    )
    links = (
        Link("Comptes", "accounts", "structure", "Personne n’a encore de compte ici."),
        Link("Concessions rattachées", "attachments", "structure", "Aucune concession rattachée."),
        Link(
            "Mandats donnés",
            "mandates",
            "structure",
            "Personne n’agit pour elle.",
            words=lambda m: m.mandatary.name,
            under=lambda m: m.number,
        ),
        Link(
            "Mandats reçus",
            "mandates",
            "mandataire",
            "Elle n’agit pour personne.",
            words=lambda m: m.company.name,
            under=lambda m: m.number,
        ),
        Link("Demandes", "road_openings", "structure", "Aucune demande n’a été déposée."),
        Link("Dossiers", "cases", "structure", "Aucun dossier ne la concerne."),
        Link("Courriels", "mails", "structure", "Aucun courriel ne lui a été adressé."),
    )
    default_sort = ("name_key", False)
    reads = ("siret", "kind", "directory_state")
    actions = (SUCCEED, COMPARE, CREATE_ACCOUNT, CORRECT, FILL, STATEMENT, UNDO_SUCCESSION)
    details_template = "backoffice/companies/details.html"

    def status(self, row: Company) -> Enum | Tag | None:
        return verified(row)

    def history(self, row: Company) -> History:
        return history_of(("company", row.id))

    # -- by hand

    def create_form(self, obj: Company | None = None) -> Form:
        return ByHand(data={"siret": request.args.get("siret", "")[:20]})

    def create_model(self, form: Form) -> Company:
        """Registers what the directory does not know, or does not answer about."""
        return register(form, form.answers["siret"])

    def created(self, row: Company) -> str:
        return registered_words(row)
