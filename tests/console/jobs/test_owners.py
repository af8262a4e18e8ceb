"""A process that died is told from one that lives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from console.jobs.owners import is_gone, own_name
from models.kernel import jobs
from tests.support.owed import enqueue_mails
from tests.support.servers.smtp import Sink


def test_jobs_of_a_dead_worker_are_taken_back_at_once(work: Callable[[], int], sink: Sink) -> None:
    enqueue_mails()
    program = "from console.jobs.owners import own_name; print(own_name())"
    dead = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    jobs.claim(dead.stdout.strip())
    work()
    assert len(sink.mails) == 1


def test_jobs_of_a_living_worker_are_left_alone(work: Callable[[], int], sink: Sink) -> None:
    enqueue_mails()
    jobs.claim(own_name())  # this very process lives
    worker_of_another_machine = "0123456789abcdef:1:1"
    assert not is_gone(own_name()) and not is_gone(worker_of_another_machine) and not is_gone("")
    jobs.release(own_name())
    jobs.claim(worker_of_another_machine)
    work()
    assert sink.mails == []
