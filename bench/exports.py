"""The export of a hundred thousand links: when the first byte leaves, and what a worker's memory grows by."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

from flask.testing import FlaskClient

from bench import house
from bench.timing import table

LINKS = 100_000
FIRST_BYTE_MS, GROWTH_MB = 100, 15
"""What is asked for."""

LIST = "/console/rattachements"
PAGE = os.sysconf("SC_PAGE_SIZE")


def run(links: int = LINKS) -> None:
    """Streams each kind of file twice; the first time only warms up what any page would have warmed up."""
    app, _ = house.build(links)
    house.bind(app, links)
    client = house.visitor(app)
    client.get(f"{LIST}/")
    rows = []
    for kind in ("csv", "xlsx"):
        drain(client, f"{LIST}/export/{kind}/?search=0000042")
        gc.collect()
        rows.append([kind, *drain(client, f"{LIST}/export/{kind}/")])
    began = time.perf_counter()
    page = client.get(f"{LIST}/").text
    counted = (time.perf_counter() - began) * 1_000
    if f"{links:,}".replace(",", "\u00a0") not in page:
        raise RuntimeError("the list does not count all its rows")
    heads = ["file", "first byte, ms", "memory, + MB", "whole, s", "size, MB"]
    table(f"Export of {links:,} links (asked: {FIRST_BYTE_MS} ms, + {GROWTH_MB} MB)", heads, rows)
    print(f"\nThe first page of the list, every row counted: {counted:.0f} ms.")


def drain(client: FlaskClient, address: str) -> list[float]:
    """First byte, growth of the process at its largest, time and size of one answer, never kept."""
    before, largest, size, first = resident(), 0, 0, 0.0
    began = time.perf_counter()
    answer = client.get(address, buffered=False)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    for piece in answer.response:
        first = first or (time.perf_counter() - began) * 1_000
        size += len(piece)
        largest = max(largest, resident())
    answer.close()
    return [first, (largest - before) / 1e6, time.perf_counter() - began, size / 1e6]


def resident() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
