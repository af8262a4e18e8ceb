"""What the screen of attachments shows: columns, facts, filters, and what a file tells besides."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from models import attachments
from models.accounts import ProAccount
from models.assistance.caller_check import CALLBACK, find_check_behind
from models.attachments import Attachment, AttachmentStatus, Evidence, Review, Turn
from models.attachments.queries import awaits_approval, evidence_is, is_reviewed, owes_review
from models.attachments.tables import Channel
from models.attachments.visibility import is_seen_by
from models.companies import Company
from models.concessions import Concession
from models.lists.counts import Wanted
from models.lists.paging import Clause
from models.permissions import Permission
from views import formats
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.filtering.filters import between, by_agent
from views.backoffice.kit.related import Link, of
from views.messages import LABELS, TAGS, Tag, label_of, reason_of, tag_of

LONGEST_WHY = 60
"""Of a reason in a list; the detail and the files have all of it."""

EXACT = 2_000_000
"""Rows are counted up to here: what auditors count is exact. A million took 0.2 s, or 0.6 s where a filter
has no index; the ten thousands that a town has, a few milliseconds.
"""

UNDONE = "defait"
"""The filter's value for what was detached within a day."""

STATES = [
    *((value, tag.words) for value, tag in TAGS["AttachmentStatus"].items()),
    (UNDONE, "Défait en moins d’un jour"),
]
NO_CODE = "sans-code"
"""The filter's value for every proof but the code."""

PROOFS = [*LABELS["Evidence"].items(), (NO_CODE, "Toute preuve sans code")]


def is_in(value: str) -> Clause:
    """The clause of one of `STATES`."""
    return attachments.undone_within_a_day() if value == UNDONE else attachments.status_is(value)


def is_proved_by(value: str) -> Clause:
    """The clause of one of `PROOFS`."""
    return attachments.without_code() if value == NO_CODE else evidence_is(value)


def to_whom(attachment: Attachment) -> str:
    """The company and the person to whom it is attached."""
    return f"{attachment.company.name}, {attachment.referent.full_name}"


def maker(attachment: Attachment) -> str:
    """Who attached it."""
    if attachment.made_by is not None:
        return attachment.made_by.name
    return "Une application" if attachment.channel == Channel.API else "La structure elle-même"


def caller(attachment: Attachment) -> str:
    """Of a call-back, whether its caller was checked; nothing of any other evidence."""
    if attachment.evidence != CALLBACK:
        return ""
    check = find_check_behind(attachment)
    if check is None:
        return "non vérifié"
    words = "vérifié" if check.is_passed else "vérifié sans succès"
    answers = formats.plural(check.right, "réponse juste", "réponses justes")
    return f"{words}, {answers} sur {len(check.results)}"


def review_words(attachment: Attachment) -> str:
    """The same in a list: nothing where nothing is owed, or the state says it; of an end, when and why."""
    if attachment.ended_at is not None:
        why = reason_of(attachment.ended_reason)
        short = why if len(why) <= LONGEST_WHY else f"{why[: LONGEST_WHY - 1]}…"
        return f"{formats.day_short(attachment.ended_at)}, {short}"
    if attachment.reviewed_by is not None:
        return f"Contrôlé par {attachment.reviewed_by.name}"
    is_unreviewed = attachment.review == Review.NONE or attachment.status is AttachmentStatus.WAITING_REVIEW
    return "" if is_unreviewed else review(attachment).words


def review(attachment: Attachment) -> Tag:
    """What supervisors owe it, or gave it."""
    if attachment.reviewed_at is not None:
        return Tag("ok", "patch-check", "Contrôlé")
    return tag_of(Review(attachment.review))


def due(attachment: Attachment) -> datetime | None:
    """Until when it waits; nothing for what is decided."""
    return attachment.review_due_at if attachment.waits_for_review else None


def tone(attachment: Attachment) -> str:
    """Whether its row needs a hand."""
    tones = {AttachmentStatus.SUSPENDED: "stop", AttachmentStatus.WAITING_REVIEW: "wait"}
    return tones.get(attachment.status, "")


