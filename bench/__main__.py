"""Runs the benchmarks one after the other, or those named: `python -m bench writers`; each prints a table."""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import (
    attaching,
    directory,
    exports,
    growth,
    imports,
    layout,
    lists,
    matching,
    matching_speed,
    secrecy,
    stock,
    trail,
    workers,
    writers,
)
from bench.peers import run as peers
from bench.rehearsal import run as rehearsal

ALL = {
    module.__name__.removeprefix("bench."): module.run
    for module in (
        layout,
        trail,
        workers,
        writers,
        attaching,
        lists,
        imports,
        stock,
        exports,
        growth,
        matching_speed,
        matching,
        secrecy,
    )
}
BESIDE = {"directory": directory.run, "peers": peers.run, "rehearsal": rehearsal.run}
"""What needs more than this repository, or a while: run when it is named."""


def main(names: list[str]) -> None:
    """Those of these names, or all."""
    for name in names or ALL:
        {**ALL, **BESIDE}[name]()


if __name__ == "__main__":  # writers are processes, which may read this file again
    main(sys.argv[1:])
