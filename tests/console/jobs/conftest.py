"""Fixtures of the jobs: servers that take mails and messages, and a worker's run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from console.jobs.worker import Worker
from models.kernel.base import db
from tests.support.servers.receiver import Receiver, receiving
from tests.support.servers.smtp import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def turn_of(app: Flask, folder: Path) -> Callable[[], int]:
    """Does what is due, as `bascule worker --once` does, in another context than the test's."""

    def once() -> int:
        db.session.rollback()
        worker = Worker(app)
        worker._instance = folder
        done = worker.run_once()
        db.session.rollback()
        db.session.expire_all()
        return done

    return once


@pytest.fixture
def work(make_app: Callable[..., Flask], sink: Sink, tmp_path: Path) -> Callable[[], int]:
    """A worker's turn, whose mails arrive."""
    return turn_of(make_app(mail_url=sink.url), tmp_path)
