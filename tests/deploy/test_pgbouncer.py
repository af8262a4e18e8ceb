"""PgBouncer as it is delivered, before the tests' PostgreSQL: two servers for all, one transaction each."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import psycopg
import pytest
from sqlalchemy import func, select

import config
from bench.layout import ROOT
from console import create_app
from console.jobs.worker import Worker
from models.attachments import Attachment
from models.kernel import jobs, keys
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.permissions import Role
from models.storage import indexes, schema
from tests.conftest import KEYS, Visitor
from tests.support import people
from tests.support.engines import postgresql, temporary_database
from tests.support.records import concession
from tests.support.servers.site import free_port

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
INI = ROOT / "deploy" / "postgresql" / "pgbouncer.ini"
AGENTS, EACH = 4, 6
WHY = "Vu avec le titulaire au guichet, pièces examinées et conformes."


@pytest.fixture(scope="module")
def direct() -> Iterator[str]:
    if PGBOUNCER is None or not postgresql():
        pytest.skip("no pgbouncer here, or no PostgreSQL")
    with temporary_database(durable=False) as url:
        yield url.replace("postgresql+psycopg:", "postgresql:")


@pytest.fixture(scope="module")
def pooled(direct: str) -> Iterator[str]:
    """The same database behind it; only places, the password and the number of servers differ."""
    to = urlsplit(direct)
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="bascule-pgbouncer-"))
    changes = {
        "bascule = host=127.0.0.1 port=5432 dbname=bascule": (
            f"bascule = host={to.hostname} port={to.port or 5432} dbname={to.path[1:]}"
        ),
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer": str(folder),
        "default_pool_size = 80": "default_pool_size = 2",
        "reserve_pool_size = 10": "reserve_pool_size = 0",
        "query_wait_timeout = 5": "query_wait_timeout = 60",  # this machine has others to serve
    }
    text = INI.read_text()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "pgbouncer.ini").write_text(text)
    (folder / "userlist.txt").write_text(f'"{to.username or "postgres"}" "sesame"\n')
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root
        who = pwd.getpwnam("postgres")
        as_whom = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        for path in (folder, *folder.iterdir()):
            os.chown(path, who.pw_uid, who.pw_gid)
    with open(folder / "log", "wb") as log:
        assert PGBOUNCER is not None
        process = subprocess.Popen(
            [PGBOUNCER, str(folder / "pgbouncer.ini")], stdout=log, stderr=log, cwd=folder, **as_whom
        )
    url = f"postgresql://{to.username or 'postgres'}:sesame@127.0.0.1:{port}/bascule"
    try:
        _wait_for(url, process, folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=3).close()
            return
        except psycopg.Error:
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(log.read_text()[-800:]) from None
            time.sleep(0.1)


@pytest.fixture(scope="module")
def app(pooled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An application that knows no other way; its schema was made through it too."""
    settings = config.read(
        {
            **KEYS,
            "BASCULE_INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "BASCULE_DATABASE_URL": pooled,
            "BASCULE_POOLED": "1",
        }
    )
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    app.testing, app.test_client_class = True, Visitor
    keys.install(keys.Keys(*KEYS.values()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_reads_attachments_and_the_worker_pass_through_it(app, direct):
    agents = [people.browser(app, people.staff(Role.AGENT)) for _ in range(AGENTS)]
    accounts = [people.active().identifier for _ in range(AGENTS)]
    records = [[concession().id for _ in range(EACH)] for _ in range(AGENTS)]
    db.session.remove()
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        with ThreadPoolExecutor(AGENTS) as pool:
            list(pool.map(_day_of, agents, accounts, records))
        _until_idle()
    finally:
        worker.stop()
        thread.join(60)
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == AGENTS * EACH
    with psycopg.connect(direct) as connection:
        servers = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    assert servers is not None and 0 < servers[0] <= 2, "all of it went through two servers"


def _day_of(browser: Any, identifier: str, numbers: list[int]) -> None:
    for number in numbers:
        address = f"/console/concessions/{number}/rattacher"
        page = browser.get(address)
        assert page.status_code == 200, page.text[:300]
        [form] = lxml.html.fromstring(page.text).xpath("//form[.//*[@name='justification']]")
        typed = {name: value for name, value in form.form_values() if value is not None}
        typed |= {"account": identifier, "evidence": "other", "justification": WHY}
        assert browser.post(address, data=typed).status_code == 303
        for screen in ("concessions", "rattachements", "structures"):
            assert browser.get(f"/console/{screen}/").status_code == 200


def _until_idle() -> None:
    end = time.monotonic() + 60
    while jobs.backlog():
        db.session.rollback()
        assert time.monotonic() < end, "the worker does nothing"
        time.sleep(0.1)
    db.session.rollback()


def test_limits_hold_in_each_transaction_and_stay_with_none(app, pooled):
    for _ in range(8):  # whichever server it is
        with transaction() as session:
            limits = session.execute(
                db.text("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            )
            assert tuple(limits.one()) == ("4s", "15s")
    db.session.remove()
    for _ in range(8):
        with psycopg.connect(pooled) as connection:
            assert connection.execute("SHOW lock_timeout").fetchone() == ("0",)


def test_an_index_is_built_through_it(app, pooled):
    with transaction() as session:
        session.execute(db.text("DROP INDEX ix_documents_sha256"))
    db.session.remove()
    assert schema.upgrade(app.extensions["bascule.settings"].database_url)
    assert indexes.missing(db.session.connection()) == []
    db.session.remove()
    with psycopg.connect(pooled) as connection:
        held = connection.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"  # others test beside
        ).fetchone()
    assert held == (0,)
