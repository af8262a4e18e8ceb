"""Companies in words: what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Refusals

REFUSALS: Refusals = {
    "CompanyClosed": "Cet établissement est fermé au répertoire Sirene : indiquez un motif pour continuer.",
    "CompanyUnverifiable": "Le répertoire Sirene ne répond pas. Réessayez dans quelques minutes.",
    "CompanyUnknown": "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres.",
    "NothingFound": "Le répertoire Sirene ne dit rien d’autre que nous, ou quelqu’un a déjà tranché.",
    "CompanyHeld": "Nous tenons déjà ce SIRET : cherchez-le dans la liste des structures.",
    "NameMissing": "Indiquez la raison sociale : le répertoire ne la donne pas.",
}
