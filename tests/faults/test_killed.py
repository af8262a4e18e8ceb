"""Processes killed at any moment: each mail leaves once, an import ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from models import audit, mails
from models.audit import AuditEvent
from models.concessions import Concession
from models.concessions.access_codes import CodeTally
from models.concessions.importing import CHUNK
from models.documents.imports import files
from models.documents.stores.folder import FolderStore
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from models.staff import Agent
from tests.conftest import KEYS
from tests.support import runs
from tests.support.servers.smtp import Sink

pytestmark = pytest.mark.faults

Spawn = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def spawn(app: Flask, house: Any, tmp_path: Path) -> Iterator[Spawn]:
    """`spawn("worker", mail_url=…)`: a command of ours in a process of its own, ended with the test."""
    children: list[subprocess.Popen[bytes]] = []
    environ = {**KEYS, "BASCULE_ENV": "development", "BASCULE_DATABASE_URL": house.url}
    environ["BASCULE_INSTANCE"] = str(tmp_path)

    def start(*words: Any, **settings: str) -> subprocess.Popen[bytes]:
        names = {f"BASCULE_{name.upper()}": value for name, value in settings.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
        line = [sys.executable, "-m", "console", *(str(word) for word in words)]
        with open(tmp_path / "children.log", "ab") as log:
            child = subprocess.Popen(line, env={**kept, **environ, **names}, stdout=log, stderr=log)
        children.append(child)
        return child

    db.session.rollback()
    yield start
    for child in children:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait()


def until(seen: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether it came to pass in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        db.session.rollback()
        if seen():
            return True
        time.sleep(0.1)
    return False


def enqueue_mails(count: int) -> None:
    with transaction():
        for number in range(count):
            mails.notify(MailKind.MANY_FAILURES, f"lecteur{number}@example.org", params={"limit": 300})


def waiting() -> int:
    query = db.select(db.func.count()).select_from(OutboxEmail).where(OutboxEmail.state != "sent")
    return db.session.scalar(query) or 0


def test_several_workers_on_one_queue_send_each_mail_once(spawn: Spawn) -> None:
    enqueue_mails(300)
    with Sink() as sink:
        workers = [spawn("worker", mail_url=sink.url) for _ in range(4)]
        assert until(lambda: waiting() == 0), waiting()
        time.sleep(1)
        counts = Counter(mail.to[0] for mail in sink.mails)
        assert len(counts) == 300 and set(counts.values()) == {1}
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(20) for worker in workers] == [0, 0, 0, 0]


def test_a_killed_worker_loses_no_mail_and_doubles_at_most_the_one_in_its_hand(spawn: Spawn) -> None:
    enqueue_mails(200)
    killed = 0
    with Sink() as sink:
        while waiting() and killed < 8:
            sent = len(sink.mails)
            worker = spawn("worker", mail_url=sink.url)
            assert until(lambda sent=sent: len(sink.mails) > sent + 10 or not waiting(), 60)  # type: ignore[misc]
            worker.kill()
            worker.wait()
            killed += 1
        spawn("worker", mail_url=sink.url)
        assert until(lambda: waiting() == 0), "jobs of the dead were not taken back"
        numbers = Counter(mail.message["Message-ID"] for mail in sink.mails)
        assert len(numbers) == 200
        assert sum(numbers.values()) - 200 <= killed
        assert max(numbers.values()) <= 2


def test_into_a_folder_even_a_killed_worker_writes_each_mail_once(spawn: Spawn, tmp_path: Path) -> None:
    enqueue_mails(150)
    folder = tmp_path / "mail"
    for round_ in range(4):
        worker = spawn("worker")
        wanted = 25 * (round_ + 1)
        assert until(lambda wanted=wanted: folder.exists() and len(list(folder.glob("*.eml"))) >= wanted, 60)  # type: ignore[misc]
        worker.kill()
        worker.wait()
    spawn("worker")
    assert until(lambda: waiting() == 0)
    assert len(list(folder.glob("*.eml"))) == 150


def test_an_import_that_dies_is_begun_again_and_ends_as_if_it_had_not(spawn: Spawn, tmp_path: Path) -> None:
    lines = 6 * CHUNK
    path = tmp_path / "comptes.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("reference;intitule;code_acces;commune\n")
        for number in range(lines):
            file.write(f"ECR-{number};Réseau d’été – Lot {number};{(number * 37) % 10_000:04d};Le Havre\n")

    def count() -> int:
        return db.session.scalar(db.select(db.func.count()).select_from(Concession)) or 0

    deaths = 0
    while count() < lines and deaths < 6:
        before = count()
        process = spawn("import", "concessions", path)
        assert until(lambda b=before, p=process: count() > b or p.poll() is not None, 60)  # type: ignore[misc]
        time.sleep(random.Random(deaths).random() * 0.3)
        process.kill()
        process.wait()
        deaths += 1
        db.session.rollback()
    assert deaths >= 2
    assert spawn("import", "concessions", path).wait(120) == 0
    db.session.rollback()
    assert count() == lines
    assert db.session.scalar(db.select(db.func.sum(CodeTally.count))) == lines
    events = db.session.scalar(db.select(db.func.count()).select_from(AuditEvent))
    assert events == lines / CHUNK, "one event for each chunk, however often it was begun"
    assert audit.verify() == events
    assert spawn("import", "concessions", path).wait(120) == 0
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).select_from(AuditEvent)) == events


def test_a_worker_killed_while_it_takes_a_file_in_leaves_it_to_the_next(
    spawn: Spawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, admin: Agent
) -> None:
    monkeypatch.setattr(files, "_store", FolderStore(tmp_path / "imports", spread=False))
    monkeypatch.setattr(runs, "DESK", runs.Near(20_000_000))
    number = 4 * CHUNK
    run = runs.sent(Actor.of_agent(admin), *runs.lines(number), rehearse=False)

    def reached() -> int:
        return runs.again(run).reached

    deaths = 0
    while reached() < number and deaths < 2:
        before = reached()
        worker = spawn("worker")
        assert until(lambda b=before: reached() > b, 90)  # type: ignore[misc]
        time.sleep(random.Random(deaths).random() * 0.3)
        worker.kill()
        worker.wait()
        deaths += 1
        db.session.rollback()  # SQLite goes on reading what there was when this looked before the death
        kept = db.session.scalar(db.select(db.func.count()).select_from(Concession))
        assert kept == reached(), "what is written and how far it is are one"
    spawn("worker")
    assert until(lambda: runs.again(run).state == "termine")
    assert deaths == 2 and runs.again(run).tally["created"] == number
    assert db.session.scalar(db.select(db.func.sum(CodeTally.count))) == number
    assert not list((tmp_path / "imports").iterdir())
