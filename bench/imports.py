"""Files of the old portal brought in, beside the same rows written bare with the same indexes, triggers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, func, select, text

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import table
from console import demo
from console.demo import words
from console.demo.companies import luhn
from console.imports.concessions import Concessions
from models import audit
from models.concessions import Concession
from models.concessions.importing import CHUNK
from models.kernel import bulk
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import schema
from tests.support.engines import postgresql, temporary_database

LINES = 50_000
BAD = 100
"""One line of so many is refused."""

HEAD = (
    "reference;intitule;code_acces;genre;titulaire;siret;courriel;telephone;adresse;code_postal;commune;"
    "reseau;statut;date_creation\n"
)
TABLE = cast(Table, Concession.__table__)
CITIES = ("Le Havre", "Montivilliers", "Sainte-Adresse")


def run(lines: int = LINES) -> None:
    """Brings one file in on each engine, twice; then makes a demonstration of as many records."""
    path = Path(tempfile.mkdtemp(prefix="bascule-bench-")) / "comptes.csv"
    write(path, lines)
    rows = [row for engine in engines() for row in measure(engine, path, lines)]
    heads = [
        "engine", "what", "lines a second", "lines a second of processor", "share of bare, by the clock",
        "share of bare, by processor",
    ]  # fmt: skip
    table(f"Imports of {lines:,} lines", heads, rows)


def engines() -> list[str]:
    """Those that answer here."""
    return ["SQLite", *(["PostgreSQL"] if postgresql() else [])]


def measure(engine: str, path: Path, lines: int) -> list[list[Any]]:
    """What is done with the file, in lines a second by the clock and of this process's time."""
    with ExitStack() as stack:
        urls = [None if engine == "SQLite" else stack.enter_context(temporary_database()) for _ in range(4)]
        imported, bare, played = (house.build(0, url)[0] for url in urls[:3])
        taken = {"file, new": timed(lambda: bring_in(imported, path, lines))}
        print(f"\nMemory of `bascule import` at its largest, {engine}: {peak(urls[3], path):.0f} MB.")
        rows = written(imported)
        taken["the same rows, bare"] = floor = timed(lambda: copy(bare, rows))
        taken["file, again"] = timed(lambda: bring_in(imported, path, lines))
        taken["demonstration, with its trail"] = timed(lambda: play(played, lines))
        for app in (imported, bare, played):
            with app.app_context():
                db.engine.dispose()
    return [
        [engine, what, lines / wall, lines / spent, floor[0] / wall, floor[1] / spent]
        for what, (wall, spent) in taken.items()
    ]


COMMAND = """
import atexit, pathlib
from console.commands import main
atexit.register(lambda: print(pathlib.Path("/proc/self/status").read_text()))
main()
"""
"""The command, which tells at its end what it held: what is told of a child counts what began it too."""


def peak(url: str | None, path: Path) -> float:
    """What the command holds at its largest, in MB of resident memory, in a process of its own."""
    environment = house.environment(url)
    schema.upgrade(environment["BASCULE_DATABASE_URL"])
    words = [sys.executable, "-c", COMMAND, "import", "concessions", str(path)]
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode != 1:  # of lines that are refused, which the file holds
        raise RuntimeError(f"the import ended with {done.returncode}")
    return int(re.findall(r"^VmHWM:\s+(\d+)", done.stdout, re.MULTILINE)[0]) / 1024


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the process: the latter says more where others work too."""
    wall, spent = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - wall, time.process_time() - spent


def write(path: Path, lines: int) -> None:
    """A file as the old portal writes it: one line of a hundred has a code that a spreadsheet shortened."""
    random = Random(3)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for n in range(lines):
            code = "12" if n % BAD == BAD - 1 else f"{random.randrange(10_000):04d}"
            siret = luhn(luhn(f"{98_000_000 - n // 3 * 7:08d}") + "0001")
            cells = (
                f"ECR-{n:07d}",
                f"{words.WORKS[n % 10]} – {words.STREETS[n // 10 % 9]} – Lot {n}",
                code,
                "eau" if n % 20 == 19 else "voirie",
                f"{words.TRADES[n % 7]} {words.PLACES[n // 7 % 7]} {n // 3}",
                siret,
                f"ancien.{n}@example.org",
                f"02 35 2{n % 10} {n // 10 % 100:02d} {n // 1000 % 100:02d}",
                f"{n % 90 + 1} {words.STREETS[n % 9]}",
                "76600",
                CITIES[n % 3],
                words.NETWORKS[n % 6],
                "clos" if n % 13 == 0 else "actif",
                f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/{2004 + n % 16}",
            )
            file.write(";".join(cells) + "\n")


def bring_in(app: Flask, path: Path, lines: int) -> None:
    """The whole way: reading, rules, trail, search index."""
    with app.app_context(), path.open("rb") as file:
        summary = Concessions().bring_in(file, report=lambda *_: None, actor=Actor.system("import"))
        if (summary.lines, summary.refused) != (lines, lines // BAD):
            raise RuntimeError(f"not what the file says: {summary}")


def written(app: Flask) -> list[dict[str, Any]]:
    """The rows that an import wrote."""
    names = [column for column in TABLE.columns if column.computed is None]
    with app.app_context():
        return [dict(row) for row in db.session.execute(select(*names)).mappings()]


def copy(app: Flask, rows: list[dict[str, Any]]) -> None:
    """These rows as the engine takes them fastest: what no import can do without."""
    with app.app_context():
        for start in range(0, len(rows), CHUNK):
            with transaction() as session:
                bulk.add(session, TABLE, rows[start : start + CHUNK])


def play(app: Flask, size: int) -> None:
    """A demonstration, whose trail is then verified."""
    with app.app_context():
        demo.make(size, with_staff=False)
        if audit.verify() != db.session.scalar(text("SELECT count(*) FROM audit_events")):
            raise RuntimeError("the trail is not whole")
        if db.session.scalar(select(func.count()).select_from(Concession)) != size:
            raise RuntimeError("records are missing")


if __name__ == "__main__":
    run()
