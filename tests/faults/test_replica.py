"""A real replica that streams on loopback: what is read there, what never is, and when nobody is sent there.

Its replay is held where a test wants it behind: what the primary alone has then shows where a page was read.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import lxml.html
import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from psycopg.rows import tuple_row

import config
from console import create_app
from console.commands import main
from models import staff
from models.kernel import keys, replica
from models.kernel.base import db
from models.permissions import Role
from models.storage import schema
from tests.conftest import KEYS, Visitor
from tests.support import people
from tests.support.engines import postgresql
from tests.support.records import concession
from tests.support.servers.cluster import Postgres, temporary_cluster

pytestmark = pytest.mark.faults

WHY = "Vu avec le titulaire au guichet, pièces examinées et conformes."
LIST = "/console/rattachements/"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Postgres]:
    if not postgresql():
        pytest.skip("no PostgreSQL here")
    with temporary_cluster() as made:
        schema.upgrade(made.url().replace("postgresql:", "postgresql+psycopg:"))
        yield made


@pytest.fixture(scope="module")
def environ(cluster: Postgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        **KEYS,
        "BASCULE_INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "BASCULE_DATABASE_URL": cluster.url(),
        "BASCULE_REPLICA_URL": cluster.url("replica"),
    }


@pytest.fixture(scope="module")
def whole(environ: dict[str, str]) -> Iterator[Flask]:
    app = create_app(config.read(environ))
    app.testing, app.test_client_class = True, Visitor
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(whole: Flask, cluster: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Both servers are up and even; every page looks for itself how the replica follows."""
    monkeypatch.setattr(replica, "FRESH", 0.0)
    monkeypatch.setattr(replica, "PAUSE", 0.0)
    keys.install(keys.Keys(*KEYS.values()))
    replica._watches.clear()
    with whole.app_context():
        yield whole
        db.session.rollback()
    say(cluster, "replica", "SELECT pg_wal_replay_resume()")
    assert cluster.caught_up(20)


def say(cluster: Postgres, place: str, query: str) -> tuple[object, ...] | None:
    with psycopg.connect(cluster.url(place), autocommit=True, row_factory=tuple_row) as connection:
        return connection.execute(query).fetchone()


def freeze(cluster: Postgres) -> None:
    """The replica has all that is there now, and nothing of what follows."""
    assert cluster.caught_up(20)
    say(cluster, "replica", "SELECT pg_wal_replay_pause()")
    end = time.monotonic() + 10
    while say(cluster, "replica", "SELECT pg_get_wal_replay_pause_state()") != ("paused",):
        assert time.monotonic() < end
        time.sleep(0.02)


def attach(browser, record) -> None:
    """By the form, as an agent does."""
    address = f"/console/concessions/{record.id}/rattacher"
    [form] = lxml.html.fromstring(browser.get(address).text).xpath("//form[.//*[@name='justification']]")
    typed = {name: value for name, value in form.form_values() if value is not None}
    typed |= {"account": people.active().identifier, "evidence": "other", "justification": WHY}
    assert browser.post(address, data=typed).status_code == 303


def state(app: Flask) -> dict[str, object]:
    return app.test_client().get("/sante").json


def test_others_read_the_replica_and_whoever_wrote_the_primary_until_it_follows(app, cluster):
    writer, other = (people.browser(app, people.staff(Role.AGENT)) for _ in range(2))
    record = concession()
    freeze(cluster)
    attach(writer, record)
    assert record.reference in writer.get(LIST).text
    assert record.reference not in other.get(LIST).text, "read of the primary: the replica has no work"
    say(cluster, "replica", "SELECT pg_wal_replay_resume()")
    assert cluster.caught_up(20)
    assert record.reference in other.get(LIST).text


def test_the_writer_goes_to_the_replica_again_once_it_has_the_write(app, cluster):
    writer = people.browser(app, people.staff(Role.AGENT))
    attach(writer, concession())
    freeze(cluster)
    unseen = concession()
    assert unseen.reference not in writer.get("/console/concessions/").text


def test_a_file_and_a_report_are_of_the_replica_and_their_event_of_the_primary(app, cluster):
    supervisor = people.browser(app, people.staff(Role.SUPERVISOR))
    known = concession()
    freeze(cluster)
    unseen = concession()
    file = supervisor.get("/console/concessions/export/csv/").text
    assert known.reference in file and unseen.reference not in file
    assert say(cluster, "primary", "SELECT count(*) FROM audit_events WHERE action = 'exported'") != (0,)
    assert supervisor.get("/console/pilotage/").status_code == 200


