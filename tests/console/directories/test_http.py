"""A GET ends in time, whatever the server does."""

from __future__ import annotations

import socket
import time

import pytest

from console.directories.facts import Garbage
from console.directories.http import Client, Trouble
from tests.support.directory_stub import DRIPS, serving


@pytest.mark.parametrize("mode", ["drip-headers", "drip-body"])
def test_a_server_that_drips_bytes_does_not_hold_us(mode: str) -> None:
    with serving() as stub:
        stub.mode = mode
        since = time.monotonic()
        with pytest.raises(Trouble):
            Client(stub.url).get("/", {}, 0.5)
        assert time.monotonic() - since < DRIPS / 2


def test_a_server_that_says_nothing_does_not_hold_us() -> None:
    with serving() as stub:
        stub.delay = 60
        since = time.monotonic()
        with pytest.raises(Trouble):
            Client(stub.url).get("/", {}, 0.3)
        assert time.monotonic() - since < stub.delay / 2


def test_a_slow_answer_within_the_time_is_taken() -> None:
    with serving() as stub:
        stub.delay = 0.3
        assert Client(stub.url).get("/", {}, 5).status == 200


def test_a_huge_body_is_refused() -> None:
    with serving() as stub:
        stub.answer = b"x" * 10_000_000
        with pytest.raises(Trouble, match="large"):
            Client(stub.url).get("/", {}, 5)


def test_a_compressed_body_is_refused_since_it_could_grow() -> None:
    with serving() as stub:
        stub.headers = {"Content-Encoding": "gzip"}
        with pytest.raises(Trouble, match="compressed"):
            Client(stub.url).get("/", {}, 5)


def test_a_dropped_connection_is_trouble() -> None:
    with serving() as stub:
        stub.mode = "drop"
        with pytest.raises(Trouble):
            Client(stub.url).get("/", {}, 5)


def test_nobody_listening_is_trouble() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(Trouble):
            Client(f"http://127.0.0.1:{closed.getsockname()[1]}").get("/", {}, 5)


@pytest.mark.parametrize("answer", [b"<!doctype html>", b"", b"{", b"\xff\xfe\x00", b"[" * 200_000])
def test_a_body_that_is_no_json_is_garbage(answer: bytes) -> None:
    with serving() as stub:
        stub.answer = answer
        with pytest.raises(Garbage):
            Client(stub.url).get("/", {}, 5).json()


def test_a_truncated_body_is_garbage() -> None:
    with serving() as stub:
        stub.answer, stub.mode = {"results": [1, 2, 3]}, "truncated"
        with pytest.raises(Garbage):
            Client(stub.url).get("/", {}, 5).json()
