"""What is refused wherever it is asked: links, reasons, rights, pages that are too old."""

from __future__ import annotations

from datetime import timedelta

from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from views.formats import plural
from views.messages.kit.tag import Refusals

REFUSALS: Refusals = {
    "Stale": "Quelqu’un a modifié cette fiche entre-temps : relisez-la, puis recommencez s’il le faut.",
    "NotAllowed": "Votre rôle ne permet pas cette action.",
    "LookOnly": "Cette vue est en lecture seule : quittez-la pour agir depuis la console.",
    "ReasonMissing": "Indiquez le motif : il sera gardé dans l’histoire.",
    "TokenUnknown": "Ce lien n’existe pas, ou n’est pas complet : recopiez-le en entier depuis le courriel.",
    "TokenExpired": "Ce lien a expiré ou a déjà servi : demandez-en un autre.",
}


def link_life(purpose: str) -> str:
    """How long a link of this purpose is good for, as people say it: `72 heures`, `une heure`."""
    hours = LIFE[Purpose(purpose)] // timedelta(hours=1)
    return "une heure" if hours == 1 else plural(hours, "heure")
