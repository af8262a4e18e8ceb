"""Back to an instant: the delivered archive_command, a base copy, a ledger of what was acknowledged when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import select

import config
from console import create_base
from console.commands import main
from models.kernel.base import db
from models.staff import Agent
from models.storage import schema
from tests.conftest import KEYS
from tests.support import people
from tests.support.engines import postgresql
from tests.support.servers.cluster import Postgres, temporary_cluster

pytestmark = pytest.mark.faults

BEFORE, AFTER = 12, 8


@pytest.fixture
def cluster() -> Iterator[Postgres]:
    if not postgresql():
        pytest.skip("no PostgreSQL here")
    with temporary_cluster(followed=False, archived=True) as made:
        yield made


def now_there(cluster: Postgres) -> datetime:
    """The instant by the server's clock, which is that of its log."""
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]


def test_all_that_was_acknowledged_before_the_instant_is_there_and_nothing_after(cluster, tmp_path):
    environ = {**KEYS, "BASCULE_INSTANCE": str(tmp_path), "BASCULE_DATABASE_URL": cluster.url()}
    schema.upgrade(config.read(environ).database_url)
    cluster.copy_base()
    ledger: dict[str, datetime] = {}
    with create_base(config.read(environ)).app_context():
        for number in range(BEFORE + AFTER):
            if number == BEFORE:  # the fault that nobody saw at once
                instant = now_there(cluster) + timedelta(milliseconds=100)
                time.sleep(0.3)
            email = people.staff().email
            ledger[email] = now_there(cluster)
        db.session.remove()
        db.engine.dispose()
    cluster.recover(instant)
    wanted = {email for email, at in ledger.items() if at <= instant}
    assert len(wanted) == BEFORE
    there = {**environ, "BASCULE_DATABASE_URL": cluster.url("recovered")}
    with create_base(config.read(there)).app_context():
        assert set(db.session.scalars(select(Agent.email))) == wanted
        people.staff()  # it is written to again
        db.session.remove()
        db.engine.dispose()
    verified = CliRunner().invoke(main, ["audit", "verify"], env=there)
    assert verified.exit_code == 0, verified.output
