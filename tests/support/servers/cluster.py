"""A PostgreSQL server of our own with a replica that follows it, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.support.servers.site import free_port


class Postgres:
    """Primary and replica; they run as `postgres` where we are root, which they refuse to be."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.bin = found[-1] if found else Path(shutil.which("pg_ctl") or "pg_ctl").parent
        self.folder = folder
        self.as_whom: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = pwd.getpwnam("postgres")
            self.as_whom = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
            os.chown(folder, who.pw_uid, who.pw_gid)
        self.ports = {"primary": free_port(), "replica": free_port()}

    def url(self, place: str = "primary", database: str = "bascule") -> str:
        """Its address, as psycopg reads it."""
        return f"postgresql://bascule@127.0.0.1:{self.ports[place]}/{database}"

    def begin(self) -> None:
        """Made with everything on disk (fsync), started, and followed by the replica."""
        primary, replica = self.folder / "primary", self.folder / "replica"
        self._run("initdb", "-D", primary, "-U", "bascule", "-A", "trust", "-E", "UTF8")
        self.start()
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bascule")
            connection.execute("CREATE DATABASE beside")
        host = ("-h", "127.0.0.1", "-p", self.ports["primary"], "-U", "bascule")
        self._run(
            "pg_basebackup", *host, "-D", replica, "-R", "-X", "stream", "-c", "fast", "-C", "-S", "replica"
        )
        self.start("replica")

    def start(self, place: str = "primary") -> None:
        """Answers once this is over."""
        options = (
            f"-p {self.ports[place]} -c listen_addresses=127.0.0.1"
            f" -c unix_socket_directories={self.folder} -c max_connections=120"
        )
        home = self.folder / place
        self._run("pg_ctl", "-D", home, "-l", self.folder / f"{place}.log", "-o", options, "-w", "start")

    def stop(self, place: str = "primary") -> None:
        """Hard, as if its machine had lost its current: it recovers when it starts."""
        self._run("pg_ctl", "-D", self.folder / place, "-m", "immediate", "stop")

    def caught_up(self, seconds: float) -> bool:
        """Whether the replica has all that the primary had, within so long."""
        with psycopg.connect(self.url()) as connection:
            [wanted] = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone() or [None]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with psycopg.connect(self.url("replica")) as connection:
                query = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
                if (connection.execute(query, [wanted]).fetchone() or [False])[0]:
                    return True
            time.sleep(0.2)
        return False

    def _run(self, program: str, *words: object) -> None:
        done = subprocess.run(
            [str(self.bin / program), *map(str, words)],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
            **self.as_whom,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {(done.stderr or b'').decode()[-500:]}")


@contextmanager
def temporary_cluster() -> Iterator[Postgres]:
    """Both servers, begun, in a folder of their own that goes with them."""
    folder = Path(tempfile.mkdtemp(prefix="bascule-cluster-"))
    made = Postgres(folder)
    try:
        made.begin()
        yield made
    finally:
        for place in ("replica", "primary"):
            with suppress(RuntimeError):  # it may not have begun
                made.stop(place)
        shutil.rmtree(folder, ignore_errors=True)
