"""States as people read them: a tone, an icon and one or two words, for every status of the models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Tag:
    """A state. Tones: none (over), `info` (under way), `wait` (somebody must act), `stop`, `ok`, `audit`."""

    tone: str
    icon: str
    words: str


TAGS: dict[str, dict[str, Tag]] = {
    "AccountStatus": {
        "pending": Tag("wait", "hourglass-split", "À activer"),
        "active": Tag("ok", "check-circle-fill", "Actif"),
        "link-expired": Tag("stop", "clock-history", "Lien expiré"),
        "suspended": Tag("stop", "pause-circle-fill", "Suspendu"),
        "erased": Tag("", "slash-circle", "Effacé"),
    },
    "State": {
        "open": Tag("ok", "building-check", "Vérifiée"),
        "closed": Tag("stop", "building-x", "Fermée au répertoire"),
        "partly-diffusible": Tag("info", "incognito", "Partiellement diffusible"),
        "unknown": Tag("stop", "question-circle", "Inconnue du répertoire"),
        "unavailable": Tag("wait", "building-exclamation", "À vérifier"),
    },
    "ConcessionStatus": {
        "free": Tag("wait", "link-45deg", "À rattacher"),
        "attached": Tag("ok", "check-circle-fill", "Rattachée"),
        "paused": Tag("wait", "pause-circle-fill", "En pause"),
        "blocked": Tag("stop", "lock-fill", "Bloquée"),
        "staff-only": Tag("info", "person-badge", "Agents seulement"),
        "closed": Tag("", "archive", "Close"),
    },
    "AttachmentStatus": {
        "waiting-review": Tag("wait", "hourglass-split", "À approuver"),
        "waiting-activation": Tag("wait", "hourglass-split", "À l’activation du compte"),
        "in-effect": Tag("ok", "link-45deg", "En vigueur"),
        "suspended": Tag("stop", "shield-exclamation", "En vérification"),
        "lapsed": Tag("", "clock-history", "Expiré"),
        "refused": Tag("stop", "x-octagon-fill", "Refusé"),
        "detached": Tag("", "slash-circle", "Détaché"),
    },
    "Review": {
        "none": Tag("", "circle", "Sans contrôle"),
        "sample": Tag("audit", "eye", "Échantillon 5 %"),
        "after": Tag("audit", "eye", "À contrôler"),
        "before": Tag("audit", "eye", "À approuver"),
    },
    "Turn": {
        "lapses-soon": Tag("stop", "clock-history", "Expire bientôt"),
        "contested": Tag("stop", "shield-exclamation", "Contesté"),
        "before": Tag("wait", "clock-history", "À approuver"),
        "after": Tag("", "link-45deg", "Déjà en vigueur"),
        "sample": Tag("audit", "eye", "Échantillon"),
    },
    "Accord": {
        "equal": Tag("ok", "check-lg", "Identique"),
        "close": Tag("wait", "dash-lg", "Proche"),
        "different": Tag("stop", "x-lg", "Différent"),
        "unknown": Tag("", "question-lg", "Rien à comparer"),
    },
    "CaseState": {
        "open": Tag("wait", "folder2-open", "Ouvert"),
        "closed": Tag("", "archive", "Clos"),
    },
    "RequestState": {
        "brouillon": Tag("", "pencil", "Brouillon"),
        "deposee": Tag("info", "send", "Déposée"),
        "incomplete": Tag("wait", "exclamation-triangle-fill", "Incomplète"),
        "en-instruction": Tag("info", "search", "En instruction"),
        "accordee": Tag("ok", "file-earmark-check", "Accordée"),
        "refusee": Tag("stop", "x-octagon-fill", "Refusée"),
        "retiree": Tag("", "arrow-return-left", "Retirée"),
        "travaux-commences": Tag("info", "cone-striped", "Travaux commencés"),
        "travaux-termines": Tag("ok", "flag-fill", "Travaux terminés"),
        "close": Tag("", "archive", "Close"),
    },
    "MailState": {
        "owed": Tag("info", "envelope", "À envoyer"),
        "sent": Tag("ok", "envelope-check", "Envoyé"),
        "retrying": Tag("wait", "arrow-repeat", "Nouvel essai prévu"),
        "refused": Tag("stop", "envelope-x", "Refusé"),
        "bounced": Tag("stop", "envelope-x", "Revenu"),
        "held": Tag("info", "hourglass-split", "Regroupé ce soir"),
        "gathered": Tag("", "archive", "Regroupé"),
    },
    "AgentStatus": {
        "invited": Tag("wait", "envelope-arrow-up", "Invité"),
        "active": Tag("ok", "person-check", "Actif"),
        "disabled": Tag("", "person-x", "Désactivé"),
    },
}
"""By the name of the enumeration, then its value. One line here is all that a new state needs."""


def tag_of(status: Enum | str, value: str | None = None) -> Tag:
    """The tag of a status: `tag_of(account.status)`, or by name: `tag_of("MailState", mail.state)`."""
    if isinstance(status, Enum):
        name, value = type(status).__name__, str(status.value)
    else:
        name = status
    return TAGS[name][str(value)]
