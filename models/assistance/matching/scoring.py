"""How sure a match is: named weights, added up, and the chance that its rivals and nobody leave it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from models.assistance.matching.compare import Sign

CONFIDENT = 0.90
"""From here on the console says that it is sure."""

SHOWN = 0.50
"""Under this a match is not shown: more often wrong than right."""

NOBODY = 1.5
"""What speaks for no company of ours at all, before anything is known of a record."""

WEIGHTS: dict[Sign, float] = {
    Sign.RECOGNISED: 9.0,
    Sign.SAME_PHONE: 6.5,
    Sign.SAME_EMAIL: 6.0,
    Sign.SAME_ADDRESS: 5.5,
    Sign.SAME_SIRET: 5.2,
    Sign.SAME_SIREN: 5.0,
    Sign.SAME_NAME: 5.0,
    Sign.ACRONYM: 3.5,
    Sign.CLOSE_NAME: 3.0,
    Sign.SAME_DOMAIN: 2.0,
    Sign.CUT_NAME: 1.5,
    Sign.INITIALS: 1.5,
    Sign.SAME_CITY: 1.0,
    Sign.NAMED_DOMAIN: 1.0,
    Sign.LONGER_NAME: 0.5,
    Sign.OTHER_PHONE: -0.1,
    Sign.OTHER_CITY: -0.1,
    Sign.OTHER_DOMAIN: -0.5,
    Sign.POOR_NAME: -1.0,
    Sign.SOME_WORDS: -1.5,
    Sign.OTHER_SIREN: -3.5,
    Sign.OTHER_NAME: -4.0,
    Sign.REJECTED: -20.0,
}
"""Natural logarithms of odds. A record that bears another SIREN is another company's until more speaks for
it: a subsidiary with its parent's switchboard is not its parent."""


def weigh(signs: Iterable[Sign]) -> float:
    """The signs' weights together."""
    return sum(WEIGHTS[sign] for sign in signs)


def ranked(signs: Iterable[Sign]) -> list[Sign]:
    """The signs in reading order: what speaks for, the strongest first, then what speaks against."""
    return sorted(signs, key=lambda sign: (WEIGHTS[sign] < 0, -abs(WEIGHTS[sign]), sign))


def chance(weight: float, rivals: Sequence[float] = ()) -> float:
    """How likely a weight is the right one, between 0 and 1, beside its rivals' and beside nobody at all."""
    top = max(NOBODY, weight, *rivals)
    mine = math.exp(weight - top)
    return mine / (mine + math.exp(NOBODY - top) + sum(math.exp(rival - top) for rival in rivals))