COLUMNS = (
    Column(
        "Intitulé", "concession.title", sort="title_key", under="concession.reference", second="Référence"
    ),
    Column("État", "status", show="tag", under=review_words, second="Contrôle ou fin"),
    Column("Structure", "company.name", under=lambda a: formats.siret(a.company.siret), second="SIRET"),
    Column(
        "Référent", "referent.full_name", under="referent.identifier", second="Identifiant", optional=True
    ),
    Column("Preuve", lambda a: Evidence(a.evidence), show="proof"),
    Column("Rattaché", "created_at", show="stamp", sort="created_at", under=maker, second="Par"),
)
LOAD = ("referent", "made_by", "reviewed_by")
READS = (
    *("ended_how", "ended_at", "ended_reason", "suspended_at", "effective_at", "evidence"),
    *("channel", "review", "reviewed_at", "reviewed_by.name", "made_by.name"),
    *("referent.first_name", "referent.last_name", "company.siret"),
)
"""What the functions of these columns read, and the properties behind them."""

FILE = (
    Column("Intitulé", "concession.title"),
    Column("Référence", "concession.reference"),
    Column("Genre", lambda a: label_of("ConcessionKind", a.concession.kind)),
    Column("État", "status", show="tag"),
    Column("Structure", "company.name"),
    Column("SIRET", "company.siret"),
    Column("Référent", "referent.full_name"),
    Column("Identifiant", "referent.identifier"),
    Column("Voie", lambda a: label_of("Channel", a.channel)),
    Column("Preuve", lambda a: Evidence(a.evidence), show="proof"),
    Column("Justification", "justification"),
    Column("Numéro rappelé", "called_number", show="phone"),
    Column("Pièce", "document.name"),
    Column("Rattaché par", maker),
    Column("Rattaché le", "created_at"),
    Column("En vigueur depuis", "effective_at"),
    Column("Contrôle", review),
    Column("À décider avant le", due),
    Column("Contrôlé par", "reviewed_by.name"),
    Column("Contrôlé le", "reviewed_at"),
    Column("Contesté le", "suspended_at"),
    Column("Contesté par", "suspended_by.name"),
    Column("Motif de la contestation", "suspended_reason"),
    Column("Fin", "ended_at"),
    Column("Fin par", "ended_by.name"),
    Column("Motif de la fin", lambda a: reason_of(a.ended_reason)),
)
"""What a file holds of each: more than a page has room for."""

FILE_LOAD = ("document", "suspended_by", "ended_by")

REVIEWS = [
    ("a-faire", "À faire"),
    ("avant", "À approuver"),
    ("conteste", "Contesté"),
    ("apres", "À contrôler après coup"),
    ("echantillon", "Échantillon à voir"),
    ("fait", "Contrôlé"),
    ("sans", "Sans contrôle"),
    ("par-auteur", "Contrôlé par qui l’a rattaché"),
]
"""What supervisors owe or gave, as the list is filtered by it."""


def review_is(value: str) -> Clause:
    """The clause of one of `REVIEWS`."""
    turns = {"conteste": Turn.CONTESTED, "apres": Turn.AFTER, "echantillon": Turn.SAMPLE}
    if value in turns:
        return attachments.turn_is(turns[value])
    if value == "avant":
        return awaits_approval()
    if value == "a-faire":
        return attachments.to_review()
    if value == "par-auteur":
        return attachments.reviewed_by_its_maker()
    if value == "fait":
        return is_reviewed()
    return owes_review(Review.NONE)


CELLS: dict[str, Wanted] = {
    "a-faire": {"owed": [Review.BEFORE, Review.AFTER, Review.SAMPLE, Turn.CONTESTED]},
    "avant": {"owed": [Review.BEFORE]},
    "conteste": {"owed": [Turn.CONTESTED]},
    "apres": {"owed": [Review.AFTER]},
    "echantillon": {"owed": [Review.SAMPLE]},
    "sans": {"review": [Review.NONE]},
}
"""In which cells of the kept counts these are; of the others none tells."""


def cells_of_proof(value: str) -> Wanted:
    """In which cells those of a proof are."""
    return {"evidence": [e for e in Evidence if e is not Evidence.CODE] if value == NO_CODE else [value]}


