"""A program on loopback that is told what happens: it checks signatures, and behaves as it is told to."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

DRIPS = 60.0
"""Seconds for which one that drips goes on."""


class Call(NamedTuple):
    """One message as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def number(self) -> str:
        """Its `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def message(self) -> Any:
        """What it says."""
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of its signatures is of this secret: written anew, not asked of our own code."""
        signed = f"{self.number}.{self.headers['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return wanted in self.headers["webhook-signature"].split()


class Receiver:
    """Takes every POST with `status`, or misbehaves according to `mode`; keeps what came."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.status, self.answer, self.mode, self.delay = 204, b"", "", 0.0
        self.headers: dict[str, str] = {}
        self.calls: list[Call] = []
        self.came = threading.Condition()
        self._stopping = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                with contextlib.suppress(OSError):
                    receiver._serve(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}/bascule"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        """Ends the server and whatever still drips."""
        self._stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, number: int, seconds: float = 30.0) -> None:
        """Until so many messages came."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.calls) >= number, seconds), len(self.calls)

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length", 0))
        body = request.rfile.read(length)
        if len(body) < length:
            return  # who sent it was killed in the middle: that is no message
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self.came:
            self.calls.append(Call(headers, body))
            self.came.notify_all()
        self._stopping.wait(self.delay)
        if self.mode == "drop":
            request.connection.shutdown(socket.SHUT_RDWR)
        elif self.mode == "drip":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            until = time.monotonic() + DRIPS
            while time.monotonic() < until and not self._stopping.wait(0.05):
                request.wfile.write(b"x")
                request.wfile.flush()
        else:
            request.send_response(self.status)
            for name, value in self.headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(self.answer)))
            request.end_headers()
            request.wfile.write(self.answer)


@contextlib.contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver, stopped at the end."""
    receiver = Receiver(context)
    try:
        yield receiver
    finally:
        receiver.stop()
