"""The screen of contacts that reach nobody: why each stands there, and since when."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from flask import url_for

from models import concessions
from models.concessions import Concession
from models.concessions.cleansing import ContactFlaw
from models.concessions.cleansing.correcting import find_standing
from models.permissions import Permission
from views import access, formats
from views.backoffice.concessions.columns import place
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.outreach.cleansing.correct_contact import CORRECT_CONTACT
from views.messages import TAGS, Tag

FLAWS = [(value, tag.words) for value, tag in TAGS["Flaw"].items()]


def record_href(flaw: ContactFlaw) -> str:
    """The record itself."""
    return url_for("concessions.details_view", id=flaw.id)


def post(flaw: ContactFlaw) -> str:
    """Its address, on its lines."""
    return place(flaw.concession)


def mail_words(flaw: ContactFlaw) -> str:
    """The mail that did not arrive."""
    if flaw.mail is None:
        return ""
    return f"Du {formats.moment(flaw.mail.created_at)}"


def mail_href(flaw: ContactFlaw) -> str | None:
    """Where it is told whole."""
    return url_for("mails.details_view", id=flaw.mail_id) if flaw.mail_id is not None else None


def answer(flaw: ContactFlaw) -> str:
    """What the server said of it."""
    return (flaw.mail.last_error or "") if flaw.mail is not None else ""


class ContactFlaws(Screen[ContactFlaw]):
    """Unattached records about which nobody can be invited as they stand."""

    model, endpoint, address = ContactFlaw, "contact_flaws", "relances/a-corriger"
    title, lead = (
        "Contacts à corriger",
        "Les concessions à rattacher dont le contact manque, ne reçoit plus, ou n’en est pas un.",
    )
    nouns, none, icon = ("contact", "contacts"), "Aucun contact à corriger", "envelope-x"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    searched = cast(Any, Concession)  # it bears the numbers of the records
    columns = (
        Column(
            "Concession",
            "concession.title",
            under="concession.reference",
            second="Référence",
        ),
        Column("Motif", "status", show="tag"),
        Column("Titulaire", "concession.holder"),
        Column("Courriel", "concession.email"),
        Column("Téléphone", "concession.phone", show="phone"),
        Column("Depuis", "since", show="stamp", sort="since"),
    )
    filters = (
        Filter(
            "motif",
            "Motif",
            "flaw",
            FLAWS,
            facet=True,
            sorts=("since",),
            cells="flaw",
        ),
        of("concession", "Concession", Concession, "id"),
    )
    empty = Empty(
        "Tous les contacts connus reçoivent les relances, pour autant qu’on le sache.",
        (Way("Voir les lots", "outreach.index_view", icon="send"),),
    )
    facts = (
        Section(
            "Ce que dit l’ancien dossier",
            (
                Column("Concession", "concession.title", href=record_href),
                Column("Référence", "concession.reference"),
                Column("Titulaire", "concession.holder"),
                Column("Courriel", "concession.email"),
                Column("Téléphone", "concession.phone", show="phone"),
                Column("Adresse", post, show="lines"),
            ),
        ),
        Section(
            "Pourquoi il est ici",
            (
                Column("Motif", "status", show="tag"),
                Column("Depuis", "since", show="moment"),
                Column("Courriel en cause", mail_words, href=mail_href),
                Column("Réponse du serveur", answer),
            ),
            sparse=True,
        ),
    )
    default_sort = ("since", True)
    load = ("concession",)
    row_load = ("concession", "mail")
    reads = ("id", "flaw")
    actions = (CORRECT_CONTACT,)
    details_template = "backoffice/outreach/contact_flaw.html"

    def heading(self, row: ContactFlaw) -> str:
        return row.concession.title

    def status(self, row: ContactFlaw) -> Enum | Tag | None:
        return row.status

    def consulted(self, row: ContactFlaw) -> None:
        """It shows the record's own facts: a look that leaves its trace."""
        concessions.consult(row.concession, actor=access.current_actor())

    def history(self, row: ContactFlaw) -> History:
        return history_of(("concession", row.id))

    def details(self, row: ContactFlaw) -> Context:
        """With the correction that stands, where that one reaches nobody either."""
        return {**super().details(row), "correction": find_standing(row.concession)}
