"""Concessions in words: their states, their kinds, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "ConcessionStatus": {
        "free": Tag("wait", "link-45deg", "À rattacher"),
        "attached": Tag("ok", "check-circle-fill", "Rattachée"),
        "paused": Tag("wait", "pause-circle-fill", "En pause"),
        "blocked": Tag("stop", "lock-fill", "Bloquée"),
        "staff-only": Tag("info", "person-badge", "Agents seulement"),
        "closed": Tag("", "archive", "Close"),
    },
}

LABELS: Labels = {
    "ConcessionKind": {"voirie": "Voirie", "eau": "Eau", "stationnement": "Stationnement"},
}

REFUSALS: Refusals = {
    "CodeMalformed": "Le code d’accès compte quatre chiffres, zéros de tête compris.",
    "TryRefused": "Intitulé ou code incorrect, ou trop d’essais.",
    "TriesExhausted": {
        "closed": "Cet intitulé est bloqué après trop de codes faux : choisissez une autre preuve.",
        "paused": "Cet intitulé est en pause après trop de codes faux : choisissez une autre preuve.",
        "agent": "Vous avez épuisé vos essais de code de la journée : choisissez une autre preuve.",
    },
    "PostalAddressMissing": (
        "L’adresse postale n’est pas complète : il faut une rue, un code postal et une commune."
    ),
    "NothingToReopen": "Cette concession n’est ni en pause ni bloquée.",
    "SupervisorNeeded": "C’est la troisième réouverture de cet intitulé : seul un superviseur peut la faire.",
}
