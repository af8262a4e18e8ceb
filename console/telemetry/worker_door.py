"""A worker serves no page: its figures are read at a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CONTENT_TYPE_LATEST

from config import Settings
from console.telemetry.exposition import holds_token, kept
from setting_values import is_loopback


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = 10

    def log_message(self, *_: Any) -> None:
        """Nothing: who reads figures every few seconds is no news."""


def open_door(settings: Settings, host: str, port: int) -> WSGIServer:
    """Answers in a thread of its own, until the process ends. Raises `OSError` where the port is taken."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        is_from_here = is_loopback(environ.get("REMOTE_ADDR", ""))
        if not is_from_here and not holds_token(environ.get("HTTP_AUTHORIZATION", ""), settings):
            start("404 Not Found", [("Content-Length", "0")])
            return []
        start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
        return [kept()]

    server = make_server(host, port, answer, server_class=_Server, handler_class=_Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
