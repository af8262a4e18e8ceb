"""`bascule serve`: refuses what is unsafe, serves one door or both, stops when told."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.conftest import KEYS
from tests.support.servers.site import free_port


@pytest.fixture
def served(app, house):
    """`served("--door", "portal")`: a server of its own process, its worker at work, and its address."""
    running = []

    def start(*words, **settings):
        port = free_port()
        names = {f"BASCULE_{name.upper()}": value for name, value in settings.items()}
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")},
            **KEYS,
            "BASCULE_INSTANCE": str(house.folder),
            "BASCULE_DATABASE_URL": house.url,
            **names,
        }
        command = [sys.executable, "-m", "console", "serve", "--port", str(port), "--workers", "1", *words]
        running.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        )
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                health = httpx.get(f"{address}/sante", timeout=5, trust_env=False)
                # A worker that has not begun yet would be stopped before it said a word.
                if health.status_code == 200 and (health.json()["worker_seen"] or "--worker" not in words):
                    return running[-1], address
            assert running[-1].poll() is None, running[-1].stdout.read()
            time.sleep(0.1)
        raise AssertionError("no answer")

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def test_it_serves_and_stops_when_told(served):
    process, address = served("--no-worker")
    assert httpx.get(f"{address}/connexion", trust_env=False).status_code == 200
    assert httpx.get(f"{address}/console/connexion", trust_env=False).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_its_log_tells_of_requests_and_nothing_of_libraries(served):
    process, _ = served("--worker")
    process.send_signal(signal.SIGTERM)
    process.wait(40)
    log = process.stdout.read().decode()
    assert "GET /sante 200" in log and "worker" in log
    assert "alembic" not in log


def test_with_a_worker_beside_it_the_worker_is_seen_and_stops_too(served, bascule):
    process, address = served("--worker")
    assert httpx.get(f"{address}/sante", trust_env=False).json()["worker_seen"]
    assert bascule("restore", __file__).exit_code == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0


def test_the_demonstration_listens_on_loopback_only(bascule):
    result = bascule("serve", "--host", "0.0.0.0", env="demo", public_url="http://127.0.0.1:8000")
    assert result.exit_code == 2
    assert "loopback" in result.stderr


def test_an_address_that_mails_cannot_give_must_be_told(bascule):
    result = bascule("serve", "--host", "0.0.0.0")
    assert result.exit_code == 2
    assert "BASCULE_PUBLIC_URL" in result.stderr
