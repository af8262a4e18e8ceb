"""A directory service on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import json
import socket
import time
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.support.servers.loopback import Loopback, headers_of, running, send

BODIES = Path(__file__).parents[2] / "data" / "directories"


def body(name: str) -> Any:
    """A recorded answer."""
    return json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))


class DirectoryStub(Loopback):
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
        super().__init__()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Notes the call, then answers or misbehaves."""
        self.moments.append(time.monotonic())
        self.calls.append((request.path, headers_of(request)))
        self.wait(self.delay)
        if self.mode == "drop":
            request.connection.shutdown(socket.SHUT_RDWR)
        elif self.mode == "drip-headers":
            self.drip(request, b"HTTP/1.1 200 OK\r\nX-Slow: ")
        elif self.mode == "drip-body":
            self.drip(request, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        else:
            number = next((number for number in self.answers if number in request.path), None)
            raw = self._raw(self.answer if number is None else self.answers[number])
            send(request, self.status, raw, {"Content-Type": "application/json", **self.headers})

    def _raw(self, answer: Any) -> bytes:
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return raw[: len(raw) // 2] if self.mode == "truncated" else raw


def serving() -> AbstractContextManager[DirectoryStub]:
    """A stub, stopped at the end."""
    return running(DirectoryStub())
