"""Figures of every process of a server, told to this machine or to whoever holds the token."""

from __future__ import annotations

from urllib.request import urlopen

from console.directories.http import Trouble
from console.telemetry import measures, worker_door
from models.companies.directory import State
from models.kernel import jobs, workers
from models.kernel.jobs import JobKind
from models.kernel.transactions import transaction
from tests.support.figures import read
from tests.support.servers.remote import OTHER, Fake, guarded
from tests.support.servers.site import free_port

TOKEN = "a-token-for-the-figures-of-tests-0123456789"
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def test_a_stranger_finds_nothing_and_who_holds_the_token_reads(client, make_app):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=STRANGER).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    nothing = {"Authorization": "Bearer None"}
    assert client.get("/metrics", environ_base=STRANGER, headers=nothing).status_code == 404

    guarded_house = make_app(metrics_token=TOKEN).test_client()
    for token, status in ((TOKEN, 200), (TOKEN[:-1], 404), ("é" * 40, 404), ("", 404)):
        header = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
        assert guarded_house.get("/metrics", environ_base=STRANGER, headers=header).status_code == status, (
            token
        )


def test_requests_are_counted_by_endpoint_and_never_by_what_was_typed(client):
    before = read(client.get("/metrics").text)
    client.get("/sante/vif")
    client.get("/nulle-part-du-tout")
    client.open("/connexion", method="FROBNICATE")
    text = client.get("/metrics").text
    after = read(text)
    for endpoint, method, status in (
        ("alive", "GET", "200"),
        ("none", "GET", "404"),
        ("none", "other", "405"),
    ):
        labels = ("endpoint", endpoint), ("method", method), ("status", status)
        name = ("bascule_requests_total", *labels)
        assert after[name] - before.get(name, 0) == 1, name
    assert after["bascule_request_duration_seconds_count", ("endpoint", "alive")] >= 1
    assert "nulle-part" not in text and "FROBNICATE" not in text


def test_what_is_owed_is_told_by_kind_and_state(client, clock):
    with transaction():
        jobs.enqueue(JobKind.MAIL, {"mail": 1})
        jobs.enqueue(JobKind.MAIL, {"mail": 2})
        jobs.enqueue(JobKind.GATHER, {"reader": 1})
    workers.beat("one")
    [taken] = jobs.claim("one", 1)
    clock.shift(90)
    found = read(client.get("/metrics").text)
    waiting = {key[1:]: value for key, value in found.items() if key[0] == "bascule_jobs" and value}
    assert found["bascule_jobs", ("kind", "import-run"), ("state", "dead")] == 0, "from which it may grow"
    assert waiting == {
        (("kind", "mail"), ("state", "due")): 1,
        (("kind", taken.kind), ("state", "leased")): 1,
        (("kind", "gather"), ("state", "due")): 1,
    }
    assert 90 <= found[("bascule_oldest_owed_seconds",)] < 120
    assert found["bascule_worker_beat_timestamp_seconds", ("worker", "one")] > 0
    assert found["bascule_mails", ("state", "owed")] == 0
    assert found[("bascule_up",)] == 1
    jobs.give_up(taken, "tired")
    gone = read(client.get("/metrics").text)
    assert gone["bascule_jobs", ("kind", "mail"), ("state", "dead")] == 1


def test_without_its_database_a_house_still_tells_what_its_processes_saw(make_app):
    client = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none").test_client()
    client.get("/sante/vif")
    answer = client.get("/metrics")
    found = read(answer.text)
    assert (answer.status_code, found[("bascule_up",)]) == (200, 0)
    assert ("bascule_requests_total", ("endpoint", "alive"), ("method", "GET"), ("status", "200")) in found
    assert not any(key[0] == "bascule_jobs" for key in found)


def test_the_pool_and_the_locks_say_what_was_waited_for(client, engine):
    workers.beat("one")
    found = read(client.get("/metrics").text)
    assert found[("bascule_database_wait_seconds_count",)] > 0
    assert found["bascule_database_connections", ("state", "used")] >= 0
    assert found["bascule_database_connections", ("state", "limit")] > 1
    if engine == "sqlite":
        assert found["bascule_lock_wait_seconds_count", ("lock", "writers-turn")] > 0


def test_a_service_of_the_directory_is_told_by_its_outcomes():
    def count(outcome):
        return measures.DIRECTORY_ANSWERS.labels("fake", outcome)._value.get()

    before = count("open"), count("failed")
    assert guarded(Fake(says="open")).find(OTHER, 5).state is State.OPEN
    assert guarded(Fake(says=Trouble("timeout"))).find(OTHER, 5).state is State.UNAVAILABLE
    assert (count("open"), count("failed")) == (before[0] + 1, before[1] + 1)


def test_a_worker_tells_its_figures_at_a_port_of_its_own(app):
    port = free_port()
    server = worker_door.open_door(app.extensions["bascule.settings"], "127.0.0.1", port)
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        assert "bascule_job_duration_seconds" in text and "bascule_up" not in text
    finally:
        server.shutdown()
        server.server_close()


def test_a_worker_whose_port_strangers_reach_needs_a_token(bascule):
    refused = bascule("worker", "--metrics-port", "9400", "--metrics-host", "0.0.0.0")
    assert refused.exit_code == 2
    assert refused.output.startswith("BASCULE_METRICS_TOKEN is missing")
