"""Workers killed at any moment: each mail leaves once."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from models import mails
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from tests.faults.conftest import Spawn, until
from tests.support.servers.smtp import Sink

pytestmark = pytest.mark.faults


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
