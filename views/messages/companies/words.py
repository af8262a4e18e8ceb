"""Companies in words: what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Refusals

REFUSALS: Refusals = {
    "CompanyClosed": "Cet établissement est fermé au répertoire Sirene : indiquez un motif pour continuer.",
    "CompanyUnverifiable": "Le répertoire Sirene ne répond pas. Réessayez dans quelques minutes.",
    "CompanyUnknown": "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres.",
    "NothingFound": "Le répertoire Sirene ne dit rien d’autre que nous, ou quelqu’un a déjà tranché.",
    "CompanyHeld": "Nous tenons déjà ce SIRET : cherchez-le dans la liste des structures.",
    "CompanyOpen": "Le répertoire Sirene ne dit pas que cette structure est fermée.",
    "SuccessorClosed": "Cet établissement n’est pas ouvert au répertoire Sirene : choisissez-en un autre.",
    "NothingSucceeded": "Cette structure porte encore le SIRET avec lequel elle est entrée.",
    "SuccessionTooOld": "Un changement de SIRET se reprend dans les 30 jours : ce délai est passé.",
    "SuccessionOverlaid": "La structure a été modifiée depuis : ce changement de SIRET ne se reprend plus.",
    "NameMissing": "Indiquez la raison sociale : le répertoire ne la donne pas.",
}
