"""Reports in words: what is compared, with what makes a supervisor look twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.reports.risk_flags import Caution
from views.formats import moment, number, plural, typo
from views.messages.kit.tag import Labels, Refusals, Tag, Tags

Facts = dict[str, Any]


def lasting(minutes: int) -> str:
    """`42 minutes`, `3 heures`: how old something was."""
    return plural(minutes, "minute") if minutes < 60 else plural(minutes // 60, "heure")


def named(names: list[str], limit: int = 4) -> str:
    """`A, B et 3 autres`."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" et {plural(rest, 'autre')}" if rest > 0 else "")


def halves(value: float) -> str:
    """`4`, `4,5`: a median."""
    return number(int(value)) if value == int(value) else f"{value:.1f}".replace(".", ",")


RISK_FLAGS: dict[str, tuple[str, Callable[[Facts], str]]] = {
    "names-apart": (
        "Les noms sont éloignés",
        lambda f: f"« {f['old']} » dans l’ancien dossier, « {f['new']} » aujourd’hui.",
    ),
    "company-closed": (
        "La structure est fermée",
        lambda f: f"Le répertoire Sirene dit fermé l’établissement de {f['company']}.",
    ),
    "company-unverified": (
        "La structure n’est pas vérifiée",
        lambda f: (
            f"Le répertoire Sirene n’a pas encore confirmé {f['company']}, enregistrée le"
            f" {moment(f['since'])}."
        ),
    ),
    "free-mailbox": (
        "Une messagerie de particulier",
        lambda f: f"{f['email']} : une adresse chez {f['domain']} ne dit rien de la structure.",
    ),
    "young-account": (
        "Un compte tout neuf",
        lambda f: f"Le compte avait {lasting(f['minutes'])} au moment du rattachement.",
    ),
    "several-holders": (
        "Plusieurs titulaires pour un compte",
        lambda f: (
            f"Ce compte tient les concessions de {f['count']} titulaires différents : {named(f['holders'])}."
        ),
    ),
    "off-hours": (
        "En dehors des heures de travail",
        lambda f: f"{f['agent']} l’a rattaché le {moment(f['since'])}.",
    ),
    "busy-agent": (
        "Un rythme inhabituel",
        lambda f: (
            f"{f['agent']} a fait {plural(f['count'], 'rattachement')} sans code en {f['days']} jours ;"
            f" la médiane des {f['team']} agents qui en ont fait est de {halves(f['median'])}."
        ),
    ),
    "refused-before": (
        "Déjà refusée une fois",
        lambda f: (
            f"Le rattachement de cette concession à {f['company']} a été refusé le {moment(f['since'])}."
        ),
    ),
    "your-name": (
        "Le référent porte votre nom",
        lambda f: f"Il s’appelle {f['person']}, comme vous. Si c’est vous, laissez un collègue décider.",
    ),
}
"""By the name of the doubt; a test holds it against `models.reports.risk_flags.Doubt`."""


def caution_words(caution: Caution) -> tuple[str, str]:
    """Title and sentence of a caution."""
    title, sentence = RISK_FLAGS[caution.doubt.value]
    return title, typo(sentence(caution.facts))


TAGS: Tags = {
    "Step": {
        "record": Tag("", "envelope", "À contacter"),
        "contacted": Tag("", "telephone-outbound", "Contactée"),
        "account": Tag("wait", "hourglass-split", "Compte créé"),
        "activated": Tag("wait", "link-45deg", "Compte activé"),
        "attached": Tag("info", "file-earmark-plus", "Rattachée"),
        "filed": Tag("ok", "check-circle-fill", "Première demande"),
    },
    "Accord": {
        "equal": Tag("ok", "check-lg", "Identique"),
        "close": Tag("wait", "dash-lg", "Proche"),
        "different": Tag("stop", "x-lg", "Différent"),
        "unknown": Tag("", "question-lg", "Rien à comparer"),
    },
}

REFUSALS: Refusals = {"NothingToHandOver": "Toutes les concessions migrées ont déjà été remises."}

LABELS: Labels = {
    "Reached": {
        "record": "Concessions à reprendre",
        "contacted": "Structure contactée",
        "account": "Compte créé",
        "activated": "Compte activé",
        "attached": "Concession rattachée",
        "filed": "Première demande déposée",
    },
    "NextMove": {
        "record": "Appeler ou écrire au contact de l’ancien dossier",
        "contacted": "Proposer de créer le compte au téléphone",
        "account": "Renvoyer le lien d’activation",
        "activated": "Proposer le rattachement, par code ou par SIREN",
        "attached": "Rappeler, et aider à déposer la première demande",
    },
    "NextStep": {
        "to-contact": "Appeler, et créer le compte",
        "account": "Vérifier que le courriel d’activation est parti",
        "mailed": "Rappeler, ou renvoyer le lien d’activation",
        "activated": "Proposer le rattachement, par code ou par SIREN",
        "attached": "Aider à déposer la première demande",
        "filed": "Clore le dossier",
    },
    "Compared": {
        "name": "Raison sociale",
        "siren": "SIREN",
        "address": "Adresse",
        "phone": "Téléphone",
        "email": "Courriel",
        "contact": "Contact",
    },
}
