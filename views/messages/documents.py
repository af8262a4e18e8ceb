"""Documents in words: what is refused of a file."""

from __future__ import annotations

from views.messages.kit.tag import Refusals

REFUSALS: Refusals = {
    "DocumentLost": {
        "missing": "Cette pièce n’est plus là : prévenez l’administrateur.",
        "changed": "Cette pièce n’est plus celle qui a été déposée : prévenez l’administrateur.",
    },
    "DocumentRefused": {
        "type": "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG : convertissez-le, puis recommencez.",
        "empty": "Ce fichier est vide : choisissez-en un autre.",
        "pixels": "Cette image est trop grande : réduisez-la à 30 000 pixels de côté, puis recommencez.",
        "size": "Ce fichier dépasse 10 Mo : allégez-le, puis recommencez.",
    },
}
