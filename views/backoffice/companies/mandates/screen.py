"""The screen of mandates: who acts for whom, on what, until when."""

from __future__ import annotations

from enum import Enum

from flask import url_for

from models.attachments import Attachment
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.queries import is_mandate_on
from models.companies import Company
from models.permissions import Permission
from views import formats
from views.backoffice.companies.mandates.copy import COPY
from views.backoffice.companies.mandates.end import END
from views.backoffice.companies.mandates.paper import PAPER
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Screen
from views.messages import TAGS, Tag

STATES = [(value, tag.words) for value, tag in TAGS["MandateStatus"].items()]


def giver_link(mandate: Mandate) -> str:
    """Who gave it."""
    return url_for("companies.details_view", id=mandate.company_id)


def mandatary_link(mandate: Mandate) -> str:
    """Who acts."""
    return url_for("companies.details_view", id=mandate.mandatary_id)


def person_link(mandate: Mandate) -> str:
    """The referent who gave it."""
    return url_for("accounts.details_view", id=mandate.given_by_id)


def titles(mandate: Mandate) -> str:
    """The records, those that left it with the day."""
    return "\n".join(
        f"{record.attachment.concession.title}"
        + (f", jusqu’au {formats.day(record.ended_at)}" if record.ended_at is not None else "")
        for record in mandate.records
    )


def acting_people(mandate: Mandate) -> str:
    """Who acts by it."""
    return "\n".join(f"{person.account.full_name} ({person.account.identifier})" for person in mandate.people)


def ended_by(mandate: Mandate) -> str:
    """Who ended it, where somebody did."""
    if mandate.ended_by_agent is not None:
        return mandate.ended_by_agent.name
    return mandate.ended_by_account.full_name if mandate.ended_by_account is not None else ""


class Mandates(Screen[Mandate]):
    """Every mandate, past ones included."""

    model, endpoint, address = Mandate, "mandates", "mandats"
    title, lead = (
        "Mandats",
        "Quelle structure agit pour quelle autre, sur quelles concessions, jusqu’à quand.",
    )
    nouns, none, icon = ("mandat", "mandats"), "Aucun mandat", "people"
    permissions = {"index_view": Permission.READ, "details_view": Permission.READ}
    columns = (
        Column("Mandat", "number"),
        Column("État", "status", show="tag"),
        Column(
            "Mandant",
            "company.name",
            under=lambda m: formats.siret(m.company.siret),
            second="SIRET du mandant",
        ),
        Column(
            "Mandataire",
            "mandatary.name",
            under=lambda m: formats.siret(m.mandatary.siret),
            second="SIRET du mandataire",
        ),
        Column("Donné", "given_at", show="stamp", sort="given_at"),
        Column("Dernier jour", "until", show="day"),
    )
    filters = (
        Filter("etat", "État", "standing", STATES, sorts=("given_at",)),
        of("structure", "Mandant", Company, "company_id"),
        of("mandataire", "Mandataire", Company, "mandatary_id"),
        of("rattachement", "Rattachement", Attachment, is_mandate_on),
    )
    empty = Empty(
        "Une structure en donne depuis le portail, pour ses concessions de voirie.",
        (Way("Voir les rattachements", "attachments.index_view"),),
    )
    facts = (
        Section(
            "Le mandat",
            (
                Column("Mandant", "company.name", href=giver_link),
                Column("Mandataire", "mandatary.name", href=mandatary_link),
                Column("Concessions", titles, show="lines"),
                Column("Donné", "given_at", show="moment"),
                Column("Par", "given_by.full_name", href=person_link),
                Column("Dernier jour", "until", show="day"),
                Column("Agissent", acting_people, show="lines"),
                Column("Copie signée", "signed_at", show="moment"),
            ),
        ),
        Section(
            "La fin",
            (
                Column("Fin", "ended_at", show="moment"),
                Column("Par", ended_by),
                Column("Motif", "ended_reason", show="lines"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("given_at", True)
    reads = (
        "id",
        "given_at",
        "until",
        "ended_how",
        "ended_at",
        "company.name",
        "company.siret",
        "mandatary.name",
        "mandatary.siret",
    )
    actions = (PAPER, COPY, END)

    def heading(self, row: Mandate) -> str:
        return f"Mandat {row.number}"

    def status(self, row: Mandate) -> Enum | Tag | None:
        return row.status

    def history(self, row: Mandate) -> History:
        return history_of(("mandate", row.id))
