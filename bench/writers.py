"""Sixteen writers at once: what an event adds to each write, and whether the chain is whole at the end."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, update

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import table
from models import audit
from models.audit import AuditEvent
from models.concessions import Concession
from models.kernel import keys, transactions
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import registry, schema
from tests.support.engines import postgresql, temporary_database

WRITERS = 16
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
SHARE = 6
"""The writes without an event, and those of one writer alone, take this part of the time each."""


@dataclass(frozen=True)
class Run:
    """What some writers did in some seconds: the time that each write took, sorted, in milliseconds."""

    seconds: float
    taken: list[float]

    @property
    def rate(self) -> float:
        """Writes a second, all writers together."""
        return len(self.taken) / self.seconds

    @property
    def marks(self) -> list[float]:
        """Median, p95, p99 and the longest."""
        cuts = statistics.quantiles(self.taken, n=100, method="inclusive")
        return [cuts[49], cuts[94], cuts[98], self.taken[-1]]


def run(seconds: float = SECONDS) -> None:
    """On both engines: one writer and sixteen, without the event and with it; then the proof."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory(prefix="bascule-bench-") as folder:
        measure("SQLite", f"sqlite:///{folder}/bascule.db", seconds, rows)
    if postgresql():
        with temporary_database() as url:
            measure("PostgreSQL", url, seconds, rows)
    heads = ["engine, writers, what", "a second", "median ms", "p95 ms", "p99 ms", "longest ms"]
    table(f"Trail under {WRITERS} writers for {seconds:g} s", heads, rows)


def measure(engine: str, url: str, seconds: float, rows: list[list[object]]) -> None:
    """The rows of one engine; raises `BrokenTrail` or `AssertionError` unless the chain is whole."""
    prepare(url)
    written_rows = 0
    for writers, share in ((1, SHARE), (WRITERS, 1)):
        alone = written(url, writers, seconds / SHARE, events=False)
        whole = written(url, writers, seconds / share, events=True)
        written_rows += len(whole.taken)
        name = f"{engine}, {writers}"
        rows.append([f"{name}, the write alone", alone.rate, *alone.marks])
        rows.append([f"{name}, with its event", whole.rate, *whole.marks])
        added = [entry - other for entry, other in zip(whole.marks, alone.marks, strict=True)]
        rows.append([f"{name}, added by the event", "", *added])
    began = time.perf_counter()
    proved(url, written_rows)
    spent = time.perf_counter() - began
    rows.append(
        [f"{engine}, {written_rows} events verified, none missing", written_rows / spent, "", "", "", ""]
    )


def prepare(url: str) -> None:
    """An empty installation with one record for each writer."""
    schema.upgrade(url)
    with standing(url), transaction() as session:
        session.execute(insert(Concession), [house.row(number) for number in range(WRITERS)])


@contextmanager
def standing(url: str) -> Iterator[None]:
    """The models on that database, under keys for measuring only."""
    app = Flask("bench")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    registry.load()
    keys.install(keys.Keys(*(f"a-{name.lower()}-key-for-measuring-only-0123456789" for name in house.KEYS)))
    with app.app_context():
        transactions.prepare(db.engine)
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def written(url: str, writers: int, seconds: float, *, events: bool) -> Run:
    """So many processes that write for so long, all from the same moment."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.writers"])  # imported once, not by each of them
    start, tallies = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(target=write, args=(url, number, seconds, events, start, tallies))
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    taken = [tallies.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join()
    broken = [outcome for outcome in taken if isinstance(outcome, str)]
    assert not broken, broken[0]
    return Run(seconds, sorted(outcome for each in taken for outcome in each))


def write(url: str, number: int, seconds: float, events: bool, start: Any, tallies: Any) -> None:
    """One writer, in a process of its own: it corrects its own record again and again."""
    try:
        with standing(url):
            tallies.put(_times(number, seconds, events, start))
    except Exception as problem:
        start.abort()
        tallies.put(f"{type(problem).__name__}: {problem}")


def _times(number: int, seconds: float, events: bool, start: Any) -> list[float]:
    actor = Actor("agent", number + 1, "Aline Agent", "agent", f"writer-{number}", "192.0.2.1")
    mine = db.session.scalar(select(Concession.id).where(Concession.reference == f"ECR-{number:07d}"))
    taken: list[float] = []
    start.wait(100)
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        turn = len(taken)
        with transaction() as session:
            session.execute(update(Concession).where(Concession.id == mine).values(holder=f"N° {turn}"))
            if events:
                before, after = {"holder": f"N° {turn - 1}"}, {"holder": f"N° {turn}"}
                audit.record(
                    "concession-updated", ("concession", mine), actor=actor, before=before, after=after
                )
        taken.append((time.perf_counter() - began) * 1_000)
    return taken


def proved(url: str, expected: int) -> None:
    """Every write that was said to be done left its event, and no number is missing or spoiled."""
    with standing(url):
        assert audit.verify() == expected
        assert db.session.scalar(select(func.max(AuditEvent.sequence))) == expected


if __name__ == "__main__":
    run()