def concession_link(attachment: Attachment) -> str:
    """The record that is bound."""
    return url_for("concessions.details_view", id=attachment.concession_id)


def referent_link(attachment: Attachment) -> str:
    """Who answers for it."""
    return url_for("accounts.details_view", id=attachment.referent_id)


def company_link(attachment: Attachment) -> str:
    """The company that holds it."""
    return url_for("companies.details_view", id=attachment.company_id)


def former_link(attachment: Attachment) -> str:
    """The attachment that this one took its record over from."""
    return url_for("attachments.details_view", id=attachment.taken_from_id)


def document_link(attachment: Attachment) -> str | None:
    """The document that proves it."""
    return url_for("attachments.document", id=attachment.id) if attachment.document_id else None


FILTERS = (
    Filter(
        "etat", "État", is_in, STATES, facet=True, cells=lambda v: None if v == UNDONE else {"standing": [v]}
    ),
    Filter("preuve", "Preuve", is_proved_by, PROOFS, sorts=("created_at",), cells=cells_of_proof),
    Filter("controle", "Contrôle", review_is, REVIEWS, sorts=("created_at",), cells=CELLS.get),
    Filter(
        "voie",
        "Voie",
        "channel",
        list(LABELS["Channel"].items()),
        more=True,
        sorts=("created_at",),
        cells="channel",
    ),
    by_agent("made_by_id", more=True, sorts=("created_at",)),
    *between("created_at"),
    of("structure", "Structure", Company, "company_id"),
    of("compte", "Compte", ProAccount, is_seen_by),
    of("concession", "Concession", Concession, "concession_id"),
)

EMPTY = Empty(
    "Un rattachement naît quand une concession est liée à une structure, par elle-même ou par vous.",
    (
        Way("Ouvrir la migration assistée", "assistance.index", Permission.ATTACH, "telephone-inbound"),
        Way("Voir les concessions", "concessions.index_view"),
    ),
)

FACTS = (
    Section(
        "Le rattachement",
        (
            Column("Concession", "concession.title", href=concession_link),
            Column("Référence", "concession.reference", show="mono"),
            Column("Structure", "company.name", href=company_link),
            Column("SIRET", "company.siret", show="siret"),
            Column("Référent", "referent.full_name", href=referent_link),
            Column("En vigueur depuis", "effective_at", show="moment"),
        ),
    ),
    Section(
        "La preuve",
        (
            Column("Preuve", lambda a: Evidence(a.evidence), show="proof"),
            Column("Justification", "justification", show="lines"),
            Column("Numéro rappelé", "called_number", show="phone"),
            Column("Interlocuteur", caller),
            Column("Pièce", "document.name", href=document_link),
            Column("Effacée", "evidence_erased_at", show="moment"),
            Column("Rattaché par", maker),
            Column("Voie", lambda a: label_of("Channel", a.channel)),
            Column("Le", "created_at", show="moment"),
            Column("Reprise de", "taken_from.company.name", href=former_link),
        ),
        sparse=True,
    ),
    Section(
        "Le contrôle",
        (
            Column("Contrôle", review, show="tag"),
            Column("À décider avant le", due, show="moment"),
            Column("Contrôlé par", "reviewed_by.name"),
            Column("Contrôlé le", "reviewed_at", show="moment"),
            Column("Contesté", "suspended_reason", show="lines"),
            Column("Fin", "ended_at", show="moment"),
            Column("Motif de la fin", lambda a: reason_of(a.ended_reason), show="lines"),
        ),
        sparse=True,
    ),
)

LINKS = (
    Link("Vu par", "accounts", "rattachement", "Personne ne le voit."),
    Link(
        "Demandes pour cette concession",
        "road_openings",
        "concession",
        "Aucune demande n’a été déposée.",
        value=lambda a: a.concession_id,
    ),
    Link(
        "Mandats",
        "mandates",
        "rattachement",
        "Personne n’agit pour sa structure.",
        words=lambda m: m.mandatary.name,
        under=lambda m: m.number,
    ),
    Link("Dossiers", "cases", "concession", "Aucun dossier ne le concerne.", value=lambda a: a.concession_id),
)
