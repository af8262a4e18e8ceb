"""The databases that the suite runs on: SQLite always, PostgreSQL where a server answers or starts."""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.support.servers.site import free_port

SETTING = "BASCULE_TEST_POSTGRESQL"
"""`postgresql://user@host:port/database` of a role that may create databases; else found or started."""


def postgresql() -> str | None:
    """The address of a PostgreSQL server, or None. Remembered in the environment for the other processes."""
    if SETTING not in os.environ:
        os.environ[SETTING] = _answering() or _started() or ""
    return os.environ[SETTING] or None


def _answering() -> str | None:
    users = dict.fromkeys(["", "postgres"])
    for user in users:
        url = f"postgresql://{user and user + '@'}127.0.0.1:5432/postgres"
        if _works(url):
            return url
    return None


def _works(url: str) -> bool:
    with contextlib.suppress(psycopg.Error):
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(row and row[0])
    return False


def _started() -> str | None:
    """A server of our own, in a temporary folder, gone with this process."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    pg_ctl = str(found[-1]) if found else shutil.which("pg_ctl")
    if pg_ctl is None:
        return None
    who = None
    if os.geteuid() == 0:  # it refuses to run as root
        try:
            who = pwd.getpwnam("postgres")
        except KeyError:
            return None
    folder = tempfile.mkdtemp(prefix="bascule-pg-")
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)
    port = free_port()
    as_whom = {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

    def run(*words: str) -> bool:
        done = subprocess.run(
            words, cwd=folder, capture_output=True, env={**os.environ, "LC_ALL": "C"}, **as_whom
        )
        return done.returncode == 0

    def stop() -> None:
        run(pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    initdb = str(Path(pg_ctl).with_name("initdb"))
    if not run(initdb, "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"):
        return None
    if not run(pg_ctl, "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start"):
        return None
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    for _ in range(50):
        if _works(url):
            return url
        time.sleep(0.1)
    return None


@contextlib.contextmanager
def temporary_database(*, durable: bool = True) -> Iterator[str]:
    """A new database on the server, dropped at the end; its SQLAlchemy address.

    What is not `durable` waits for no disk: a crash of the server would lose it, and no test provokes one.
    """
    server = postgresql()
    assert server is not None
    name = f"bascule_test_{os.getpid()}_{os.urandom(3).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        if not durable:
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        parts = urllib.parse.urlsplit(server)
        yield urllib.parse.urlunsplit(parts._replace(scheme="postgresql+psycopg", path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def ordinary_roles() -> Iterator[tuple[str, str]]:
    """A new database owned by a role that is nobody special, as in an installation; both roles' addresses.

    The first owns the database, the second may only connect to it.
    """
    server = postgresql()
    assert server is not None
    with temporary_database() as url:
        parts = urllib.parse.urlsplit(url)
        name, host = parts.path[1:], parts.netloc.rpartition("@")[2]
        owner, role = f"{name}_owner", f"{name}_app"
        with psycopg.connect(server, autocommit=True) as connection:
            for each in (owner, role):
                connection.execute(f"""CREATE ROLE "{each}" LOGIN PASSWORD 'sesame'""")
            connection.execute(f'ALTER DATABASE "{name}" OWNER TO "{owner}"')
        try:
            yield tuple(parts._replace(netloc=f"{each}:sesame@{host}").geturl() for each in (owner, role))
        finally:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                for each in (owner, role):
                    connection.execute(f'DROP ROLE "{each}"')
