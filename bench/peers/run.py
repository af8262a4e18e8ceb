"""The measure beside the peers: quick (100k) or full (10k, 100k, 1M); kept in bench/RESULTS.md."""

from __future__ import annotations

import contextlib
import io
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import config
from bench.peers import rows
from bench.peers.pages import TASKS, Figures, Visitor, measure
from bench.peers.servers import ROOT, floor, memory, ours
from bench.timing import table
from console import create_app
from models.permissions import Role
from models.storage import schema
from tests.support import people

PEERS, DATA, SIZE = "BENCH_PEERS", "PEERS_DATA", "SIZE"
SIZES = {"quick": ("100k",), "full": ("10k", "100k", "1m")}
ROUNDS = 25
RESULTS = ROOT / "bench" / "RESULTS.md"
KEYS = ("SECRET", "CODE", "AUDIT")
HEADS = ["page", "ours p50, ms", "p95", "floor p50, ms", "×", "goal", "reached"]
PROCESSOR = ["ours, processor ms", "floor, processor ms", "× of processor"]


def run() -> None:
    """Measures where the peers are at hand; they are not ours to ship."""
    named = os.environ.get(PEERS)
    if not named or not (Path(named) / "limit_app.py").is_file():
        raise SystemExit(
            f"Beside the peers: {PEERS} names no folder that holds limit_app.py; nothing is measured."
        )
    wanted = os.environ.get(SIZE) or "quick"
    sizes = SIZES.get(wanted, tuple(wanted.split(",")))
    rows = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="bascule-peers-") as folder:
        os.environ.setdefault(DATA, folder)
        with contextlib.redirect_stdout(rows):
            medians = {size: _size(Path(named), Path(folder), size) for size in sizes}
            if len(sizes) > 1:
                _growth(medians)
    print(rows.getvalue())
    _keep(wanted, rows.getvalue())


def _size(peers: Path, folder: Path, size: str) -> dict[str, float]:
    """One size on SQLite: fills both databases, serves both, measures in turns."""
    here = folder / size
    here.mkdir()
    database, samples = _floor_data(peers, size)
    settings, cookie = _our_data(peers, here, size)
    with ours(settings) as server, floor(peers, database) as bare:
        first = Visitor(server, samples, cookie)
        page = first.get("/console/concessions/")[1].decode()
        after = re.findall(r'href="([^"]*[?&;]apres=[^"]*)"', page)[0].replace("&amp;", "&")
        us, them = Visitor(server, {**samples, "next": [after]}, cookie), Visitor(bare, samples)
        lines, medians = [], {}
        for task in TASKS:
            mine, least = measure(task, us, them, ROUNDS)
            medians[task.name] = mine.p50
            lines.append(_line(task.name, mine, least, task.goal))
        heads = [*HEADS, *PROCESSOR]
        table(f"{size} records, SQLite, 2 workers, one client, median of {ROUNDS}", heads, lines)
        held = [[number, *each] for number, each in enumerate(memory(server.pid), 1)]
        table(
            f"Web workers (first answer after {server.start:.2f} s)", ["worker", "RSS, MB", "PSS, MB"], held
        )
    return medians


def _line(name: str, mine: Figures, least: Figures, goal: float) -> list[object]:
    ratio = mine.p50 / least.p50
    reached = "yes" if ratio <= goal else "no"
    shares = [mine.processor, least.processor, mine.processor / max(least.processor, 0.01)]
    return [name, mine.p50, mine.p95, least.p50, ratio, f"≤ {goal:g}", reached, *shares]


def _growth(medians: dict[str, dict[str, float]]) -> None:
    small, large = next(iter(medians.values())), list(medians.values())[-1]
    lines = [[task.name, large[task.name] / small[task.name], "≤ 1.3"] for task in TASKS]
    table(
        f"Growth of our medians, {' → '.join((next(iter(medians)), list(medians)[-1]))}",
        ["page", "×", "goal"],
        lines,
    )


def _floor_data(peers: Path, size: str) -> tuple[Path, dict[str, list[object]]]:
    """The floor's database and the samples, made by the peers' own generator."""
    made = rows.load(peers, "gen")
    place = Path(os.environ[DATA]) / "db"
    place.mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stdout(sys.stderr):
        made.load_sqlite(size)
    samples = made.data.samples(made.SIZES[size])
    return Path(made.sqlite_path(size, "fast")), json.loads(json.dumps(samples))


def _our_data(peers: Path, folder: Path, size: str) -> tuple[dict[str, str], str]:
    """Our database with the same rows: the settings to serve it, and the cookie of a supervisor."""
    environ = {f"BASCULE_{name}_KEY": f"a-{name.lower()}-key-for-measuring-only-0123456789" for name in KEYS}
    environ |= {"BASCULE_INSTANCE": str(folder), "BASCULE_DATABASE_URL": f"sqlite:///{folder}/bascule.db"}
    settings = config.read(environ)
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        reader = people.staff(Role.SUPERVISOR)
        agents = [people.staff(Role.AGENT).id for _ in range(8)]
        rows.fill(rows.load(peers, "data"), rows.load(peers, "schema").SIZES[size], agents)
        client = people.browser(app, reader)
        cookies = [f"{cookie.key}={cookie.value}" for cookie in client._cookies.values()]
    return environ, "; ".join(cookies)


def _keep(wanted: str, tables: str) -> None:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    )
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    head = f"# Beside the peers\n\n`make bench SIZE={wanted}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, "
    RESULTS.write_text(f"{head}commit {commit.stdout.strip()}, {machine}.\n{tables}", encoding="utf-8")


if __name__ == "__main__":
    run()
