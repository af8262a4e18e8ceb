"""A program on loopback that is told what happens: it checks signatures, and behaves as it is told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from tests.support.servers.loopback import Loopback, headers_of, running, send


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


class Receiver(Loopback):
    """Takes every POST with `status`, or misbehaves according to `mode`; keeps what came."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.status, self.answer, self.mode, self.delay = 204, b"", "", 0.0
        self.headers: dict[str, str] = {}
        self.calls: list[Call] = []
        self.came = threading.Condition()
        super().__init__(context)
        self.url += "/bascule"

    def wait_for(self, number: int, seconds: float = 30.0) -> None:
        """Until so many messages came."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.calls) >= number, seconds), len(self.calls)

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Keeps the message, then answers or misbehaves."""
        length = int(request.headers.get("Content-Length", 0))
        body = request.rfile.read(length)
        if len(body) < length:
            return  # who sent it was killed in the middle: that is no message
        with self.came:
            self.calls.append(Call(headers_of(request), body))
            self.came.notify_all()
        self.wait(self.delay)
        if self.mode == "drop":
            request.connection.shutdown(socket.SHUT_RDWR)
        elif self.mode == "drip":
            self.drip(request, b"HTTP/1.1 200 OK\r\nX-Slow: ")
        else:
            send(request, self.status, self.answer, self.headers)


def receiving(context: ssl.SSLContext | None = None) -> AbstractContextManager[Receiver]:
    """A receiver, stopped at the end."""
    return running(Receiver(context))
