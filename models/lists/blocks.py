"""What triggers noted is worked off in blocks, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

BLOCK = 200
"""Changes, or what they are about, that are looked at together."""

TURN = 100
"""Blocks of a minute at most: what is left waits for the next."""


def work_off(block: Callable[[], int], blocks: int = TURN) -> int:
    """Does a few blocks, each of which says how many changes it worked off; says how many in all."""
    done = 0
    for _ in range(blocks):
        if not (changes := block()):
            break
        done += changes
    return done


def work_off_all(block: Callable[[], int]) -> int:
    """The same until nothing is left."""
    done = 0
    while changes := work_off(block):
        done += changes
    return done
