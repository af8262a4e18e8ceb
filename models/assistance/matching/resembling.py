"""How much two names resemble each other, word by word and as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.assistance.matching.names import CLERKS, LOCAL, weight
from models.assistance.matching.words import (
    WORKS,
)

TYPO = 0.72
"""Two words that resemble each other less than this are two words."""


SAME_GLUED = 0.93
"""Names that are so alike once their words are joined are one name, however its words were torn apart."""


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
        _is_own(word) and word not in WORKS and word not in LOCAL and word not in places for word in left
    )


def _is_own(word: str) -> bool:
    return len(word) <= 3 if word.isdigit() else word not in CLERKS


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
