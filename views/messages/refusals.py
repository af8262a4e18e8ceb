"""What each refusal of the models says to the person, and what to do about it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from models.base import DomainError
from views.formats import typo

REFUSALS: dict[str, str | dict[str, str]] = {
    "Stale": "Quelqu’un d’autre vient de modifier cette fiche. Rechargez la page, puis recommencez.",
    "NotAllowed": "Votre rôle ne permet pas cette action.",
    "SiretRefused": {
        "empty": "Indiquez un SIRET : 14 chiffres.",
        "characters": "Le SIRET ne compte que des chiffres : retirez les lettres et les signes.",
        "length": "Le SIRET compte {digits} chiffres : il en faut 14.",
        "zeros": "Ce SIRET ne compte que des zéros : vérifiez les 14 chiffres.",
        "key": "Ce SIRET n’existe pas : vérifiez les 14 chiffres, l’un d’eux est faux.",
    },
    "PhoneRefused": {
        "empty": "Indiquez un numéro de téléphone.",
        "characters": "Ce numéro contient des signes de trop : écrivez par exemple 02 35 22 25 25.",
        "invalid": "Ce numéro n’existe pas : écrivez par exemple 02 35 22 25 25, ou +44 20 7946 0000.",
    },
    "EmailRefused": {
        "empty": "Indiquez une adresse électronique.",
        "control": "Cette adresse contient un signe invisible : tapez-la à la main.",
        "invalid": "Cette adresse n’est pas complète : écrivez par exemple nom@exemple.fr.",
    },
    "PasswordRefused": {
        "short": "Ce mot de passe compte {length} caractères : il en faut {minimum} au moins.",
        "long": "Ce mot de passe dépasse {maximum} caractères : raccourcissez-le.",
        "guessable": "Ce mot de passe se devine trop vite : une phrase de quatre mots convient très bien.",
        "personal": "Ce mot de passe reprend votre nom ou votre adresse : choisissez autre chose.",
        "control": "Ce mot de passe contient un signe invisible : retapez-le.",
    },
    "CompanyClosed": "Cet établissement est fermé au répertoire Sirene : indiquez un motif pour continuer.",
    "CompanyUnverifiable": "L’annuaire Sirene ne répond pas. Réessayez dans quelques minutes.",
    "CompanyUnknown": "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres.",
    "NameMissing": "Indiquez la raison sociale : le répertoire ne la donne pas.",
    "ReasonMissing": "Indiquez le motif : il sera gardé dans l’histoire.",
    "SignInRefused": "Identifiant ou mot de passe inexact.",
    "WrongPassword": "Le mot de passe actuel n’est pas celui-là.",
    "TokenUnknown": "Ce lien n’existe pas, ou n’est pas complet : recopiez-le en entier depuis le courriel.",
    "TokenExpired": "Ce lien a expiré ou a déjà servi : demandez-en un autre.",
    "AccountNotPending": "Ce compte est déjà activé : il suffit de se connecter.",
    "AccountSuspended": "Ce compte est suspendu.",
    "AccountNotSuspended": "Ce compte n’est pas suspendu.",
    "MailNotResendable": "Ce courriel ne se renvoie pas : le lien qu’il portait est terminé.",
}
"""By the name of the refusal; where it has several reasons, by its `why`."""


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def refusal(error: DomainError) -> str:
    """The sentence for a refusal, filled with its facts."""
    sentence = REFUSALS[type(error).__name__]
    if isinstance(sentence, dict):
        why = error.facts.get("why")
        sentence = sentence[str(why.value if isinstance(why, Enum) else why)]
    return typo(sentence.format_map(_Facts(error.facts)))
