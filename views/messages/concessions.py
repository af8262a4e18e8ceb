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
    "Flaw": {
        "missing": Tag("wait", "exclamation-circle-fill", "Ni courriel ni adresse"),
        "dead": Tag("stop", "envelope-x", "Courriel revenu"),
        "malformed": Tag("stop", "envelope-x", "Courriel mal formé"),
        "domain": Tag("stop", "envelope-x", "Domaine refusé"),
        "phone": Tag("wait", "telephone-inbound", "Téléphone invalide"),
    },
    "OutreachState": {
        "preparation": Tag("info", "hourglass-split", "En préparation"),
        "a-confirmer": Tag("wait", "patch-question", "À confirmer"),
        "en-cours": Tag("info", "send", "En cours"),
        "interrompu": Tag("wait", "pause-circle-fill", "Interrompu"),
        "termine": Tag("ok", "check-circle-fill", "Terminé"),
    },
}

LABELS: Labels = {
    "ConcessionKind": {"voirie": "Voirie", "eau": "Eau", "stationnement": "Stationnement"},
    "ContactProof": {
        "document": "Document",
        "call-back": "Rappel au numéro du répertoire",
        "letter": "Lettre reçue",
        "other": "Autre justificatif",
    },
    "OutreachChannel": {
        "courriel": "Par courriel, par lettre où il n’y en a pas",
        "lettre": "Tous par lettre",
    },
    "Standing": {
        "attente": "À inviter par courriel",
        "envoi-1": "Invités par courriel",
        "envoi-2": "Rappelés à 7 jours",
        "envoi-3": "Rappelés à 21 jours",
        "a-imprimer": "Lettres à imprimer",
        "imprimee": "Invités par lettre",
        "a-imprimer-2": "Premiers rappels à imprimer",
        "imprimee-2": "Rappelés à 7 jours par lettre",
        "a-imprimer-3": "Seconds rappels à imprimer",
        "imprimee-3": "Rappelés à 21 jours par lettre",
        "sans-adresse": "Ni courriel ni adresse postale",
        "vie": "Ont donné signe de vie",
        "arret": "Ne veulent plus être relancés",
        "retour": "Courriels revenus",
    },
}

REFUSALS: Refusals = {
    "CodeMalformed": "Le code d’accès compte quatre chiffres, zéros de tête compris.",
    "TryRefused": "Intitulé ou code incorrect, ou trop d’essais.",
    "TriesExhausted": {
        "closed": "Cet intitulé est bloqué après trop de codes faux : choisissez une autre preuve.",
        "paused": "Cet intitulé est en pause après trop de codes faux : choisissez une autre preuve.",
        "agent": "Vous avez épuisé vos essais de code de la journée : choisissez une autre preuve.",
    },
    "CorrectionEmpty": "Indiquez au moins un courriel, un téléphone ou une adresse postale complète.",
    "ContactProofMissing": "Indiquez où se trouve le justificatif : il restera au journal.",
    "PostalAddressMissing": (
        "L’adresse postale n’est pas complète : il faut une rue, un code postal et une commune."
    ),
    "BatchElsewhere": {
        "preparation": "Le lot se prépare encore : attendez qu’il soit compté.",
        "a-confirmer": "Le lot attend d’être confirmé.",
        "en-cours": "Le lot est déjà en cours.",
        "interrompu": "Le lot est interrompu.",
        "termine": "Le lot est terminé.",
    },
    "NothingToPrint": "Aucune lettre de ce lot n’attend.",
    "NothingToReopen": "Cette concession n’est ni en pause ni bloquée.",
    "SupervisorNeeded": "C’est la troisième réouverture de cet intitulé : seul un superviseur peut la faire.",
}
