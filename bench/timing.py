"""Medians and tables: a lone figure says little, so each stands beside a floor taken in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def median_ms(what: Callable[[], object], rounds: int = 25) -> float:
    """The median of so many calls, in milliseconds, after two that do not count."""
    for _ in range(2):
        what()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        what()
        taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken)


def per_second(what: Callable[[], int]) -> float:
    """How many things one call does in a second; the call returns their number."""
    began = time.perf_counter()
    done = what()
    return done / (time.perf_counter() - began)


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table in Markdown."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print(
            "| " + " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row) + " |"
        )
