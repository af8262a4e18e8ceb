"""Which texts there are, which variables each may hold, and which it must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from models.mails.kinds import MailKind
from models.mails.texts.kinds import TextGroup, TextKind

_ALL = ("salutation", "structure", "identifiant", "portail", "autorite", "site", "contact")
_OWN = (*_ALL, "pas_vous")
_RECORD = (*_OWN, "concession", "de_la_concession", "intitule", "reference", "accord", "elle")
_CASE = (*_ALL, "demande", "suivi")
_REQUEST = (
    *_ALL,
    *("numero", "etat", "objet", "lieu", "intitule", "travaux", "echeance", "arrete", "prescriptions"),
    *("motif", "lien_demande", "par_mandat"),
)
_MANDATE = (*_OWN, "mandat", "mandant", "mandataire", "intitules", "jour_fin", "lien_mandat")
_REVIEW = (*_ALL, "intitule", "question", "reponse", "motif", "decision", "verdict", "lien_console")

_INVITED = ("intitules", "portail", "autorite", "site", "contact")

MAILS: dict[MailKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    MailKind.ACTIVATION: (_ALL, ()),
    MailKind.ACTIVATION_REMINDER: (_ALL, ()),
    MailKind.ACCOUNT_SUSPENDED: (_ALL, ("contact",)),
    MailKind.ACCOUNT_RESTORED: ((*_ALL, "suite"), ("suite",)),
    MailKind.ACCOUNT_IDLE: ((*_ALL, "date_effacement", "suspension"), ("date_effacement", "suspension")),
    MailKind.ACCOUNT_ERASED: (_OWN, ("pas_vous",)),
    MailKind.CONTACT_CHANGED: ((*_OWN, "modifications"), ("modifications", "pas_vous")),
    MailKind.NEW_ACCOUNT: ((*_OWN, "personne"), ("personne", "pas_vous")),
    MailKind.COMPANY_JOINED: ((*_OWN, "rejointe"), ("rejointe", "pas_vous")),
    MailKind.COMPANY_LEFT: ((*_OWN, "rejointe"), ("rejointe", "pas_vous")),
    MailKind.ATTACHED: ((*_RECORD, "referent", "recours"), ("recours",)),
    MailKind.ATTACHMENT_WAITING: ((*_RECORD, "referent", "recours"), ("recours",)),
    MailKind.ATTACHMENT_REFUSED: ((*_RECORD, "motif"), ("motif",)),
    MailKind.ATTACHMENT_LAPSED: (_RECORD, ()),
    MailKind.ATTACHMENT_CONTESTED: ((*_RECORD, "motif"), ("motif",)),
    MailKind.ATTACHMENT_CONFIRMED: (_RECORD, ()),
    MailKind.DETACHED: (_RECORD, ("pas_vous",)),
    MailKind.DETACHMENT_UNDONE: ((*_RECORD, "referent"), ("pas_vous",)),
    MailKind.MANDATE_GIVEN: (_MANDATE, ("mandant", "mandataire", "intitules", "jour_fin", "pas_vous")),
    MailKind.MANDATE_ENDED: ((*_MANDATE, "fin_mandat"), ("mandant", "mandataire", "intitules", "fin_mandat")),
    MailKind.MANDATE_ENDING: (_MANDATE, ("mandant", "mandataire", "intitules", "jour_fin")),
    MailKind.REVIEW_REMINDER: (_REVIEW, ("lien_console",)),
    MailKind.REVIEW_DECISION: (_REVIEW, ("decision", "motif")),
    MailKind.REVIEW_QUESTION: (_REVIEW, ("question", "lien_console")),
    MailKind.REVIEW_ANSWER: (_REVIEW, ("reponse", "lien_console")),
    MailKind.CASE_RECEIVED: (_CASE, ()),
    MailKind.CASE_ANSWERED: ((*_CASE, "reponse"), ("reponse",)),
    MailKind.CASE_CLOSED: ((*_CASE, "reponse"), ("reponse",)),
    MailKind.REQUEST_FILED: (_REQUEST, ("numero",)),
    MailKind.REQUEST_MOVED: (_REQUEST, ("numero", "etat", "motif", "prescriptions")),
    MailKind.ORDER_CORRECTED: (
        (*_REQUEST, "ancien_arrete"),
        ("numero", "arrete", "ancien_arrete", "motif"),
    ),
    MailKind.DATES_ASKED: ((*_REQUEST, "travaux_demandes"), ("numero", "travaux_demandes")),
    MailKind.DATES_DECIDED: (
        (*_REQUEST, "dates", "arrete_modificatif"),
        ("numero", "dates", "travaux", "arrete_modificatif", "motif"),
    ),
    MailKind.ORDER_ISSUED: ((*_REQUEST, "mesure"), ("numero", "lieu", "travaux", "mesure")),
    MailKind.OUTREACH: (_INVITED, ("intitules", "site")),
    MailKind.OUTREACH_REMINDER: (_INVITED, ("intitules", "site")),
    MailKind.GATHERED: ((*_OWN, "nombre", "avis"), ("avis",)),
}
"""The mails that administrators write, with what each may and must hold. The others warn of what touches an
account's safety, or carry the link of a password or an address: their words are the product's alone."""

LINKED = frozenset(
    {
        MailKind.ACTIVATION,
        MailKind.ACTIVATION_REMINDER,
        MailKind.OUTREACH,
        MailKind.OUTREACH_REMINDER,
    }
)
"""Of those, the ones beneath which the product puts its link: administrators write what stands above it."""

_REPLY = (*_CASE, "agent", "intitule")
REPLIES = (
    "activation",
    "code-perdu",
    "concession-tenue",
    "piece-manquante",
    "rappel",
    "rattachement-fait",
)

LETTERS = {
    "invitation": TextKind(
        TextGroup.LETTER,
        "invitation",
        ("titulaire", "intitules", "portail", "autorite", "site", "contact"),
        ("intitules", "site"),
    ),
    "rappel": TextKind(
        TextGroup.LETTER,
        "rappel",
        ("titulaire", "intitules", "portail", "autorite", "site", "contact"),
        ("intitules", "site"),
    ),
    "cle": TextKind(
        TextGroup.LETTER,
        "cle",
        ("titulaire", "intitule", "structure", "cle", "portail", "autorite", "site", "contact"),
        ("intitule", "structure", "cle", "site"),
    ),
    "dossier": TextKind(TextGroup.LETTER, "dossier", (*_CASE, "message", "agent"), ("message",)),
}

_ORDER = (
    *("arrete", "arrete_initial", "numero", "structure", "siret", "intitule", "objet", "lieu", "travaux"),
    *("nature", "emprise", "circulation", "prescriptions", "motif", "autorite"),
)
ORDERS = {
    "accord": TextKind(TextGroup.ORDER, "accord", _ORDER, ("structure", "lieu", "travaux", "prescriptions")),
    "dates": TextKind(TextGroup.ORDER, "dates", _ORDER, ("structure", "lieu", "travaux", "arrete_initial")),
    "abrogation": TextKind(TextGroup.ORDER, "abrogation", _ORDER, ("structure", "motif", "arrete_initial")),
    "signataire": TextKind(TextGroup.ORDER, "signataire"),
}
"""What orders say, and beneath each who signs."""

SERVICE = TextKind(TextGroup.SERVICE, "message")
_MADE = re.compile(r"reponse-[1-9][0-9]{0,6}")


@cache
def kinds() -> dict[str, TextKind]:
    """Every text that comes with the product, by its key."""
    mails = (
        TextKind(TextGroup.MAIL, kind.value, usable, needed, kind in LINKED)
        for kind, (usable, needed) in MAILS.items()
    )
    replies = (made_reply(name) for name in REPLIES)
    return {kind.key: kind for kind in (*mails, *replies, *LETTERS.values(), *ORDERS.values(), SERVICE)}


def made_reply(name: str) -> TextKind:
    """A canned reply, ours or one that administrators made."""
    return TextKind(TextGroup.REPLY, name, _REPLY)


def find(key: str) -> TextKind | None:
    """The text of that key; whether a reply that administrators make exists, its row tells."""
    known = kinds().get(key)
    if known is None and _MADE.fullmatch(key):
        return made_reply(key.partition("-")[2])
    return known


def is_made(kind: TextKind) -> bool:
    """Whether administrators made it: it has no original."""
    return kind.key not in kinds()


def list_of(group: TextGroup) -> Iterator[TextKind]:
    """The product's texts of one group."""
    return (kind for kind in kinds().values() if kind.group is group)
