"""Who sends slowly, or never ends, holds no thread of the server; who sends oddly confuses nobody."""

from __future__ import annotations

import contextlib
import http.client
import socket
import struct
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import BODY_LIMIT
from console.serving import whole_requests
from console.serving.whole_requests import Gathering

HALF = b"GET /half HTTP/1.1\r\nHost: x\r\nX-"
POST = b"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n0\r\n\r\nbonjour"


@pytest.fixture(scope="module")
def port():
    """A server with one single thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "tests.support.servers.echo", str(number)])
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", number), 5).close()
            break
        time.sleep(0.05)
    yield number
    server.terminate()
    server.wait(60)


@pytest.fixture
def opened(port):
    """`opened(first bytes)`: a connection that has sent them, and closes with the test."""
    with contextlib.ExitStack() as stack:

        def connect(sent: bytes = b"", **_: object) -> socket.socket:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
            connection.sendall(sent)
            return connection

        yield connect


def ask(port, method="GET", path="/", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(connection, count):
    """So many answers of a connection, each as its body."""
    file, found = connection.makefile("rb"), []
    for _ in range(count):
        length = 0
        while (line := file.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        found.append(file.read(length).decode())
    return found


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"G", id="one sign"),
        pytest.param(HALF, id="half a header"),
        pytest.param(POST[:-3], id="half a body"),
        pytest.param(b"POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", id="no chunk"),
    ],
)
def test_those_who_do_not_finish_what_they_send_keep_nobody_waiting(port, opened, sent):
    for _ in range(20):
        opened(sent)
    assert ask(port, path="/next") == (200, "GET /next 0 ")


def test_more_of_them_than_there_are_places_make_room_for_who_sends_all(port, opened):
    for _ in range(120):
        opened(HALF)
    assert ask(port, "POST", "/post", b"bonjour") == (200, "POST /post 7 our")


def test_a_request_that_came_slowly_is_answered_like_any_other(port, opened):
    connection = opened(POST[:10])
    for place in range(10, len(POST), 7):
        connection.sendall(POST[place : place + 7])
        assert ask(port, path="/between")[0] == 200
    assert answers(connection, 1) == ["POST /post 12 our"]


def test_requests_sent_in_one_go_are_answered_in_their_order(port, opened):
    connection = opened(POST + b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n" + POST)
    assert answers(connection, 3) == ["POST /post 12 our", "GET /second 0 ", "POST /post 12 our"]


def test_a_connection_is_kept_for_the_next_request(port, opened):
    connection = opened(POST)
    assert answers(connection, 1) == ["POST /post 12 our"]
    connection.sendall(b"GET /again HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answers(connection, 1) == ["GET /again 0 "]


def test_a_body_that_the_page_left_unread_is_no_request(port, opened):
    hidden = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    length = str(len(hidden)).encode()
    connection = opened(
        b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n" + hidden
    )
    connection.sendall(b"GET /then HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answers(connection, 2) == ["not read", "GET /then 0 "]


@pytest.mark.parametrize(
    "framing",
    [
        f"Content-Length: {BODY_LIMIT + 1}",
        "Content-Length: 3\r\nContent-Length: 40",
        "Content-Length: +3",
        "Content-Length: 3, 3",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "X: 1\r\n Content-Length: 40",
    ],
)
def test_after_a_body_whose_end_is_doubtful_the_connection_ends(port, opened, framing):
    hidden = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    connection = opened(f"POST /unread HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n".encode() + hidden)
    connection.settimeout(30)
    everything = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            everything += piece
    assert b"/hidden" not in everything
    assert ask(port)[0] == 200


def test_who_was_answered_and_stays_keeps_nobody_waiting(port, opened):
    for _ in range(30):
        opened(b"GET /stay HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)  # 2 s each would be a minute
    connection.request("GET", "/next")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_body_in_pieces_is_read_whole(port):
    assert ask(port, "POST", "/pieces", iter([b"a" * 70_000, b"0\r\n\r\n", b"fin"])) == (
        200,
        "POST /pieces 70008 fin",
    )


def test_a_long_body_is_read_whole(port):
    assert ask(port, "POST", "/long", b"a" * 3_000_000 + b"fin") == (200, "POST /long 3000003 fin")


def test_who_awaits_a_go_ahead_before_the_body_gets_it(port, opened):
    head, _, body = POST.partition(b"\r\n\r\n")
    connection = opened(head + b"\r\nExpect: 100-continue\r\n\r\n")
    assert connection.recv(100).startswith(b"HTTP/1.1 100")
    connection.sendall(body)
    text = b""
    while b"our" not in text:
        text += connection.recv(1000)
    assert b"POST /post 12 our" in text


def worker_of(port):
    """The process that answers."""
    return ask(port, path="/pid")[1]


def test_a_client_that_resets_while_a_go_ahead_is_owed_kills_no_worker(port, opened):
    before = worker_of(port)
    for _ in range(30):
        connection = opened(
            b"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        )
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()  # with a reset
    assert worker_of(port) == before


def test_a_page_that_breaks_in_the_middle_kills_no_worker(port, opened):
    before = worker_of(port)
    connection = opened(b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
    while connection.recv(1000):
        pass
    assert worker_of(port) == before


def test_many_more_connections_than_places_that_all_speak_at_once_kill_no_worker(port, opened):
    before = worker_of(port)
    connections = [opened(HALF) for _ in range(100)]
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.sendall(b"more: 1\r\nX-")
    assert worker_of(port) == before


def test_a_word_of_framing_elsewhere_than_in_a_name_frames_nothing(port, opened):
    head = b"POST /content-length HTTP/1.1\r\nHost: x\r\nReferer: /transfer-encoding\r\nContent-Length: 7"
    connection = opened(head + b"\r\n\r\n")
    time.sleep(0.1)
    connection.sendall(b"bonjour")
    assert answers(connection, 1) == ["POST /content-length 7 our"]


def test_headers_without_end_are_refused(port, opened):
    connection = opened(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
    with contextlib.suppress(ConnectionError):
        connection.sendall(b"a" * 300_000)
    with contextlib.suppress(ConnectionResetError):
        assert b" 200 " not in connection.recv(1000)
    assert ask(port)[0] == 200


@given(cuts=st.lists(st.integers(0, len(POST)), max_size=6))
def test_wherever_a_request_is_cut_it_is_whole_at_its_last_sign_only(cuts):
    request, places = Gathering(), sorted({0, *cuts, len(POST)})
    pieces = [POST[start:end] for start, end in zip(places, places[1:], strict=False)]
    assert [request.take(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    request.file.close()


def test_what_takes_too_long_is_given_up(monkeypatch):
    request = Gathering()
    now = time.monotonic()
    assert now < request.deadline <= now + whole_requests.HEADERS_SECONDS + 1
    request.take(POST[:-1])
    assert request.deadline > now + whole_requests.HEADERS_SECONDS + 1
    request.file.close()
