"""Establishments by what people call them: name, sign, acronym, former name, with or without the town."""

from __future__ import annotations

from collections.abc import Iterable

from models.companies.directory import store
from models.companies.directory.protocol import Establishment, State
from models.values.spellings import other_spelling
from models.values.text import fold

LOOKED_AT = 200
"""Of so many finds the nearest are shown: a word that thousands bear wants another one beside it."""

WORDS = 12
"""Words that are looked at; nobody says more."""

BEGUN = 4
"""Letters from which on a word may be the beginning of one."""

LITTLE = frozenset("a au aux d de des du en et l la le les sous sur un une".split())
"""Words that half of all names hold: they say nothing, and walking through them takes long."""


def search(text: str, limit: int) -> list[Establishment]:
    """The loaded establishments whose names and town hold every word: open ones first, then the nearest.

    Accents, case and punctuation do not count. Where no name holds the words, names that hold words beginning
    with them.
    """
    words = words_of(text)
    if not words:
        return []
    numbers = _numbers(_all(words)) or _numbers(_all(words, begun=True))
    return nearest(store.list_by_siret(numbers), text, limit)


def search_among(sites: Iterable[Establishment], text: str, limit: int) -> list[Establishment]:
    """The same among a few establishments, which are looked at one by one."""
    words = words_of(text)

    def holds(site: Establishment) -> bool:
        held = set(fold(f"{site.name} {site.acronym} {site.city} {site.postcode}").split())
        return all(word in held or other_spelling(word) in held for word in words)

    return nearest(filter(holds, sites), text, limit) if words else []


def words_of(text: str) -> list[str]:
    """What of a text is searched for."""
    words = list(dict.fromkeys(fold(text).split()))[:WORDS]
    telling = [word for word in words if word not in LITTLE]
    return telling or ([] if all(len(word) == 1 for word in words) else words)


def nearest(found: Iterable[Establishment], text: str, limit: int) -> list[Establishment]:
    """Open ones first; then who is called just so, then who has the shortest name."""
    words = set(words_of(text))

    def distance(site: Establishment) -> tuple[bool, bool, int]:
        name = {word for word in fold(site.name).split() if word not in LITTLE}
        place = set(fold(f"{site.city} {site.postcode}").split())
        is_all = bool(name) and name <= words or fold(site.acronym) in words
        return site.state is State.CLOSED, not is_all, len(name - words - place)

    return sorted(found, key=distance)[:limit]


def _numbers(match: str) -> list[str]:
    query = "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid LIMIT ?"
    return [f"{int(str(number)) % store.CLOSED:014}" for (number,) in store.read(query, [match, LOOKED_AT])]


def _all(words: list[str], *, begun: bool = False) -> str:
    return " AND ".join(_any(word, begun=begun) for word in words)


def _any(word: str, *, begun: bool) -> str:
    if begun and len(word) >= BEGUN:
        return f'"{word}" *'
    other = other_spelling(word)
    if other is None:
        return f'"{word}"'
    apart = " AND ".join(f'"{part}"' for part in other.split())
    return f'("{word}" OR ({apart}))'
