"""Why a record is probably a company's, in words."""

from __future__ import annotations

from collections.abc import Iterable

from models.assistance.matching import Certainty, Sign
from models.assistance.matching.scoring import WEIGHTS
from models.attachments import Evidence
from views.formats import typo
from views.messages.attachments.evidence import EVIDENCE
from views.messages.kit.tag import Tag

SIGNS: dict[Sign, str] = {
    Sign.RECOGNISED: "rapprochée par un agent",
    Sign.REJECTED: "refusée par un agent",
    Sign.SAME_SIRET: "même SIRET",
    Sign.SAME_SIREN: "même SIREN",
    Sign.OTHER_SIREN: "autre SIREN",
    Sign.SAME_NAME: "même nom",
    Sign.CLOSE_NAME: "nom proche",
    Sign.CUT_NAME: "partie du nom",
    Sign.LONGER_NAME: "nom plus long",
    Sign.SOME_WORDS: "quelques mots du nom",
    Sign.OTHER_NAME: "autre nom",
    Sign.SISTER_NAME: "nom d’une société sœur",
    Sign.POOR_NAME: "mots courants",
    Sign.ACRONYM: "même sigle",
    Sign.INITIALS: "initiales du nom",
    Sign.SAME_PHONE: "même téléphone",
    Sign.OTHER_PHONE: "autre téléphone",
    Sign.SAME_EMAIL: "même courriel",
    Sign.SAME_DOMAIN: "même domaine de courriel",
    Sign.SHARED_DOMAIN: "domaine de courriel d’un groupe",
    Sign.NAMED_MAILBOX: "boîte à son nom",
    Sign.NAMED_DOMAIN: "courriel à son nom",
    Sign.OTHER_DOMAIN: "autre domaine de courriel",
    Sign.SAME_ADDRESS: "même adresse",
    Sign.SAME_CITY: "même commune",
    Sign.OTHER_CITY: "autre commune",
}

CERTAINTIES: dict[Certainty, str] = {
    Certainty.CONFIDENT: "Très probable",
    Certainty.PROBABLE: "Probable",
    Certainty.DOUBTFUL: "Douteux",
}

_NUMBERED = (Sign.SAME_SIRET, Sign.SAME_SIREN)
_SURE = 2.0
"""A sign of this weight is plain; a lighter one is only near."""


def sign_tag(sign: Sign) -> Tag:
    """A sign as it is shown: for it, nearly, or against it."""
    if WEIGHTS[sign] < 0:
        return Tag("no", "x-lg", SIGNS[sign])
    return (
        Tag("yes", "check-lg", SIGNS[sign]) if WEIGHTS[sign] >= _SURE else Tag("near", "dash-lg", SIGNS[sign])
    )


def justification(evidence: Evidence, siren: str, signs: Iterable[Sign]) -> str:
    """What the agent may confirm or rewrite: what the console itself sees, in words."""
    opening = EVIDENCE[evidence].justification.format(siren=siren)
    if not opening:
        return ""  # the rest is what people say, which only the agent knows
    seen = [SIGNS[sign] for sign in signs if WEIGHTS[sign] >= _SURE and sign not in _NUMBERED]
    return typo(f"{opening} : {', '.join(seen)}." if seen else f"{opening}.") if seen or siren else ""
