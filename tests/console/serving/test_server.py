"""The web server's process: what it keeps is kept apart from what a request leaves."""

from __future__ import annotations

from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from console.serving import server
from models.kernel.base import db


def test_the_application_is_kept_from_every_later_look_through_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[str] = []

    def made(settings: Any, doors: Any) -> Flask:
        steps.append("made")
        return Flask("console")

    monkeypatch.setattr(server.logs, "begin", lambda _: None)
    monkeypatch.setattr(server, "create_app", made)
    for name in ("collect", "freeze", "enable"):
        monkeypatch.setattr(server.gc, name, lambda name=name: steps.append(name))
    settings: Any = None
    server.Server(settings, ("portal",), "127.0.0.1", 0, 1).load()
    assert steps == ["made", "collect", "freeze", "enable"]


def test_a_worker_leaves_the_connections_of_whom_it_is_a_copy(app: Flask, engine: str) -> None:
    made = server.Server(app.extensions["bascule.settings"], ("portal",), "127.0.0.1", 0, 1)
    assert made.cfg.preload_app
    with db.engine.connect() as connection:
        before = connection.connection.driver_connection
    worker: Any = SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app))
    made.cfg.post_fork(None, worker)
    with db.engine.connect() as connection:
        assert connection.connection.driver_connection is not before
    with closing(before.cursor()) as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,), "the other process goes on with its own"
    before.close()
