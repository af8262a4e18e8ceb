"""Names of companies as old files write them: cut, abbreviated, mistyped, glued, with an agency or a town."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.assistance.matching.words import (
    AGENCY,
    ALIASES,
    GENERIC,
    GIVEN,
    LEGAL,
    POSTS,
    STOP,
    STREET,
    TITLES,
    WORKS,
)
from models.values import communes
from models.values.text import fold

_LOST = re.compile(r"(?<=\w)[_\N{REPLACEMENT CHARACTER}?](?=\w)|\N{REPLACEMENT CHARACTER}")
_PARTS = re.compile(r"\s+[-\N{EN DASH}\N{EM DASH}/|]\s+|[();|*]+")
_LONG_FORMS = ("association", "compagnie", "entreprise", "etablissements", "societe")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_TOWN_HALL = re.compile(r"(?:ville|mairie) (?:d|de|du|des) ")

CLERKS = AGENCY - {"services"}
LOCAL = frozenset(word for commune in communes.COMMUNES for word in fold(commune.name).split())


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text folded, once letters that an encoding broke are mended or dropped."""
    if "\N{LATIN CAPITAL LETTER A WITH TILDE}" in text:
        mended = text.encode("cp1252", "ignore").decode("utf-8", "ignore")
        text = mended if fold(mended) else text
    return fold(_LOST.sub("", text).replace("&", " et "))


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name that say something, in their order; of a name of nothing else, all of them."""
    every = plain(text).split()
    if _TOWN_HALL.match(" ".join(every)):
        every[0] = "commune"
    kept = tuple(word for word in every if word not in STOP and not _is_legal(word))
    return kept or tuple(every)


@lru_cache(maxsize=20_000)
def _is_legal(word: str) -> bool:
    if word in LEGAL:
        return True
    slip = len(word) >= 5 and word not in GENERIC
    return slip and any(OSA.normalized_similarity(word, form) > 0.71 for form in _LONG_FORMS)


def weight(word: str, places: Collection[str] = ()) -> float:
    """How much a word says of who it is: a whole word for a name, little for a trade, a town or an agency."""
    return 0.2 if word in places and not word.isdigit() else _weight(word)


@lru_cache(maxsize=20_000)
def _weight(word: str) -> float:
    if word.isdigit():
        return 0.1 if len(word) <= 2 or _YEAR.fullmatch(word) else 0.6
    if word in WORKS or word in AGENCY or word in LOCAL:
        return 0.2
    if word in GENERIC:
        return 0.5
    return 1.0 if len(word) > 1 else 0.3


def parts_of(text: str) -> list[str]:
    """The whole text and its parts, as dashes, slashes and brackets divide it."""
    parts = [part.strip() for part in _PARTS.split(text)]
    return list(dict.fromkeys(part for part in (text.strip(), *parts) if part))


def without_works(text: str) -> str:
    """A part of a title without the works that it opens or ends with, and without their street."""
    words = plain(text).split()
    while words and (words[0] in WORKS or words[0] in STOP or _YEAR.fullmatch(words[0])):
        words.pop(0)
    while words and (words[-1] in WORKS or _YEAR.fullmatch(words[-1])):
        words.pop()
    rest = " ".join(words)
    return "" if STREET.fullmatch(rest) else rest


def is_person(text: str) -> bool:
    """Whether the text names somebody, not a company."""
    words = plain(text).split()
    if words and words[0] in TITLES and len(words) <= 4:
        return True
    if not 2 <= len(words) <= 4:
        return False
    initial = any(len(word) == 1 for word in words) and len(words) == 2 and text.rstrip().endswith(".")
    return initial or words[0] in GIVEN or (len(words) == 2 and words[1] in GIVEN)


def is_nobody(text: str) -> bool:
    """Whether the text names a post, a department or nothing: then it says nothing of the company."""
    folded = plain(text)
    return not _TOWN_HALL.match(folded) and all(
        word in STOP or word in POSTS or word in AGENCY or word in WORKS or word.isdigit()
        for word in folded.split()
    )


def is_place(text: str) -> bool:
    """Whether the text is a town's name and nothing else."""
    return all(word in LOCAL or word in STOP or word == "cedex" for word in plain(text).split())


def initials(text: str) -> set[str]:
    """The acronyms that a name may be given: with and without its small words and its legal form."""
    every = [word for word in plain(text).split() if not word.isdigit() or len(word) > 2]
    strong = [word for word in every if word not in STOP]
    bare = [word for word in strong if word not in LEGAL]
    made = {"".join(word[0] for word in words) for words in (every, strong, bare) if len(words) > 1}
    return {acronym for acronym in made if len(acronym) >= 2}


_BEFORE = {
    first: [(old, now) for old, now in ALIASES.items() if old.partition(" ")[0] == first]
    for first in {old.partition(" ")[0] for old in ALIASES}
}
"""The names of before, with those of today, by their first word."""


def known_as(names: Iterable[str]) -> list[str]:
    """Names of today for names that operators bore before."""
    return [today for name in names for today in _known_as(name)]


@lru_cache(maxsize=20_000)
def _known_as(name: str) -> tuple[str, ...]:
    found: list[str] = []
    folded = " ".join(word for word in plain(name).split() if word not in LEGAL)
    for old, now in _BEFORE.get(folded.partition(" ")[0], ()):
        if folded == old or folded.startswith(f"{old} "):
            rest = folded[len(old) :]
            found += [today + rest for today in now] + list(now)
    return tuple(found)
