"""PostgreSQL started with the settings that are delivered, its own and those of a replica."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from bench.layout import ROOT
from tests.support.engines import postgresql
from tests.support.servers.cluster import Postgres, temporary_cluster

pytestmark = pytest.mark.faults

FOLDER = ROOT / "deploy" / "postgresql"


@pytest.fixture
def cluster() -> Iterator[Postgres]:
    if postgresql() is None:
        pytest.skip("no PostgreSQL")
    with temporary_cluster(followed=False) as made:
        yield made


def test_a_server_starts_with_all_of_them_and_applies_each(cluster: Postgres) -> None:
    texts = [(FOLDER / name).read_text() for name in ("postgresql.conf", "replica.conf")]
    cluster.stop()
    with open(cluster.folder / "primary" / "postgresql.conf", "a") as settings:
        settings.write("\n".join(texts))
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        query = "SELECT name, applied, error FROM pg_file_settings ORDER BY seqno"
        found = {name: (applied, error) for name, applied, error in connection.execute(query)}
        slots = connection.execute("SHOW max_slot_wal_keep_size").fetchone()
    delivered = {name.lower() for text in texts for name in re.findall(r"^(\w+) = ", text, re.MULTILINE)}
    assert len(delivered) > 20
    # How many connections there may be, the test says on the command line.
    wrong = {name: found[name] for name in delivered - {"max_connections"} if found[name] != (True, None)}
    assert wrong == {} and slots == ("20GB",)
