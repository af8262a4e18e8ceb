"""Accounts in words: their states, their types, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "AccountStatus": {
        "pending": Tag("wait", "hourglass-split", "À activer"),
        "active": Tag("ok", "check-circle-fill", "Actif"),
        "link-expired": Tag("stop", "clock-history", "Lien expiré"),
        "suspended": Tag("stop", "pause-circle-fill", "Suspendu"),
        "erased": Tag("", "slash-circle", "Effacé"),
    },
}

LABELS: Labels = {
    "AccountType": {"pro": "Pro", "asso": "Asso"},
}

REFUSALS: Refusals = {
    "SignInRefused": "Identifiant ou mot de passe inexact.",
    "MailboxFull": (
        "Assez de courriels sont partis à cette adresse : recommencez demain, ou prenez-en une autre."
    ),
    "WrongPassword": "Le mot de passe actuel n’est pas celui-là.",
    "SecondFactorOn": "La double authentification est déjà active.",
    "SecondFactorOff": "Ce compte n’a pas de second facteur.",
    "SessionGone": "Cette session est déjà fermée.",
    "AccountNotPending": "Ce compte est déjà activé : il suffit de se connecter.",
    "AccountNotActive": "Ce compte n’est pas encore activé : renvoyez-lui l’activation.",
    "EmailNotProved": "Personne n’a encore montré qu’il lit cette adresse : renvoyez d’abord le lien.",
    "PersonKnown": "Cette personne a sans doute déjà un compte dans cette structure.",
    "AccountSuspended": "Ce compte est suspendu.",
    "AccountErased": "Ce compte est effacé : il n’en reste que l’histoire.",
    "SameAccount": "C’est le même compte : il n’y a rien à fusionner.",
    "OtherUnit": "Les deux comptes ne sont pas du même SIREN : chacun garde ce qui s’y rattache.",
    "NotOnePerson": "Les deux comptes ne portent pas le même nom : la personne confirme des deux adresses.",
    "ProtectionLost": (
        "Le compte qui disparaît a une double authentification, pas celui qui reste : activez-la d’abord."
    ),
    "MergeOver": "Cette fusion n’attend plus rien : elle est faite, abandonnée ou trop ancienne.",
    "TooManyMerges": "Assez de liens sont partis aujourd’hui, {limit} au plus : recommencez demain.",
    "NothingReturned": "Le courriel envoyé au compte qui disparaît n’est pas revenu : sa personne confirme.",
    "OwnProposal": "Un autre superviseur décide : cette fusion vient de vous, ou concerne l’un de vous.",
    "OwnWord": (
        "Le retour du courriel, ou le nom d’un des comptes, vient de vous ou de qui propose :"
        " un collègue le confirme d’abord."
    ),
    "AccountNotSuspended": "Ce compte n’est pas suspendu.",
}
