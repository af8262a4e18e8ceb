"""The export of a hundred thousand links: when the first byte leaves, and what a worker's memory grows by."""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from pathlib import Path

from flask.testing import FlaskClient

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import table

LINKS = 100_000
FIRST_BYTE_MS, GROWTH_MB = 100, 15
"""What is asked for."""

LIST = "/console/rattachements"
PAGE = os.sysconf("SC_PAGE_SIZE")


def run(links: int = LINKS) -> None:
    """Streams each kind of file, once a small one has warmed up what any page would have."""
    app, _ = house.build(links)
    house.bind(app, links)
    client = house.visitor(app)
    client.get(f"{LIST}/")
    rows = []
    for kind in ("csv", "xlsx"):
        drain(client, f"{LIST}/export/{kind}/?search=0000042")
        gc.collect()
        first = statistics.median(first_byte(client, f"{LIST}/export/{kind}/") for _ in range(5))
        rows.append([kind, first, *drain(client, f"{LIST}/export/{kind}/")])
    began = time.perf_counter()
    page = client.get(f"{LIST}/").text
    counted = (time.perf_counter() - began) * 1_000
    if f"{links:,}".replace(",", "\u00a0") not in page:
        raise RuntimeError("the list does not count all its rows")
    heads = ["file", "first byte, ms", "memory, + MB", "whole, s", "size, MB"]
    table(f"Export of {links:,} links (asked: {FIRST_BYTE_MS} ms, + {GROWTH_MB} MB)", heads, rows)
    print(f"\nThe first page of the list, every row counted: {counted:.0f} ms.")


def first_byte(client: FlaskClient, address: str) -> float:
    """Milliseconds until the first piece of an answer, which is then let go."""
    began = time.perf_counter()
    answer = client.get(address, buffered=False)
    next(iter(answer.response))
    taken = (time.perf_counter() - began) * 1_000
    answer.close()
    return taken


def drain(client: FlaskClient, address: str) -> list[float]:
    """Growth of the process at its largest, time and size of one answer, never kept."""
    before, largest, size = resident(), 0, 0
    began = time.perf_counter()
    answer = client.get(address, buffered=False)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    for piece in answer.response:
        size += len(piece)
        largest = max(largest, resident())
    answer.close()
    return [(largest - before) / 1e6, time.perf_counter() - began, size / 1e6]


def resident() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    run()
