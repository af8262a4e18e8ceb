"""Fixtures of the jobs: a server that takes mails, and a worker's run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from console.jobs.worker import Worker
from models.kernel.base import db
from tests.support.servers.smtp import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def work(make_app: Callable[..., Flask], sink: Sink, tmp_path: Any) -> Callable[[], int]:
    """Does what is due, as `bascule worker --once` does, in another context than the test's."""
    app = make_app(mail_url=sink.url)

    def once() -> int:
        db.session.rollback()
        worker = Worker(app)
        worker._instance = tmp_path
        done = worker.run_once()
        db.session.rollback()
        db.session.expire_all()
        return done

    return once
