"""How sure a match is: named weights, added up, and the chance that its rivals and nobody leave it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from models.assistance.matching.signs import Sign

CONFIDENT = 0.90
"""From here on the console says that it is sure."""

SHOWN = 0.50
"""Under this a match is not shown: more often wrong than right."""

NOBODY = -0.5
"""What speaks for no company of ours at all, before anything is known of a record."""

UNFOUNDED = -2.0
"""What weighs against a company for which no sign speaks."""

WEIGHTS: dict[Sign, float] = {
    Sign.RECOGNISED: 12.0,
    Sign.SAME_PHONE: 5.6,
    Sign.SAME_ADDRESS: 5.4,
    Sign.SAME_EMAIL: 5.3,
    Sign.SAME_SIREN: 5.2,
    Sign.SAME_NAME: 4.2,
    Sign.SAME_SIRET: 3.6,
    Sign.SAME_DOMAIN: 2.5,
    Sign.ACRONYM: 2.0,
    Sign.NAMED_MAILBOX: 1.9,
    Sign.SAME_CITY: 1.8,
    Sign.CLOSE_NAME: 1.7,
    Sign.NAMED_DOMAIN: 0.7,
    Sign.INITIALS: 0.7,
    Sign.SHARED_DOMAIN: 0.3,
    Sign.CUT_NAME: 0.1,
    Sign.OTHER_PHONE: -0.3,
    Sign.OTHER_DOMAIN: -0.4,
    Sign.OTHER_CITY: -0.9,
    Sign.LONGER_NAME: -1.2,
    Sign.POOR_NAME: -1.3,
    Sign.SISTER_NAME: -1.9,
    Sign.SOME_WORDS: -2.0,
    Sign.OTHER_NAME: -4.1,
    Sign.OTHER_SIREN: -7.0,
    Sign.REJECTED: -30.0,
}
"""Natural logarithms of odds, as `bench/fitting.py` finds them on records whose company is known, rounded. A
record that bears the SIREN of nobody we know is somebody else's, whatever else it shares with ours."""


def weigh(signs: Iterable[Sign]) -> float:
    """The signs' weights together; where none speaks for it, it was found by chance."""
    weights = [WEIGHTS[sign] for sign in signs]
    return sum(weights) + (0.0 if any(weight > 0 for weight in weights) else UNFOUNDED)


def ranked(signs: Iterable[Sign]) -> list[Sign]:
    """The signs in reading order: what speaks for, the strongest first, then what speaks against."""
    return sorted(signs, key=lambda sign: (WEIGHTS[sign] < 0, -abs(WEIGHTS[sign]), sign))


def chance(weight: float, rivals: Sequence[float] = ()) -> float:
    """How likely a weight is the right one, between 0 and 1, beside its rivals' and beside nobody at all."""
    top = max(NOBODY, weight, *rivals)
    mine = math.exp(weight - top)
    return mine / (mine + math.exp(NOBODY - top) + sum(math.exp(rival - top) for rival in rivals))
