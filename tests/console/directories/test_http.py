"""A GET ends in time, whatever the server does."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from console.directories.facts import Garbage
from console.directories.http import LARGEST_BODY, Client, Trouble, seconds_of
from tests.support.servers.directory_stub import serving
from tests.support.servers.loopback import DRIPS


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


def test_what_the_services_answer_fits_many_times_and_no_more_is_read() -> None:
    with serving() as stub:
        stub.answer = b" " * LARGEST_BODY
        assert Client(stub.url).get("/", {}, 5).status == 200
        stub.answer += b" "
        with pytest.raises(Trouble, match="large"):
            Client(stub.url).get("/", {}, 5)
    assert LARGEST_BODY == 256 * 1024


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("1", 1), (" 30 ", 30), ("", None), ("soon", None), ("-1", None), ("1.5", None), ("²", None)],
)
def test_retry_after_is_read_as_seconds(header: str, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


def test_or_as_a_date(clock: Any) -> None:
    clock.move_to(datetime(2026, 3, 2, 10, 0, tzinfo=UTC), tick=False)
    assert seconds_of("Mon, 02 Mar 2026 10:00:20 GMT") == 20
    assert seconds_of("Mon, 02 Mar 2026 09:00:00 GMT") == 0
    assert seconds_of("Mon, 02 Mar 2026 10:00:20") is None


@pytest.mark.parametrize(
    ("status", "brief", "quota"),
    [(429, True, True), (500, True, False), (503, True, False), (404, False, False), (403, False, False)],
)
def test_a_status_says_whether_to_ask_again(status: int, brief: bool, quota: bool) -> None:
    with serving() as stub:
        stub.status, stub.headers = status, {"Retry-After": "7"}
        trouble = Client(stub.url).get("/", {}, 5).trouble()
    assert (trouble.is_brief, trouble.is_quota, trouble.wait) == (brief, quota, 7.0)


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
