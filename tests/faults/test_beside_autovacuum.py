"""PostgreSQL's own processes come and go in a database: they keep no archive from being put back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from console.commands import main
from tests.conftest import KEYS
from tests.support.engines import postgresql
from tests.support.servers.cluster import Postgres, temporary_cluster

pytestmark = pytest.mark.faults

SLOW = {
    "autovacuum_naptime": "1s",
    "autovacuum_vacuum_cost_delay": "100ms",
    "autovacuum_vacuum_cost_limit": "1",
}
"""It comes at once, and stays for minutes."""

WORKERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE backend_type = 'autovacuum worker' AND datname = current_database()"
)


@pytest.fixture
def cluster() -> Iterator[Postgres]:
    if postgresql() is None:
        pytest.skip("no PostgreSQL")
    with temporary_cluster(followed=False) as made:
        yield made


def test_an_archive_is_put_back_while_autovacuum_is_connected(cluster: Postgres, tmp_path: Path) -> None:
    url = cluster.url().replace("postgresql:", "postgresql+psycopg:")
    environment = {**KEYS, "BASCULE_INSTANCE": str(tmp_path / "instance"), "BASCULE_DATABASE_URL": url}

    def run(*words: str) -> None:
        done = CliRunner().invoke(main, words, env=environment)
        assert done.exit_code == 0, done.output

    run("init")
    run("backup", str(tmp_path / "archive.tar.gz"))
    with psycopg.connect(cluster.url(), autocommit=True) as own:
        for name, value in SLOW.items():
            own.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        own.execute("SELECT pg_reload_conf()")
        own.execute("CREATE TABLE of_others AS SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n")
        own.execute("DELETE FROM of_others WHERE n % 2 = 0")
    until = time.monotonic() + 60
    while not workers(cluster):
        assert time.monotonic() < until, "autovacuum does not come"
        time.sleep(0.1)
    run("restore", str(tmp_path / "archive.tar.gz"))
    assert workers(cluster), "it was there all the time"
    run("doctor")


def workers(cluster: Postgres) -> int:
    with psycopg.connect(cluster.url()) as own:
        [count] = own.execute(WORKERS).fetchone() or [0]
    return int(count)
