"""`make rehearsal`: what an operator fears, on purpose, under load; SECONDS says for how long (300)."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from bench import house
from bench.layout import ROOT
from bench.rehearsal import load
from bench.rehearsal.fleet import NGINX, SERVERS, WORKERS, Fleet
from bench.rehearsal.load import Browser, Ledger
from bench.rehearsal.seeding import BEGUN_BY
from bench.timing import table
from tests.support.release_before import release_before, unpack
from tests.support.servers.cluster import Postgres

WRITERS, READERS = 3, 3
RECORDS = 10_000
AWAY = 5.0
"""Seconds for which PostgreSQL is away."""

GRACE = 20.0
"""Seconds after it is back in which a request that was under way may still end badly."""


class Rehearsal:
    """One installation, its load, and the moments at which something was done to it."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder, self.seconds = folder, seconds
        self.postgres = Postgres(folder / "postgres")
        self.ledger, self.stop = Ledger(), threading.Event()
        self.away: list[tuple[float, float]] = []
        self.killed: list[float] = []
        url = self.postgres.url().replace("postgresql:", "postgresql+psycopg:")
        self.environ = house.environment(url) | {
            "BASCULE_ENV": "production",
            "BASCULE_INSTANCE": str(folder / "instance"),
            "BASCULE_PUBLIC_URL": "https://pro.example.org",
            "BASCULE_TRUSTED_PROXIES": "1",
            "BASCULE_LOG_FORMAT": "json",
            "BASCULE_REPLICA_URL": self.postgres.url("replica"),
        }
        self.instant: datetime | None = None
        self.fleet = Fleet(folder, self.environ)

    def begin(self) -> list[threading.Thread]:
        """Everything runs, and nobody asks for anything yet."""
        self.postgres.begin(archived=True)
        if before := release_before():
            self.fleet.home = self.folder / "release"
            unpack(before, self.fleet.home)
            print(f"          begun by the release before, {before[:12]}", file=sys.stderr)
        script = str(ROOT / "bench" / "rehearsal" / "seeding.py")
        words = script, str(RECORDS), str(WRITERS + READERS)
        seeded = json.loads(self.fleet.python(*words, **{BEGUN_BY: str(self.fleet.home)}).splitlines()[-1])
        self.postgres.copy_base()
        for name in (*SERVERS, *WORKERS):
            self.fleet.start(name)
        self.fleet.open_door()
        return self._people(seeded["cookies"], seeded["identifiers"])

    def _people(self, cookies: list[str], identifiers: list[str]) -> list[threading.Thread]:
        browsers = [Browser(self.fleet.ports["https"], cookie, self.ledger) for cookie in cookies]
        threads = []
        for place, browser in enumerate(browsers):
            if place < WRITERS:
                numbers = itertools.count(1 + place, WRITERS)
                words: tuple[Any, ...] = (browser, identifiers[place], numbers, self.stop)
                threads.append(threading.Thread(target=load.write, args=words))
            else:
                threads.append(threading.Thread(target=load.read, args=(browser, self.stop)))
        return threads

    def events(self) -> list[tuple[float, str, Callable[[], object]]]:
        """What is done when, as a share of the whole."""
        return [
            (0.10, "a server's child is killed", lambda: self._kill(self.fleet.kill_child, SERVERS[0])),
            (0.20, "a server is killed, and started", lambda: self._kill_and_start(SERVERS[1])),
            (0.30, "a worker is killed, and started", lambda: self._kill_and_start(WORKERS[0])),
            (0.40, "PostgreSQL is stopped hard, and started", self._lose_database),
            (0.55, "the replica is stopped hard, and started", self._lose_replica),
            (0.62, "the schema is brought to this release, and every process after the other", self._upgrade),
            (0.82, "the instant to which the database will be brought back", self._choose_instant),
            (0.85, "a backup is made, and restored beside", self._back_up),
        ]

    def _kill(self, how: Callable[[str], None], name: str) -> None:
        self.killed.append(time.monotonic())
        how(name)

    def _kill_and_start(self, name: str) -> None:
        self._kill(self.fleet.kill, name)
        time.sleep(1)  # as long as systemd waits, so that its children are gone
        self.fleet.start(name)

    def _lose_database(self) -> None:
        begun = time.monotonic()
        self.postgres.stop()
        time.sleep(AWAY)
        self.postgres.start()
        self.away.append((begun, time.monotonic()))

    def _lose_replica(self) -> None:
        self.postgres.stop("replica")
        time.sleep(AWAY)
        self.postgres.start("replica")

    def _upgrade(self) -> str:
        self.fleet.home = ROOT
        begun = time.monotonic()
        self.fleet.command("init")  # the release before still serves
        made = time.monotonic()
        self._roll()
        return f"init in {made - begun:.1f} s, all processes in {time.monotonic() - made:.1f} s"

    def _choose_instant(self) -> None:
        self.instant = datetime.now(UTC)

    def _roll(self) -> None:
        for name in SERVERS:
            self.fleet.leave_out(name)
            self.fleet.stop(name)
            self.fleet.start(name)
            self.fleet.leave_out()
        for name in WORKERS:
            self.fleet.stop(name)
            self.fleet.start(name)

    def _back_up(self) -> str:
        archive = str(self.folder / "bascule.tar.gz")
        begun = time.monotonic()
        self.fleet.command("backup", archive)
        made = time.monotonic()
        beside = self.environ["BASCULE_DATABASE_URL"].rpartition("/")[0] + "/beside"
        other = {
            "BASCULE_REPLICA_URL": "",
            "BASCULE_DATABASE_URL": beside,
            "BASCULE_INSTANCE": str(self.folder / "beside"),
        }
        self.fleet.command("init", **other)
        self.fleet.command("restore", archive, **other)
        restored = time.monotonic()
        words = self.fleet.command("audit", "verify", **other)
        return f"made in {made - begun:.1f} s, restored in {restored - made:.1f} s, {words} events verified"

    def play(self, threads: list[threading.Thread]) -> None:
        """The load, and what is done to it meanwhile."""
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        try:
            for share, words, do in self.events():
                time.sleep(max(begun + share * self.seconds - time.monotonic(), 0))
                print(f"{time.monotonic() - begun:6.1f} s  {words}", file=sys.stderr, flush=True)
                if detail := do():
                    print(f"          {detail}", file=sys.stderr)
            time.sleep(max(begun + self.seconds - time.monotonic(), 0))
        finally:
            self.stop.set()
        for thread in threads:
            thread.join(120)

    def judge(self) -> bool:
        """Prints the ledger beside the database; whether all is as it must be."""
        with psycopg.connect(self.postgres.url()) as connection:
            rows = connection.execute("SELECT concession_id, count(*) FROM attachments GROUP BY 1").fetchall()
            idle = self._drained(connection)
            sent = connection.execute("SELECT count(*) FROM outbox_emails WHERE state = 'sent'").fetchone()
        held = {int(number): int(count) for number, count in rows}
        ledger = self.ledger
        lost = [number for number in ledger.acknowledged if number not in held]
        doubled = [number for number, count in held.items() if count > 1]
        strange = set(held) - set(ledger.acknowledged) - ledger.unknown
        mails = len(list((self.folder / "instance" / "mail").glob("*.eml")))
        absent, early, words = self._bring_back()
        print(f"          {words}", file=sys.stderr)
        replica = self.postgres.caught_up(30) and self._replica_holds(held)
        kinds = Counter(self._kind(moment, status, what) for moment, status, what in ledger.errors)
        faults = sum(count for kind, count in kinds.items() if kind.startswith("FAULT"))
        checks = {
            "lost": len(lost),
            "doubled": len(doubled),
            "held, and acknowledged to nobody": len(strange),
            "errors where there should be none": faults,
            "mails sent, less those that arrived": (sent[0] if sent else 0) - mails,
            "owed work that was not done": 0 if idle else 1,
            "rows that the replica lacks": 0 if replica else 1,
            "own writes that a writer did not read": len(ledger.unread),
            "acknowledged before the instant, and not there at it": absent,
            "sent after the instant, and there at it": early,
        }
        lines: list[list[object]] = [["answers", ledger.answers], ["acknowledged", len(ledger.acknowledged)]]
        lines += [[words, count] for words, count in sorted(kinds.items())]
        lines += [["audit verified, events", self.fleet.command("audit", "verify")]]
        lines += [[f"{words} (0)", count] for words, count in checks.items()]
        table(f"Rehearsal, {self.seconds:.0f} s", ["what", "count"], lines)
        return not any(checks.values()) and len(ledger.acknowledged) > 0

    def _kind(self, moment: float, status: str, what: str) -> str:
        if any(begun <= moment <= end + GRACE for begun, end in self.away):
            words = f"{status} to a {what} while the database was away"
            return words if status == "503" else f"FAULT: {words}"
        if any(killed <= moment <= killed + GRACE for killed in self.killed) and status in ("502", "504"):
            return f"{status} to a {what} that a killed process had under way"
        return f"FAULT: {status} to a {what}"

    @staticmethod
    def _drained(connection: psycopg.Connection[Any]) -> bool:
        query = "SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= now()"
        end = time.monotonic() + 120
        while time.monotonic() < end:
            connection.rollback()
            if (connection.execute(query).fetchone() or [1])[0] == 0:
                return True
            time.sleep(0.5)
        return False

    def _bring_back(self) -> tuple[int, int, str]:
        """The database as it was at the instant, beside: what it lacks, what it has too much, a few words."""
        assert self.instant is not None
        begun = time.monotonic()
        self.postgres.recover(self.instant)
        spent = time.monotonic() - begun
        url = self.postgres.url("recovered")
        with psycopg.connect(url) as connection:
            there = {int(row[0]) for row in connection.execute("SELECT concession_id FROM attachments")}
        settled = {number for number, at in self.ledger.settled.items() if at <= self.instant}
        later = {number for number, at in self.ledger.sent.items() if at > self.instant}
        events = self.fleet.command("audit", "verify", BASCULE_DATABASE_URL=url, BASCULE_REPLICA_URL="")
        words = f"brought back to {self.instant:%H:%M:%S} UTC in {spent:.1f} s, {events} events verified"
        return len(settled - there), len(later & there), f"{words}, {len(settled)} acknowledged before it"

    def _replica_holds(self, held: dict[int, int]) -> bool:
        with psycopg.connect(self.postgres.url("replica")) as connection:
            found = connection.execute("SELECT count(*) FROM attachments").fetchone()
        return found is not None and found[0] == sum(held.values())

    def end(self) -> None:
        """Ends all of it."""
        self.stop.set()
        self.fleet.end()
        for place in reversed(self.postgres.ports):
            with suppress(RuntimeError):  # it may not have begun
                self.postgres.stop(place)


def run() -> None:
    """Exit status 1 where something was lost, doubled, or failed when nothing was wrong."""
    if NGINX is None:
        sys.exit("nginx is not installed: bin/prepare test installs it where it may")
    folder = Path(tempfile.mkdtemp(prefix="bascule-rehearsal-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user
    (folder / "postgres").mkdir()
    rehearsal = Rehearsal(folder, float(os.environ.get("SECONDS") or 300))
    well = False
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever ends us leaves nothing running
    try:
        threads = rehearsal.begin()
        rehearsal.play(threads)
        well = rehearsal.judge()
    finally:
        rehearsal.end()
        if well:
            shutil.rmtree(folder)
        else:
            print(f"The logs are in {folder}", file=sys.stderr)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    run()
