"""A PostgreSQL server of our own in a temporary folder: a replica follows it, or its log is archived."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.support.servers.site import ROOT, free_port


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

    def begin(self, *, followed: bool = True, archived: bool = False) -> None:
        """Made with everything on disk (fsync) and started; the replica follows it, its log is archived."""
        primary = self.folder / "primary"
        self._run("initdb", "-D", primary, "-U", "bascule", "-A", "trust", "-E", "UTF8")
        if archived:
            self._archive(primary)
        self.start()
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bascule")
            connection.execute("CREATE DATABASE beside")
        if followed:
            self._copy("replica", "--write-recovery-conf", "--wal-method=stream", "-C", "-S", "replica")
            self.start("replica")

    def _copy(self, place: str, *words: str) -> None:
        host = ("-h", "127.0.0.1", "-p", self.ports["primary"], "-U", "bascule")
        self._run("pg_basebackup", *host, "-D", self.folder / place, "--checkpoint=fast", *words)

    # -- recovery to an instant, by what is delivered (deploy/postgresql) and told (docs/exploitation.md)

    @property
    def archive(self) -> Path:
        """The folder of the archived log."""
        return self.folder / "wal"

    def _archive(self, primary: Path) -> None:
        delivered = (ROOT / "deploy" / "postgresql" / "postgresql.conf").read_text()
        lines = re.findall(r"^(?:wal_level|archive_\w+) = .+$", delivered, re.MULTILINE)
        assert len(lines) == 4, lines
        with open(primary / "postgresql.conf", "a") as settings:
            settings.write("\n".join(lines).replace("/var/backups/postgresql/wal", str(self.archive)) + "\n")
        self.archive.mkdir()
        self._give(self.archive)

    def copy_base(self) -> None:
        """The weekly copy from which a recovery begins."""
        self._copy("base", "--wal-method=none")

    def recover(self, instant: datetime, place: str = "recovered") -> None:
        """Another server as the primary was at that instant; something was committed after it. Raises."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            last = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        end = time.monotonic() + 90
        while not (self.archive / str(last and last[0])).exists():
            if time.monotonic() > end:
                raise RuntimeError(f"{last} was never archived")
            time.sleep(0.1)
        home = self.folder / place
        shutil.copytree(self.folder / "base", home)
        with open(home / "postgresql.conf", "a") as settings:
            settings.write(
                f"restore_command = 'cp {self.archive}/%f %p'\n"
                f"recovery_target_time = '{instant.isoformat()}'\n"
                "recovery_target_action = 'promote'\narchive_mode = off\n"
            )
        (home / "recovery.signal").touch()
        home.chmod(0o700)
        for path in (home, *home.rglob("*")):
            self._give(path)
        self.ports[place] = free_port()
        self.start(place)
        with psycopg.connect(self.url(place), autocommit=True) as connection:
            while (connection.execute("SELECT pg_is_in_recovery()").fetchone() or [True])[0]:
                if time.monotonic() > end + 90:
                    raise RuntimeError("the recovery does not end")
                time.sleep(0.1)

    def _give(self, path: Path) -> None:
        if self.as_whom:
            os.chown(path, self.as_whom["user"], self.as_whom["group"])

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
            # Its commit flushes all that was written before, without being committed, by whomever.
            connection.execute("SELECT pg_logical_emit_message(true, 'even', '')")
            connection.commit()
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
def temporary_cluster(*, followed: bool = True, archived: bool = False) -> Iterator[Postgres]:
    """Begun, in a folder of its own that goes with all its servers."""
    folder = Path(tempfile.mkdtemp(prefix="bascule-cluster-"))
    made = Postgres(folder)
    try:
        made.begin(followed=followed, archived=archived)
        yield made
    finally:
        for place in reversed(made.ports):
            with suppress(RuntimeError):  # it may not have begun
                made.stop(place)
        shutil.rmtree(folder, ignore_errors=True)
