"""What is refused of a number, an address or a password, as it was typed."""

from __future__ import annotations

from views.messages.kit.tag import Refusals

REFUSALS: Refusals = {
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
        "control": "Cette adresse contient un signe invisible ({code}) : tapez-la à la main.",
        "sign": "« {sign} » ({code}) n’est pas un signe d’adresse, malgré sa ressemblance : retapez-le.",
        "invalid": "Cette adresse n’est pas complète : écrivez par exemple nom@exemple.fr.",
    },
    "NameRefused": {
        "empty": "Ce nom ne contient aucune lettre.",
        "sign": "Un nom ne compte que lettres, espaces, tirets, apostrophes et points : retirez « {sign} ».",
        "invisible": "Ce nom contient un signe invisible ({sign}) : tapez-le à la main.",
        "link": "« {sign} » ressemble à une adresse : laissez une espace après le point.",
    },
    "DayImplausible": "Cette date est hors du possible : choisissez un jour entre 1900 et le {last}.",
    "PasswordRefused": {
        "short": "Ce mot de passe compte {length} caractères : il en faut {minimum} au moins.",
        "long": "Ce mot de passe dépasse {maximum} caractères : raccourcissez-le.",
        "guessable": "Ce mot de passe se devine trop vite : une phrase de quatre mots convient très bien.",
        "personal": "Ce mot de passe reprend votre nom ou votre adresse : choisissez autre chose.",
        "control": "Ce mot de passe contient un signe invisible : retapez-le.",
    },
}
