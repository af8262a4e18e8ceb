"""Mandates in words: where they stand, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Refusals, Tag, Tags

TAGS: Tags = {
    "MandateStatus": {
        "open": Tag("ok", "people", "En cours"),
        "expired": Tag("", "clock-history", "Arrivé à son terme"),
        "revoked": Tag("", "slash-circle", "Retiré par le mandant"),
        "given-up": Tag("", "slash-circle", "Rendu par le mandataire"),
        "staff": Tag("stop", "slash-circle", "Terminé par un agent"),
        "replaced": Tag("info", "arrow-repeat", "Remplacé"),
        "emptied": Tag("", "circle", "Sans objet"),
    },
}

REFUSALS: Refusals = {
    "NothingToMandate": "Un mandat porte sur des concessions de voirie en vigueur : celle-ci ne l’est pas.",
    "UntilPast": "Ce jour est passé : choisissez aujourd’hui ou un jour à venir.",
    "MandateToSelf": "C’est le SIRET de votre structure : donnez celui de la structure qui agira pour elle.",
    "MandataryUnknown": (
        "Personne de ce SIRET n’a de compte actif ici : demandez à cette structure d’en créer un, puis"
        " donnez le mandat."
    ),
    "MandateOver": "Ce mandat a déjà pris fin.",
    "SignedAlready": "Une copie signée est déjà gardée : seule la structure mandante la remplace.",
    "UnsignedMandate": "Aucune copie signée n’est gardée.",
    "MandateForgotten": "Ce mandat est terminé depuis longtemps : ses pièces sont effacées.",
    "SignedMissing": "Choisissez la copie signée : PDF, JPEG ou PNG.",
}
