"""gunicorn's threads given whole requests only: who sends slowly waits in the loop, and holds no thread."""

from __future__ import annotations

import contextlib
import errno
import re
import selectors
import socket
import struct
import tempfile
import time
from concurrent.futures import Future
from functools import partial
from typing import cast

from gunicorn import http
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from console import BODY_LIMIT

HEADERS_SECONDS = 10.0
"""How long the headers of a request may take, from the first sign (or from the greeting) to the last."""

BODY_SECONDS = 60.0
"""How long the body may take: the largest file at 350 kB a second."""

ANSWER_SECONDS = 20
"""How long one piece of an answer may wait for a reader, before its connection is given up."""

MOST_HEADERS = 64 * 1024
"""More signs of headers than gunicorn takes: from here on it is given them, and refuses."""

IN_MEMORY = 256 * 1024
PIECE = 64 * 1024

FAREWELL_SECONDS = 2.0
"""How long who was answered may take to close their side; else the end of the answer might be lost."""

ROOM = 512 * 1024
"""What the kernel keeps of an answer: any page of ours, so that a slow reader holds no thread either."""

_END = b"\r\n\r\n"
_LAST_CHUNK = b"0" + _END
_FRAMED = re.compile(rb"(?im)^[ \t]*(?:content-length|transfer-encoding)[ \t]*:")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding[ \t]*:[ \t]*chunked[ \t]*\r?$")
_EXPECTS = re.compile(rb"(?im)^expect[ \t]*:[ \t]*100-continue")


class Gathering:
    """What has come of one request, and until when the rest is waited for."""

    def __init__(self) -> None:
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
        self.size = 0
        self.head = bytearray()
        self.whole: int | None = None
        self.tail = b""
        self.is_chunked = self.owes_go_ahead = self.is_last = False
        self.deadline = time.monotonic() + HEADERS_SECONDS

    def take(self, data: bytes) -> bool:
        """Keeps what came; whether the request is whole, or shall not be waited for."""
        self.file.write(data)
        self.size += len(data)
        if self.whole is None:
            self.head += data
            end = self.head.find(_END)
            if end < 0:
                return len(self.head) > MOST_HEADERS
            self._read(bytes(self.head[: end + len(_END)]))
        self.tail = (self.tail + data)[-len(_LAST_CHUNK) :]
        if self.is_chunked:
            return self.tail == _LAST_CHUNK or self.size > BODY_LIMIT
        return self.size >= cast(int, self.whole)

    def _read(self, head: bytes) -> None:
        lengths = _LENGTH.findall(head)
        length = int(lengths[0]) if len(lengths) == 1 else 0
        framings = len(_FRAMED.findall(head))
        plain = framings == len(lengths) < 2 and length <= BODY_LIMIT
        self.is_chunked = framings == len(_CHUNKED.findall(head)) == 1
        # Where a body ends of which we are not sure, nobody can tell where the next request begins.
        self.is_last = not plain
        self.whole = len(head) + (length if plain else 0)
        self.owes_go_ahead = _EXPECTS.search(head) is not None and self.size < self.whole
        self.deadline = time.monotonic() + BODY_SECONDS
        self.head.clear()


class Received(Unreader):  # type: ignore[misc]
    """A request that is all there, read as gunicorn reads a socket."""

    def __init__(self, request: Gathering) -> None:
        super().__init__()
        self.file = request.file
        self.file.seek(0)

    def chunk(self, size_hint: int | None = None) -> bytes:
        return self.file.read(max(size_hint or 0, PIECE))

    def settle(self) -> None:
        """Keeps at hand what came behind the request: the beginning of the next one."""
        self.buf.seek(0, 2)
        self.buf.write(self.file.read())
        self.file.close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """gthread, save that its loop gathers each request before a thread is given it.

    A connection on which nothing whole arrives in time is closed; when all places are taken, the one that has
    been gathering longest makes room: strangers who send slowly keep nobody out.
    """

    def init_process(self) -> None:
        self.gathering: dict[TConn, None] = {}
        self.leaving: dict[TConn, float] = {}
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        super().accept(listener)
        if self.nr_conns >= self.worker_connections and (idle := self.leaving or self.gathering):
            self._drop(next(iter(idle)))

    def enqueue_req(self, conn: TConn) -> None:
        """A connection on which a request begins: fresh, kept alive, or with its next one already there."""
        rest = b""
        if conn.parser is not None:
            rest = conn.parser.unreader.take_buffered()
        conn.request = Gathering()
        conn.sock.setblocking(False)
        if rest and conn.request.take(rest):
            self._hand_over(conn)
            return
        self.gathering[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        self._receive(conn, conn.sock)

    def _receive(self, conn: TConn, _: object) -> None:
        # Dropped meanwhile, with this event already at hand; and whatever a client does, the loop goes on.
        while conn in self.gathering:
            try:
                if self._is_whole(conn):
                    self.poller.unregister(conn.sock)
                    del self.gathering[conn]
                    self._hand_over(conn)
            except BlockingIOError:
                return
            except OSError:
                self._drop(conn)

    @staticmethod
    def _is_whole(conn: TConn) -> bool:
        """Takes one piece of what came; an `OSError` when nothing did, or nothing will."""
        request, data = conn.request, conn.sock.recv(PIECE)
        if not data:
            raise ConnectionResetError(errno.ECONNRESET, "gone before it had asked")
        if request.take(data):
            return True
        if request.owes_go_ahead:
            request.owes_go_ahead = False
            conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return False

    def _hand_over(self, conn: TConn) -> None:
        if conn.parser is None:
            conn.initialized = True
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", ANSWER_SECONDS, 0))
        conn.parser.unreader = Received(conn.request)
        super().enqueue_req(conn)

    def _drop(self, conn: TConn) -> None:
        if conn not in self.gathering and conn not in self.leaving:
            return
        self.gathering.pop(conn, None)
        self.leaving.pop(conn, None)
        with contextlib.suppress(KeyError, ValueError, OSError):  # closed by the thread that answered
            self.poller.unregister(conn.sock)
        conn.request.file.close()
        self.nr_conns -= 1
        conn.close()

    def finish_request(self, conn: TConn, done: Future[bool]) -> None:
        """Keeps the connection, or says farewell in the loop: gunicorn's own would hold the loop itself."""
        if not done.cancelled() and done.exception() is None and done.result():
            super().finish_request(conn, done)
            return
        self.leaving[conn] = time.monotonic() + FAREWELL_SECONDS
        try:
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
            conn.sock.shutdown(socket.SHUT_WR)
        except (OSError, ValueError):
            self._drop(conn)

    def _drain(self, conn: TConn, _: object) -> None:
        try:
            if conn not in self.leaving or conn.sock.recv(PIECE):
                return
        except OSError:
            pass
        self._drop(conn)

    def handle_request(self, req: object, conn: TConn) -> bool:
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError:  # nobody reads the answer: as if they had gone
            raise ConnectionResetError(errno.ECONNRESET, "read too slowly") from None

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        if conn.request.is_last or not super()._keepalive_after(conn, keepalive):
            return False
        conn.parser.unreader.settle()
        return True

    def murder_pending(self) -> None:
        """Once a second: gives up what did not come in time, and at the end what has not begun."""
        super().murder_pending()
        moment = time.monotonic()
        for conn in list(self.gathering):
            if conn.request.deadline <= moment or not (self.alive or conn.request.size):
                self._drop(conn)
        for conn in [conn for conn, deadline in self.leaving.items() if deadline <= moment]:
            self._drop(conn)
