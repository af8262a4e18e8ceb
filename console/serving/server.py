"""Runs the web server (gunicorn): one process makes the application, and its copies answer."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from sqlalchemy.orm import configure_mappers

from config import Settings
from console import create_app, logs
from console.serving.whole_requests import Worker
from models.kernel.base import db
from views.drawing import bootstrap

THREADS = 4


class JsonLog(Logger):
    """gunicorn's own words, in JSON like ours."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        logs.in_json(each for each in self.error_log.handlers if hasattr(each, "_gunicorn"))


class Server(BaseApplication):
    """gunicorn, told everything here: no file of its own, no address logged (they hold links' secrets)."""

    def __init__(self, settings: Settings, doors: Sequence[str], host: str, port: int, workers: int) -> None:
        self.settings, self.doors = settings, doors
        self.options: dict[str, object] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": Worker,
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "preload_app": True,  # made once: workers share its memory, and are there at once
            "post_fork": leave_connections,
            "accesslog": None,
            "errorlog": "-",
            "logger_class": JsonLog if settings is not None and settings.log_format == "json" else Logger,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "secure_scheme_headers": {},  # forwarded headers are ProxyFix's, which counts proxies
            "control_socket_disable": True,
            "proc_name": "bascule",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        logs.begin(self.settings)
        app = create_app(self.settings, self.doors)
        configure_mappers()
        bootstrap.sheet()
        # What an application is made of stays: no request waits while it is all looked through again, and
        # no worker's look writes into the pages that it shares with the others.
        gc.collect()
        gc.freeze()
        gc.enable()
        return app


def leave_connections(_: Arbiter, worker: Worker) -> None:
    """In a new worker: connections stay with the process that opened them; a worker opens its own."""
    app: Flask = worker.app.wsgi()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
