"""The national directory in words: its states, the kinds of companies, what it says to a company."""

from __future__ import annotations

from collections.abc import Sequence

from models.companies import News
from models.companies.directory import Establishment, Holding, State
from views.formats import ago, plural, siren, typo
from views.messages.kit.tag import Labels, Tag, Tags

_REFUSED = {
    State.CLOSED: (
        "Cet établissement est fermé au répertoire Sirene : indiquez le SIRET d’un établissement ouvert."
    ),
    State.UNKNOWN: (
        "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres. Un établissement créé"
        " depuis quelques jours peut ne pas y figurer encore."
    ),
    State.UNAVAILABLE: (
        "Le répertoire Sirene ne répond pas pour le moment : réessayez dans quelques minutes. Votre SIRET"
        " n’est pas en cause."
    ),
}
_UNIT_CLOSED = (
    "Cette entreprise a cessé toute activité d’après le répertoire Sirene : un compte ne peut pas être créé."
)

OUTSIDE_EXAMPLE = (
    "Ce SIRET est hors de l’exemple : cette installation ne connaît que quelques établissements, tant que le"
    " répertoire n’y est pas chargé."
)
"""Nothing is wrong with the number."""

FOUND = {
    State.OPEN: "Nous avons trouvé votre structure dans le répertoire Sirene. Vérifiez, puis complétez.",
    State.PARTLY_DIFFUSIBLE: (
        "Nous avons trouvé votre structure au répertoire Sirene, qui n’en diffuse qu’une partie : complétez"
        " ce qui manque."
    ),
}
"""What step 2 opens with, by state."""


def holding_words(holding: Holding | None) -> str:
    """What the local directory holds; nothing where only services are asked."""
    if holding is None:
        return ""
    count = plural(holding.count, "établissement")
    return typo(f"répertoire local : {count}{', exemple' if holding.is_example else ''}")


def seen_words(found: Establishment) -> str:
    """How old an answer is that a service gave earlier; nothing where it was given just now."""
    return typo(f"répertoire, vu {ago(found.seen_at)}") if found.seen_at is not None else ""


_NEWS = {"name": "raison sociale", "address": "adresse", "postcode": "code postal", "city": "commune"}


NAME_IN_TASK = 90
"""Letters of a name that a task has room for, with all that it says besides."""


def news_words(news: News, followers: Sequence[Establishment] = ()) -> str:
    """What comes next with a company of which the directory says something else since.

    `followers`: who may go on in the place of one that closed, the likeliest first.
    """
    if news.is_closed:
        question = f"si {_likeliest(followers)}" if followers else "quel établissement"
        return typo(f"Fermée au répertoire Sirene : voir {question} la remplace, et s’il faut détacher.")
    facts = ", ".join(_NEWS[fact] for fact in news.facts)
    return typo(f"Le répertoire Sirene a changé ({facts}) : comparer, et garder ce qui est juste.")


def _likeliest(followers: Sequence[Establishment]) -> str:
    site, others = followers[0], len(followers) - 1
    name = f"{site.name[:NAME_IN_TASK]}, " if site.name else "l’établissement "
    words = f"{name}SIRET {site.siret.spaced},"
    if others:
        words += f" ou l’un des {plural(others, 'autre')}," if others > 1 else " ou un autre,"
    return words


def directory_refusal(found: Establishment) -> str | None:
    """Why a company cannot go on with this SIRET; None when it can."""
    if found.is_duplicate:
        return duplicate(found)
    if found.state is State.CLOSED and found.closed_unit:
        return typo(_UNIT_CLOSED)
    if found.is_outside_example:
        return typo(OUTSIDE_EXAMPLE)
    return typo(_REFUSED[found.state]) if found.state in _REFUSED else None


def remedy_of_duplicate(found: Establishment) -> str:
    """The number to use in place of one whose unit stood twice in the directory."""
    if not found.successor:
        return "cherchez celui qui le remplace"
    return f"utilisez le SIREN {siren(found.successor)}"


def duplicate(found: Establishment) -> str:
    """What is wrong with such a number, and which to use."""
    number, remedy = siren(found.siret.siren), remedy_of_duplicate(found)
    return typo(f"Le SIREN {number} est un doublon, fermé au répertoire Sirene : {remedy}.")


TAGS: Tags = {
    "State": {
        "open": Tag("ok", "building-check", "Vérifiée"),
        "closed": Tag("stop", "building-x", "Fermée au répertoire"),
        "partly-diffusible": Tag("info", "incognito", "Partiellement diffusible"),
        "unknown": Tag("stop", "question-circle", "Inconnue du répertoire"),
        "unavailable": Tag("wait", "building-exclamation", "À vérifier"),
    },
}

LABELS: Labels = {
    "CompanyKind": {
        "entreprise": "Entreprise",
        "entrepreneur-individuel": "Entrepreneur individuel",
        "association": "Association",
        "collectivite": "Collectivité",
        "organisme-public": "Organisme public",
        "autre": "Autre",
    },
}
