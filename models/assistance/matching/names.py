"""Names of companies as old files write them: cut, abbreviated, mistyped, glued, with an agency or a town."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
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

TYPO = 0.72
"""Two words that resemble each other less than this are two words."""

_LOST = re.compile(r"(?<=\w)[_\N{REPLACEMENT CHARACTER}?](?=\w)|\N{REPLACEMENT CHARACTER}")
_PARTS = re.compile(r"\s+[-\N{EN DASH}\N{EM DASH}/|]\s+|[();|*]+")
_LONG_FORMS = ("association", "compagnie", "entreprise", "etablissements", "societe")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_TOWN_HALL = re.compile(r"(?:ville|mairie) (?:d|de|du|des) ")
SAME_GLUED = 0.93
"""Names that are so alike once their words are joined are one name, however its words were torn apart."""

_CLERKS = AGENCY - {"services"}
_LOCAL = frozenset(word for commune in communes.COMMUNES for word in fold(commune.name).split())


@dataclass(frozen=True)
class Likeness:
    """How two names agree: shares of each that the other explains, and how much of a name that is.

    `theirs` is the share of the company's name that the record says, `ours` the share of the record's that
    the company's name explains, `shared` how many telling words they share.
    """

    theirs: float = 0.0
    ours: float = 0.0
    shared: float = 0.0
    apart: bool = False
    """Whether each has a word or a number of its own, as sisters do: `STEF LOGISTIQUE`, `STEF TRANSPORT`."""

    @property
    def both(self) -> float:
        """The weaker of the two shares."""
        return min(self.theirs, self.ours)

    @property
    def rank(self) -> tuple[float, float]:
        """What makes one likeness better than another."""
        return (self.theirs * self.ours) ** 0.5, self.shared


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text folded, once letters that an encoding broke are mended or dropped."""
    if "\N{LATIN CAPITAL LETTER A WITH TILDE}" in text:
        mended = text.encode("cp1252", "ignore").decode("utf-8", "ignore")
        text = mended or text
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
    if word in WORKS or word in AGENCY or word in _LOCAL:
        return 0.2
    if word in GENERIC:
        return 0.5
    return 1.0 if len(word) > 1 else 0.3


@lru_cache(maxsize=50_000)
def resemblance(word: str, other: str) -> float:
    """How surely two words are the same word: 1 when equal, less for abbreviations and slips, else 0."""
    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    if short.isdigit() or long.isdigit() or len(short) < 2:
        return 0.0
    if len(short) >= 3 and long.startswith(short):
        return 0.9 if len(short) >= 4 else 0.8
    if len(short) >= 4:
        alike = float(OSA.normalized_similarity(word, other, score_cutoff=TYPO))
        if alike:
            return alike if len(short) >= 5 else alike - 0.15
    return 0.75 if _skeleton(short, long) else 0.0


def _skeleton(short: str, long: str) -> bool:
    """Whether the short word is the long one without some of its letters: `dptale`, `ctre`."""
    if len(short) < 3 or len(long) < len(short) + 2 or short[0] != long[0] or short[-1] not in long[-2:]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def likeness(ours: tuple[str, ...], theirs: tuple[str, ...], places: Collection[str] = ()) -> Likeness:
    """How a record's name and a company's agree, word by word, whatever their order."""
    if not ours or not theirs:
        return Likeness()
    pairs = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            if alike := resemblance(a, b):
                pairs.append((-alike, i, j))
    mine: dict[int, float] = {}
    yours: dict[int, float] = {}
    for less, i, j in sorted(pairs):
        if i not in mine and j not in yours:
            mine[i] = yours[j] = -less
    whole, shared = _weights(theirs, yours, places)
    own, explained = _weights(ours, mine, places)
    apart = _says_more(ours, mine, places) and any(_is_own(w) for i, w in enumerate(theirs) if i not in yours)
    found = Likeness(shared / whole, explained / own, shared, apart)
    glued = _joined(ours, theirs, places)
    if len(mine) < len(ours) and len(yours) < len(theirs) and glued.both < SAME_GLUED:
        return found  # `ECO SERVICES` and `MILLE SERVICES` are alike letter by letter, and two companies
    return max(found, glued, key=lambda each: each.rank)


def _says_more(words: tuple[str, ...], matched: Collection[int], places: Collection[str]) -> bool:
    """Whether a record's name has a word of its own; a town and an agency are put there by clerks."""
    left = (word for i, word in enumerate(words) if i not in matched)
    return any(
        _is_own(word) and word not in WORKS and word not in _LOCAL and word not in places for word in left
    )


def _is_own(word: str) -> bool:
    return len(word) <= 3 if word.isdigit() else word not in _CLERKS


def _weights(
    words: tuple[str, ...], matched: dict[int, float], places: Collection[str]
) -> tuple[float, float]:
    """What the words of a name weigh, and of these those that the other name has too."""
    weights = [weight(word, places) for word in words]
    return sum(weights), sum([weights[i] * alike for i, alike in matched.items()])


def _joined(ours: tuple[str, ...], theirs: tuple[str, ...], places: Collection[str]) -> Likeness:
    """Words that were glued together or torn apart: `NouvelleAttitude`, `APP LE ENERGIE`."""
    glued, other = "".join(ours), "".join(theirs)
    if min(len(glued), len(other)) < 5:
        return Likeness()
    alike = float(OSA.normalized_similarity(glued, other, score_cutoff=0.8))
    shared = sum(weight(word, places) for word in theirs) * alike if alike else 0.0
    return Likeness(alike, alike, shared)


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
    return all(word in _LOCAL or word in STOP or word == "cedex" for word in plain(text).split())


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
