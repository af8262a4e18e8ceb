"""What the directories' texts have in common: masks, street kinds, lines of an address."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

MASKS = ("[ND]", "[NON-DIFFUSIBLE]")
"""What stands for a value that may not be published."""

ERASED = "SUPPRESSION DU NOM COMMERCIAL"

SOLE_TRADER = "1000"

LONGEST = 240
"""A longer value is cut: no establishment has one, and the database sets limits."""

STREET_KINDS = {
    "ALL": "ALLEE",
    "AV": "AVENUE",
    "BD": "BOULEVARD",
    "CAR": "CARREFOUR",
    "CHE": "CHEMIN",
    "CHS": "CHAUSSEE",
    "COR": "CORNICHE",
    "CRS": "COURS",
    "DOM": "DOMAINE",
    "DSC": "DESCENTE",
    "ECA": "ECART",
    "ESP": "ESPLANADE",
    "FG": "FAUBOURG",
    "GR": "GRANDE RUE",
    "HAM": "HAMEAU",
    "HLE": "HALLE",
    "IMP": "IMPASSE",
    "LD": "LIEU-DIT",
    "LOT": "LOTISSEMENT",
    "MAR": "MARCHE",
    "MTE": "MONTEE",
    "PAS": "PASSAGE",
    "PL": "PLACE",
    "PLN": "PLAINE",
    "PLT": "PLATEAU",
    "PRO": "PROMENADE",
    "PRV": "PARVIS",
    "QUA": "QUARTIER",
    "RES": "RESIDENCE",
    "RLE": "RUELLE",
    "ROC": "ROCADE",
    "RPT": "ROND-POINT",
    "RTE": "ROUTE",
    "SEN": "SENTIER",
    "SQ": "SQUARE",
    "TPL": "TERRE-PLEIN",
    "TRA": "TRAVERSE",
    "VLA": "VILLA",
    "VLGE": "VILLAGE",
}
"""Insee's short street kinds; those that are missing are already words."""


class Garbage(Exception):
    """An answer that cannot be believed: not the expected shape, or about somebody else."""


def mapping(value: object) -> Mapping[str, object]:
    """The value, which must be a JSON object."""
    if not isinstance(value, dict):
        raise Garbage(f"an object was expected, not {type(value).__name__}")
    return value


def listing(value: object) -> list[Mapping[str, object]]:
    """The value, which must be a JSON array of objects."""
    if not isinstance(value, list):
        raise Garbage(f"an array was expected, not {type(value).__name__}")
    return [mapping(item) for item in value]


def is_masked(value: object) -> bool:
    """Whether a value is withheld from publication."""
    return isinstance(value, str) and any(mask in value.upper() for mask in MASKS)


def text(facts: Mapping[str, object], name: str) -> str:
    """One fact as clean text: empty when absent, withheld or erased; spaces collapsed."""
    return clean(facts.get(name))


def clean(value: object) -> str:
    """A value as clean text, as `text` gives it."""
    if not isinstance(value, str) or is_masked(value) or value.strip() == ERASED:
        return ""
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} else c for c in value)
    return " ".join(printable.split())[:LONGEST].rstrip()


def code(facts: Mapping[str, object], name: str, allowed: str) -> str:
    """A one-letter state, which must be among those allowed."""
    value = facts.get(name)
    if not isinstance(value, str) or len(value) != 1 or value not in allowed:
        raise Garbage(f"{name} is none of {allowed}")
    return value


def street_line(number: str, last: str, repetition: str, kind: str, name: str) -> str:
    """Number, street kind and name; nothing when the street itself is not known."""
    if not name:
        return ""
    numbers = f"{number}-{last}" if number and last and last != number else number
    return words(numbers, repetition, STREET_KINDS.get(kind, kind), name)


def words(*parts: str) -> str:
    """The parts that are not empty, with a space between them."""
    return " ".join(filter(None, parts))


def with_country(city: str, country: str) -> str:
    """A town abroad with its country, which some write behind the town already."""
    return city if is_last(country, city) else words(city, country)


def is_last(words_: str, of: str) -> bool:
    """Whether a text ends with these words."""
    return bool(words_) and f" {of}".endswith(f" {words_}")


def lines(*parts: str) -> str:
    """The parts that are not empty, one per line."""
    return "\n".join(filter(None, parts))
