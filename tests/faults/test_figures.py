"""The figures of a server's processes, one of which dies."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support.figures import read
from tests.support.servers.site import Site

pytestmark = pytest.mark.faults

ALIVE = ("bascule_requests_total", ("endpoint", "alive"), ("method", "GET"), ("status", "200"))


def children(number: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def both_of(server: int) -> list[int]:
    """Its two processes: it answers as soon as the first is there."""
    while not (pairs := [pair for child in children(server) if len(pair := children(child)) == 2]):
        time.sleep(0.05)
    return pairs[0]


def test_whichever_process_is_asked_tells_of_all_and_of_those_that_died(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.command("init")
    site.start()
    assert site.server is not None
    [folder] = (tmp_path / "instance" / "metrics").iterdir()

    def get(address: str) -> str:
        with urllib.request.urlopen(site.base + address, timeout=30) as answer:
            return str(answer.read().decode())

    def ask(silent: int) -> None:
        """Of the other one, while this one cannot answer."""
        os.kill(silent, signal.SIGSTOP)
        get("/sante/vif")
        os.kill(silent, signal.SIGCONT)

    try:
        first, second = both_of(site.server.pid)
        ask(silent=first)
        ask(silent=second)
        assert {read(get("/metrics"))[ALIVE] for _ in range(8)} == {2}
        assert all((folder / f"counter_{number}.db").exists() for number in (first, second)), "both answered"
        assert read(get("/metrics"))["bascule_lock_wait_seconds_count", ("lock", "writers-turn")] > 0

        os.kill(first, signal.SIGKILL)
        while Path("/proc", str(first)).exists():
            time.sleep(0.01)
        get("/sante/vif")
        assert read(get("/metrics"))[ALIVE] == 3, "what a dead one did stays counted"
        assert not list(folder.glob(f"gauge_live*_{first}.db")), "what it was doing does not"
    finally:
        site.stop()
        site.ended()
