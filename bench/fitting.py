"""Fits weights of signs to records whose company is known: to see whether ours hold, never to ship."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from models.assistance.matching import Sign

FOLDS = 5
ROUNDS = 60
RATE = 0.15
PULL = 0.2
"""How strongly weights are held back towards nothing."""

Choice = tuple[list[frozenset[Sign]], int]
"""The signs of several companies, and which is right: -1 for none of them."""


def fit(
    choices: Sequence[Choice], start: Mapping[Sign, float], nobody: float
) -> tuple[dict[Sign, float], float]:
    """Weights, and the weight of nobody, under which the right choices are likeliest (Adam)."""
    weights = {sign: start[sign] * 0.5 for sign in Sign}
    slow: dict[Sign | None, float] = dict.fromkeys([*Sign, None], 0.0)
    fast = dict(slow)
    for turn in range(1, ROUNDS + 1):
        slope: dict[Sign | None, float] = {sign: -2 * PULL * weight for sign, weight in weights.items()}
        slope[None] = 0.0
        for options, right in choices:
            _add(slope, options, right, weights, nobody)
        for name, value in slope.items():
            slow[name] = 0.9 * slow[name] + 0.1 * value
            fast[name] = 0.99 * fast[name] + 0.01 * value * value
            step = RATE * (slow[name] / (1 - 0.9**turn)) / (math.sqrt(fast[name] / (1 - 0.99**turn)) + 1e-8)
            if name is None:
                nobody += step
            else:
                weights[name] += step
    return weights, nobody


def _add(
    slope: dict[Sign | None, float],
    options: list[frozenset[Sign]],
    right: int,
    weights: dict[Sign, float],
    nobody: float,
) -> None:
    sums = [sum(weights[sign] for sign in signs) for signs in options]
    top = max(nobody, *sums) if sums else nobody
    parts = [math.exp(each - top) for each in sums]
    rest = math.exp(nobody - top)
    total = sum(parts) + rest
    slope[None] += (right < 0) - rest / total
    for number, signs in enumerate(options):
        pull = (number == right) - parts[number] / total
        for sign in signs:
            slope[sign] += pull
