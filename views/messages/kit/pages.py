"""What whole pages say: HTTP errors, and flashes with their tone."""

from __future__ import annotations

from dataclasses import dataclass

ERRORS: dict[int, tuple[str, str]] = {
    400: (
        "La page n’a pas compris la demande",
        "Revenez à la page précédente, rechargez-la, puis recommencez.",
    ),
    403: (
        "Cette page n’est pas ouverte à votre rôle",
        "Si votre travail la demande, adressez-vous à un superviseur.",
    ),
    404: ("Cette page n’existe pas", "L’adresse est incomplète, ou ce qu’elle montrait n’est plus là."),
    405: ("Cette adresse ne s’ouvre pas ainsi", "Passez par le bouton de la page qui y mène."),
    413: ("Ce fichier est trop lourd", "Allégez-le ou partagez-le, puis recommencez."),
    422: ("Il reste des points à corriger", "Revenez au formulaire : chaque point y est indiqué."),
    429: (
        "Trop d’essais en peu de temps",
        "Attendez quelques minutes, puis recommencez. Rien n’a été perdu.",
    ),
    500: ("Une panne nous empêche de répondre", "Elle est enregistrée. Réessayez dans quelques minutes."),
    503: (
        "Le service ne répond pas pour l’instant",
        "Revenez à la page précédente et recommencez dans une minute. Rien n’a été enregistré à moitié.",
    ),
}
"""Title and advice by status."""

LOOKING = (
    "Cette vue est en lecture seule",
    "Rien ne se modifie, ne part ni ne se télécharge à la place de la personne. Pour agir, quittez la vue et"
    " passez par la console.",
)
"""Instead of the 403, to whoever sees the portal in another's place."""

_TONES = {
    "success": "ok",
    "ok": "ok",
    "message": "info",
    "info": "info",
    "warning": "wait",
    "wait": "wait",
    "error": "stop",
    "danger": "stop",
    "stop": "stop",
}
_ICONS = {
    "ok": "check-circle-fill",
    "info": "info-circle-fill",
    "wait": "hourglass-split",
    "stop": "x-octagon-fill",
}


@dataclass(frozen=True)
class Flash:
    """A flash as it is shown: the fact, its consequence, one way on."""

    tone: str
    icon: str
    fact: str
    more: str = ""
    href: str = ""
    label: str = ""

    @property
    def role(self) -> str:
        """`alert` only for failure."""
        return "alert" if self.tone == "stop" else "status"


def flash_of(category: str, message: object) -> Flash:
    """A flashed message: a sentence, or a mapping of `fact`, `more`, `href`, `label`."""
    tone = _TONES.get(category, "info")
    parts = message if isinstance(message, dict) else {"fact": str(message)}
    known = {key: str(parts[key]) for key in ("fact", "more", "href", "label") if parts.get(key)}
    return Flash(tone, _ICONS[tone], **{"fact": "", **known})
