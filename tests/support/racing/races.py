"""Many at once: threads that start together, each with its own context, and processes of such threads."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask

from models.kernel.base import Base, db
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction

AWHILE = 0.2
"""Seconds after which whoever begins waits for what is held elsewhere."""

ROOT = Path(__file__).resolve().parents[3]


T = TypeVar("T", bound=Base)


def get(kind: type[T], number: int) -> T:
    """The row of that number as this thread reads it."""
    return db.session.get_one(kind, number)


@dataclass
class Outcome:
    """What became of a race: results of those who went through, names of the refusals of the others."""

    made: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Takes in what another process told."""
        self.made += other.made
        self.refused += other.refused
        self.failed += other.failed


def together(app: Flask, works: Sequence[Callable[[], Any]]) -> Outcome:
    """Runs all of them at once, each in a thread with its own context; what is no refusal fails the test."""
    outcome = race(app, works)
    assert not outcome.failed, outcome.failed[:3]
    return outcome


def meanwhile(app: Flask, work: Callable[[], Any]) -> None:
    """Lets somebody else do this now, while what is held in hand here stays as it was read."""

    def run() -> None:
        with app.app_context():
            try:
                work()
            finally:
                db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(100)
    assert not thread.is_alive(), "it waits for what is held here"


@contextmanager
def behind(app: Flask, work: Callable[[], Any]) -> Iterator[list[Any]]:
    """A transaction inside which somebody else begins this as soon as its block is through: they wait for it.

    What they made is in the list, or the name of what refused them, once all is over.
    """
    done: list[Any] = []

    def run() -> None:
        with app.app_context():
            try:
                done.append(work())
            except DomainError as refusal:
                done.append(type(refusal).__name__)
            finally:
                db.session.remove()

    thread = threading.Thread(target=run)
    with transaction():
        yield done
        thread.start()
        thread.join(AWHILE)
    thread.join(100)
    assert not thread.is_alive(), "a thread hangs"


def race(app: Flask, works: Sequence[Callable[[], Any]]) -> Outcome:
    """The same, telling failures instead of raising them."""
    outcome, barrier, lock = Outcome(), threading.Barrier(len(works)), threading.Lock()

    def run(work: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait(30)
            try:
                result = work()
            except DomainError as refusal:
                with lock:
                    outcome.refused.append(type(refusal).__name__)
            except BaseException as error:
                with lock:
                    outcome.failed.append(f"{type(error).__name__}: {error}"[:500])
            else:
                with lock:
                    outcome.made.append(result)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
        assert not thread.is_alive(), "a thread hangs"
    return outcome


def processes(url: str, number: int, what: str, **facts: Any) -> Outcome:
    """Runs one of the works of `racer.py` in several processes at once, outcomes gathered."""
    command = [sys.executable, "-m", "tests.support.racing.racer", url, what, json.dumps(facts)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(number)
    ]
    for process in running:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    whole = Outcome()
    for process in running:
        out, _ = process.communicate(timeout=110)
        assert process.returncode == 0
        whole.add(Outcome(**json.loads(out)))
    assert not whole.failed, whole.failed[:3]
    return whole
