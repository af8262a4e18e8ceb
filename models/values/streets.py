"""Where a building stands, as an index can find it again however its street was written."""

from __future__ import annotations

import re

from models.values.text import fold

LETTERS = 5
"""Of the street's last word: what tells it, before most slips of the pen."""

_NUMBERED = re.compile(r"(?:^|\s)([0-9]{1,4})(?: (?:bis|ter|quater|[a-d]))? ((?:[a-z]+ ?)+)")
_BOX = re.compile(r"\b(?:bp|cs|tsa|cedex|bat|batiment|lot)\b.*")
_TOWN = re.compile(r"\s+[-\N{EN DASH}]\s+.*")


LONGEST_ROAD = 24


def road_key(street: str) -> str:
    """`braque` for *19, rue Georges Braque (angle du quai)*: the last word of a street's name, no number.

    With its town it tells a street, whatever stands before: ways, titles and given names are written in too
    many ways.
    """
    named = re.split(r"[,;(/]", re.sub(r"^[\s\d]+(?:bis|ter|quater)?[\s,]+", "", street, flags=re.I))[0]
    words = [word for word in _BOX.sub("", fold(_TOWN.sub("", named))).split() if len(word) > 2]
    found = [word for word in words if not word.isdigit() and word != "ier"]
    return found[-1][:LONGEST_ROAD] if found else ""


def street_key(address: str) -> str:
    """`113 wilso` for *113, av. du Président Wilson – BP 12*; nothing where no number stands before a street.

    The number and the beginning of the last word: ways, titles and given names are written in too many ways.
    """
    for line in address.splitlines():
        plain = _BOX.sub("", fold(_TOWN.sub("", line)))
        found = _NUMBERED.search(plain)
        words = [word for word in found[2].split() if len(word) > 2] if found is not None else []
        if found is not None and words:
            return f"{found[1]} {words[-1][:LETTERS]}"
    return ""