def test_who_is_there_and_what_they_may_is_asked_of_the_primary(app, cluster):
    agent = people.staff(Role.AGENT)
    browser = people.browser(app, agent)
    people.staff(Role.ADMIN)
    freeze(cluster)
    assert browser.get(LIST).status_code == 200
    staff.disable(agent, actor=people.SYSTEM)
    answer = browser.get(LIST)
    assert (answer.status_code, "/connexion" in answer.headers["Location"]) == (303, True)


def test_a_detail_is_of_the_primary(app, cluster):
    browser = people.browser(app, people.staff(Role.AGENT))
    freeze(cluster)
    unseen = concession()
    answer = browser.get(f"/console/concessions/details/?id={unseen.id}")
    assert answer.status_code == 200 and unseen.reference in answer.text


def test_nobody_is_sent_to_one_that_lags_more_than_the_bound(app, cluster, monkeypatch):
    monkeypatch.setattr(replica, "LATEST", 0.2)
    browser = people.browser(app, people.staff(Role.AGENT))
    assert cluster.caught_up(20) and state(app)["replica"] == {"state": "ok", "lag_seconds": 0.0}
    freeze(cluster)
    unseen = concession()
    time.sleep(0.3)
    assert unseen.reference in browser.get("/console/concessions/").text
    found = state(app)
    assert (found["status"], found["replica"]["state"]) == ("degraded", "late")
    assert 0.2 < found["replica"]["lag_seconds"] < 60


def test_one_that_dies_between_a_look_and_a_page_costs_nobody_the_page(app, cluster, environ, monkeypatch):
    monkeypatch.setattr(replica, "FRESH", 60.0)
    browser = people.browser(app, people.staff(Role.AGENT))
    assert browser.get("/console/concessions/").status_code == 200
    seen = replica.look()
    assert seen is not None and seen.state == "ok"
    cluster.stop("replica")
    try:
        unseen = concession()
        assert unseen.reference in browser.get("/console/concessions/").text
        found = state(app)
        assert (found["status"], found["replica"]) == ("degraded", {"state": "away", "lag_seconds": None})
        assert "bascule_replica_lag_seconds +Inf" in app.test_client().get("/metrics").text
        found = json.loads(CliRunner().invoke(main, ["doctor", "--json"], env=environ).stdout)["parts"]
        [part] = [part for part in found if part["part"] == "replica"]
        assert part["sign"] == "look" and "does not answer" in part["words"]
    finally:
        cluster.start("replica")
    assert cluster.caught_up(20)
    browser.get("/console/concessions/")
    replica._watches.clear()
    assert state(app)["replica"]["state"] == "ok"


def test_a_server_that_follows_nobody_is_no_replica(cluster, environ):
    app = create_app(config.read({**environ, "BASCULE_REPLICA_URL": cluster.url(database="bascule")}))
    with app.app_context():
        seen = replica.look()
        db.engines[replica.REPLICA].dispose()
        db.engine.dispose()
    assert seen == replica.Seen("away")


def test_a_page_of_the_replica_holds_no_connection_of_the_primary(app, cluster, monkeypatch):
    held = []
    usual = replica.answer

    def spy(view, after):
        def looked():
            held.append((db.engine.pool.checkedout(), replica.engine() is db.engines[replica.REPLICA]))
            return view()

        return usual(looked, after)

    monkeypatch.setattr(replica, "answer", spy)
    assert cluster.caught_up(20)
    browser = people.browser(app, people.staff(Role.AGENT))
    db.session.remove()
    assert browser.get(LIST).status_code == 200
    assert held == [(0, True)]


def test_what_follows_a_page_does_not_stumble_over_a_connection_that_died(app, cluster):
    def view():
        db.session.scalar(db.text("SELECT 1"))
        terminated = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = "
        assert say(cluster, "replica", f"{terminated}'client backend' AND pid <> pg_backend_pid()") != (0,)
        return "drawn"

    assert cluster.caught_up(20)
    assert replica.answer(view, int) == "drawn"
    assert concession().id


def test_a_view_whose_copy_breaks_off_is_asked_again_of_the_primary(app, cluster):
    places = []

    def view():
        places.append(replica.engine().url.port)
        if len(places) == 1:
            db.session.scalar(db.text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return db.session.scalar(db.text("SELECT 'drawn'"))

    assert cluster.caught_up(20)
    assert replica.answer(view, int) == "drawn"
    assert places == [cluster.ports["replica"], cluster.ports["primary"]]
