"""The words of the product: what each thing is called on a screen, and the words that are not used for it.

A test holds every template and sentence against `DRIFTS`, and the README's glossary against `WORDS`.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "structure, établissement": "Company",
    "répertoire": "Establishment",
    "compte pro": "ProAccount",
    "concession": "Concession",
    "rattachement": "Attachment",
    "référent, co-référent": "referent",
    "demande": "RoadOpeningRequest",
    "agent, superviseur, administrateur": "Agent",
    "dossier": "Case",
    "journal": "AuditEvent",
    "courriel": "OutboxEmail",
    "pièce": "Document",
}
"""What a reader sees, and what the code calls it. Sirene is a *répertoire*, the word of Insee itself."""

DRIFTS: tuple[tuple[str, str], ...] = (
    (r"\bannuaire(?! public des entreprises)", "répertoire"),
    (r"\be-?mails?\b|\bmails?\b|\bmél\b", "courriel"),
    (r"\butilisat(?:eur|rice)s?\b|\busagers?\b", "personne, compte"),
    (r"\bpièces? jointes?\b", "pièce"),
    (r"\bcomptes? de concession\b", "concession"),
    (r"\bvalider?\b|\bvalidez\b", "le verbe de ce qui est fait : approuver, enregistrer, rattacher"),
    (r"\bsoumettre\b|\bsoumettez\b", "déposer, envoyer"),
    (r"\bveuillez\b|\bmerci de\b|\bcliquez\b", "l’impératif seul"),
    (r"\boups\b|\bêtes-vous sûr\b|\berreur \d", "ce qui s’est passé, puis que faire"),
    (r"\blogin\b|\bmot de passe oublié \?", "se connecter, identifiant"),
)
"""A pattern that is not written, and what is written instead."""

FIXED: tuple[str, ...] = ("Rattacher un compte de concession voirie",)
"""Sentences that stand word for word: people and guides know them."""
