"""Two servers on loopback: ours with production's settings and two workers, and the peers' bare floor."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


class Server(NamedTuple):
    """Where one listens, the process that begun it, how long it took to answer first, in seconds."""

    port: int
    pid: int
    start: float


@contextmanager
def ours(settings: Mapping[str, str]) -> Iterator[Server]:
    """`bascule serve`, without the worker."""
    port = _free()
    words = ("-m", "console", "serve", "--port", str(port), "--workers", str(WORKERS), "--no-worker")
    environ = {**os.environ, **settings, "BASCULE_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with _running(words, environ, port, "/sante") as server:
        yield server


@contextmanager
def floor(folder: Path, database: Path) -> Iterator[Server]:
    """The peers' `limit`: bare WSGI, SQL by hand, no session, no rights."""
    port = _free()
    words = ("-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}", "--log-level", "error")
    environ = {**os.environ, "PEER_DB": "sqlite", "PEER_SQLITE": str(database), "PYTHONPATH": str(folder)}
    with _running((*words, "limit_app:application"), environ, port, "/hello") as server:
        yield server


@contextmanager
def _running(words: tuple[str, ...], environ: dict[str, str], port: int, first: str) -> Iterator[Server]:
    began = time.perf_counter()
    # S603: our own command lines, given by nobody else.
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, start_new_session=True)
    try:
        while not _answers(f"http://127.0.0.1:{port}{first}"):
            if process.poll() is not None or time.perf_counter() - began > 120:
                raise RuntimeError(f"{' '.join(words)} does not answer")
            time.sleep(0.01)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(40)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30):
            return True
    except OSError:
        return False


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def memory(pid: int) -> list[tuple[float, float]]:
    """RSS and PSS of each web worker under a server, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_memory(child) for child in children]


def _memory(pid: str) -> tuple[float, float]:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    rss, pss = (
        int(re.findall(rf"^{name}:\s+(\d+)", rollup, re.MULTILINE)[0]) / 1_000 for name in ("Rss", "Pss")
    )
    return rss, pss


def processor(pid: int) -> float:
    """Milliseconds of processor that the web workers under a server have taken so far, all threads."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    places = [place for child in children for place in Path(f"/proc/{child}/task").glob("*/schedstat")]
    return sum(int(place.read_text().split()[0]) for place in places) / 1e6
