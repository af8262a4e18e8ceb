"""The screen of concessions: the old portal's records, looked at under trace, attached, reopened."""

from __future__ import annotations

from enum import Enum
from typing import cast

from models import concessions
from models.attachments.queries import ids_on
from models.concessions import Concession, ConcessionStatus
from models.concessions.queries import (
    has_namesake,
    is_concession_in_commune,
    is_concession_locked,
    is_of_network,
    is_standing_locked,
    list_networks,
)
from models.lists.counts import Wanted
from models.lists.paging import Clause
from models.permissions import Permission
from views import access, formats
from views.backoffice.concessions.attach import ATTACH
from views.backoffice.concessions.audit_file import AUDIT_FILE
from views.backoffice.concessions.columns import place
from views.backoffice.concessions.fill import FILL
from views.backoffice.concessions.letter import LETTER
from views.backoffice.concessions.reopen import REOPEN
from views.backoffice.kit.columns import Column, Empty, Filter, Section
from views.backoffice.kit.filtering.filters import COMMUNES, once
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.related import Card, Link
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.outreach.columns import batch_words, standing_tag
from views.messages import LABELS, TAGS, Tag, label_of

STATES = [(value, tag.words) for value, tag in TAGS["ConcessionStatus"].items()]
BINDINGS = "Rattachements"
LOCKED = "arretee"
"""The filter's value for what failures paused or blocked."""
UNLOCKED = (ConcessionStatus.FREE.value, ConcessionStatus.STAFF_ONLY.value)
KINDS = list(LABELS["ConcessionKind"].items())


def is_in(value: str) -> Clause:
    """The clause of a state."""
    return is_concession_locked() if value == LOCKED else concessions.status_is(value)


def cells_of(value: str) -> Wanted | None:
    """The cells of a state; of what is locked there is none."""
    return {"standing": [value]} if value in (*UNLOCKED, "attached", "closed") else None


def locked_among(value: str) -> Clause | None:
    """The clause of what cells count as free though its title is locked."""
    return is_standing_locked(value) if value in UNLOCKED else None


@once
def networks() -> list[tuple[str, str]]:
    """The networks that records name."""
    return [(name, name) for name in list_networks()]


def code_words(concession: Concession) -> str:
    """What may be said of a code: that there is one."""
    return "Enregistré. Personne ne peut le lire." if concession.code_hmac else "Aucun n’a été importé."


def holder_now(concession: Concession) -> str:
    """The company to which it is attached."""
    held = concession.open_attachment
    return held.company.name if held is not None else ""


class Concessions(Screen[Concession]):
    """Records of the old portal."""

    model, endpoint, address = Concession, "concessions", "concessions"
    title, lead = (
        "Concessions",
        "Les concessions reprises de l’ancien portail, à rattacher à leur structure.",
    )
    nouns, none, icon = ("concession", "concessions"), "Aucune concession", "diagram-3"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column("Intitulé", "title", sort="title_key", under="reference", second="Référence"),
        Column("État", "status", show="tag"),
        Column("Titulaire", "holder"),
        Column("SIRET", "siret", show="siret", optional=True),
        Column("Réseau", "network"),
        Column("Genre", lambda c: label_of("ConcessionKind", c.kind), optional=True),
        Column("Commune", "city"),
        Column("Rattachée à", holder_now),
    )
    filters = (
        Filter(
            "etat",
            "État",
            is_in,
            [*STATES, (LOCKED, "En pause ou bloquée")],
            facet=True,
            every="Toutes",
            cells=cells_of,
            less=locked_among,
            indexed=("paused", "blocked", LOCKED),
        ),
        Filter("genre", "Genre", "kind", KINDS, cells="kind"),
        Filter("commune", "Commune", is_concession_in_commune, COMMUNES, control="text"),
        Filter("reseau", "Réseau", is_of_network, networks, control="text"),
    )
    empty = Empty(
        "Elles viennent de l’ancien portail : un administrateur importe le fichier de ses comptes.",
    )
    sought_elsewhere = True
    facts = (
        Section(
            "Ce que dit l’ancien dossier",
            (
                Column("Titulaire", "holder"),
                Column("SIRET", "siret", show="siret"),
                Column("Téléphone", "phone", show="phone"),
                Column("Courriel", "email"),
                Column("Adresse", place, show="lines"),
                Column("Genre", lambda c: label_of("ConcessionKind", c.kind)),
                Column("Réseau", "network"),
                Column("Code d’accès", code_words),
                Column("Ouverte le", "opened_on", show="day"),
                Column("Importée", "imported_at", show="moment"),
            ),
        ),
    )
    links = (
        Link(
            BINDINGS,
            "attachments",
            "concession",
            "Elle n’a jamais été rattachée.",
            words=lambda a: a.company.name,
            under=lambda a: f"{a.referent.full_name}, {formats.day_short(a.created_at)}",
            reads=("company.name", "referent.first_name", "referent.last_name"),
        ),
        Link("Demandes", "road_openings", "concession", "Aucune demande n’a été déposée."),
        Link("Dossiers", "cases", "concession", "Aucun dossier ne la concerne."),
        Link(
            "Relances",
            "outreach_contacts",
            "concession",
            "Aucune relance ne l’a visée.",
            words=batch_words,
            under=lambda contact: standing_tag(contact).words,
            reads=("batch.filter", "batch_id", "standing"),
        ),
    )
    default_sort = ("title_key", False)
    reads = (
        *("kind", "closed_at", "code_is_weak", "code_hmac", "open_attachment.company.name"),
        *("title_lock.closed_at", "title_lock.paused_until"),
    )
    load = (
        "open_attachment.company",
        "-open_attachment.concession",
        "title_lock",
    )
    row_load = (
        "open_attachment.company",
        "open_attachment.referent",
        "-open_attachment.concession",
        "title_lock",
    )
    actions = (ATTACH, REOPEN, LETTER, FILL, AUDIT_FILE)
    details_template = "backoffice/concessions/details.html"

    def row_tone(self, row: Concession) -> str:
        return {ConcessionStatus.BLOCKED: "stop", ConcessionStatus.PAUSED: "wait"}.get(row.status, "")

    def consulted(self, row: Concession) -> None:
        concessions.consult(row, actor=access.current_actor())

    def status(self, row: Concession) -> Enum | Tag | None:
        until = row.title_lock.paused_until if row.title_lock is not None else None
        if row.status is ConcessionStatus.PAUSED and until is not None:
            return Tag("wait", "pause-circle-fill", f"En pause jusqu’au {formats.moment(until)}")
        return row.status

    def standing(self, row: Concession) -> str:
        """That of the title’s lock, which is what is reopened."""
        return row.title_lock.mark if row.title_lock is not None else ""

    def history(self, row: Concession) -> History:
        """Of the record and of every attachment that it had."""
        return history_of(("concession", row.id), ("attachment", ids_on))

    def details(self, row: Concession) -> Context:
        """With what it is attached to, and why the portal would refuse its code."""
        facts, held = super().details(row), row.open_attachment
        cards = cast(list[Card], facts["cards"])
        if held is not None:  # told whole: a card of it alone would tell it again
            facts["cards"] = [card for card in cards if card.title != BINDINGS or len(card.lines) > 1]
        return {
            **facts,
            "held": held,
            "namesake": has_namesake(row),
            "blocked": row.status is ConcessionStatus.BLOCKED,
            "paused": row.status is ConcessionStatus.PAUSED,
        }
