"""A directory service on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DRIPS = 60.0
"""Seconds for which a server that drips goes on: far more than a client of ours may take."""

BODIES = Path(__file__).parents[2] / "data" / "directories"


def body(name: str) -> Any:
    """A recorded answer."""
    return json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))


class DirectoryStub:
    """Answers every GET with `status` and `answer`, or misbehaves according to `mode`."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: Any = {}
        self.answers: dict[str, Any] = {}
        """What it answers instead where the address holds one of these numbers."""
        self.mode = ""
        self.headers: dict[str, str] = {}
        self.delay = 0.0
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.moments: list[float] = []
        """When each call came, by the monotonic clock."""
        self._stopping = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    stub._serve(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        """Ends the server and whatever still drips."""
        self._stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        self.moments.append(time.monotonic())
        self.calls.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
        self._stopping.wait(self.delay)
        if self.mode == "drop":
            request.connection.shutdown(socket.SHUT_RDWR)
        elif self.mode == "drip-headers":
            self._drip(request, b"HTTP/1.1 200 OK\r\nX-Slow: ")
        elif self.mode == "drip-body":
            self._drip(request, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        else:
            number = next((number for number in self.answers if number in request.path), None)
            self._send(request, self._raw(self.answer if number is None else self.answers[number]))

    def _raw(self, answer: Any) -> bytes:
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return raw[: len(raw) // 2] if self.mode == "truncated" else raw

    def _send(self, request: BaseHTTPRequestHandler, raw: bytes) -> None:
        request.send_response(self.status)
        for name, value in {"Content-Type": "application/json", **self.headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(raw)))
        request.end_headers()
        request.wfile.write(raw)

    def _drip(self, request: BaseHTTPRequestHandler, start: bytes) -> None:
        request.wfile.write(start)
        until = time.monotonic() + DRIPS
        while time.monotonic() < until and not self._stopping.wait(0.05):
            request.wfile.write(b"x")
            request.wfile.flush()


@contextlib.contextmanager
def serving() -> Iterator[DirectoryStub]:
    """A stub, stopped at the end."""
    stub = DirectoryStub()
    try:
        yield stub
    finally:
        stub.stop()
