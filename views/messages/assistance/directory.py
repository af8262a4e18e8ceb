"""What each answer of the national directory says to staff who help a company on the telephone."""

from __future__ import annotations

from models.companies.directory import Establishment, State
from views.formats import typo
from views.messages.companies.directory import OUTSIDE_EXAMPLE, duplicate

FOUND = {
    State.OPEN: (
        "ok",
        "building-check",
        "Trouvée au répertoire Sirene. Vérifiez avec la personne, puis complétez.",
    ),
    State.PARTLY_DIFFUSIBLE: (
        "info",
        "incognito",
        "Au répertoire Sirene, mais en diffusion partielle : demandez ce qui manque à la personne.",
    ),
    State.CLOSED: (
        "stop",
        "building-x",
        "Établissement fermé d’après le répertoire Sirene. Vous pouvez continuer, avec un motif.",
    ),
    State.UNAVAILABLE: (
        "wait",
        "building-exclamation",
        "Le répertoire Sirene ne répond pas. Saisissez la structure à la main : elle sera marquée à vérifier,"
        " puis contrôlée à son retour.",
    ),
    State.UNKNOWN: (
        "stop",
        "question-circle",
        "Le répertoire Sirene ne connaît pas ce SIRET. S’il est récent, saisissez la structure à la main.",
    ),
}
"""Tone, icon and sentence by state."""

OUTSIDE = f"{OUTSIDE_EXAMPLE} Créez d’abord la structure à la main, avec un motif."
UNKNOWN = (
    "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres. S’il est récent, créez"
    " d’abord la structure à la main, avec un motif."
)
BY_HAND = "Saisissez la structure à la main, avec un motif."
UNIT_CLOSED = (
    "L’entreprise entière a cessé d’après le répertoire Sirene. Vous pouvez continuer, avec un motif."
)


def answer_of(found: Establishment) -> tuple[str, str, str]:
    """Tone, icon and sentence of an answer."""
    tone, icon, words = FOUND[found.state]
    if found.is_duplicate:
        return tone, icon, f"{duplicate(found)} Vous pouvez continuer, avec un motif."
    if found.is_outside_example:
        return "wait", icon, typo(f"{OUTSIDE_EXAMPLE} {BY_HAND}")
    return tone, icon, typo(UNIT_CLOSED if found.closed_unit else words)
