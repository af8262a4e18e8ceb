"""A POST goes to the machine that was looked at, never into a private network, and ends in time."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from console.jobs import posting
from console.jobs.posting import CONNECT_SECONDS, LARGEST_ANSWER, LARGEST_BODY, SECONDS, Poster
from models.kernel.clock import now
from models.staff.machines.webhooks import Targets
from models.values.networks import parse_networks
from tests.models.values.test_networks import INSIDE
from tests.support.hooks import LOOPBACK
from tests.support.servers.loopback import DRIPS
from tests.support.servers.receiver import Receiver, receiving

LONGEST = DRIPS / 2
"""Seconds: whoever gave up before did not wait for the end, however slow the machine."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time enough for what is to arrive; a test that waits in vain shortens it."""
    assert posting.SECONDS == 10.0, "what operators are told"
    monkeypatch.setattr(posting, "SECONDS", 90.0)
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 90.0)


@contextlib.contextmanager
def swallowing(address: str, port: int) -> Iterator[None]:
    """A listener whose queue is full: who connects hears nothing, as behind a wall that drops packets."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((address, port), backlog=0))
        while True:
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.5)
            try:
                waiting.connect(listener.getsockname())
            except TimeoutError:
                break
        yield


def to(*addresses: str, targets: Targets = LOOPBACK, trust: ssl.SSLContext | None = None) -> Poster:
    """A poster for whom every name has these addresses."""

    async def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return Poster(targets, resolve, trust)


def test_a_body_arrives_with_its_headers_and_the_answer_is_read(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 200, "reçu\x00".encode()
    got = Poster(LOOPBACK).post(receiver.url, b"{}", {"webhook-id": "msg_1"})
    assert (got.status, got.answer, got.trouble) == (200, "reçu", "") and got.is_delivered
    (call,) = receiver.calls
    assert call.body == b"{}" and call.number == "msg_1"
    assert call.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert call.headers["user-agent"].startswith("Bascule")


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(address: str) -> None:
    got = to(address, targets=Targets()).post("https://recepteur.example.org/", b"{}", {})
    assert (got.status, got.trouble) == (None, "private-address")


def test_a_name_that_leads_inside_and_outside_is_not_called() -> None:
    got = to("8.8.8.8", "127.0.0.1", targets=Targets()).post("https://recepteur.example.org/", b"{}", {})
    assert got.trouble == "private-address"


def test_an_address_that_is_written_out_is_held_to_the_same() -> None:
    got = Poster(Targets(plain=True)).post("http://127.0.0.1:9/", b"{}", {})
    assert got.trouble == "refused-address"


def test_the_demonstration_calls_this_machine_alone_and_looks_no_other_name_up(receiver: Receiver) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    stays = Targets(plain=True, stays=True)
    got = Poster(stays, resolve).post("https://recepteur.example.org/", b"{}", {})
    assert (got.status, got.trouble) == (None, "demonstration")
    here = Targets(plain=True, networks=parse_networks("127.0.0.0/8"), stays=True)
    assert Poster(here).post(receiver.url, b"{}", {}).is_delivered


def test_only_the_demonstration_stays_on_this_machine(make_app: Callable[..., Flask]) -> None:
    for env, stays in (("demo", True), ("development", False)):
        assert make_app(env=env).extensions["bascule.targets"].stays is stays


def test_in_production_plain_http_is_not_called(receiver: Receiver) -> None:
    safe = Targets(networks=parse_networks("127.0.0.0/8"))
    assert Poster(safe).post(receiver.url, b"{}", {}).trouble == "refused-address"
    assert receiver.calls == []


def test_the_connection_goes_to_the_address_that_was_looked_at_and_the_name_is_kept(
    receiver: Receiver,
) -> None:
    looks = []

    async def resolve(host: str, port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.0.0.1"]

    url = f"http://recepteur.example.org:{receiver.port}/bascule?a=b"
    assert Poster(LOOPBACK, resolve).post(url, b"{}", {}).is_delivered
    assert looks == ["recepteur.example.org"], "looked up once"
    assert receiver.calls[0].headers["host"] == f"recepteur.example.org:{receiver.port}"


def test_another_address_of_the_name_is_tried_when_one_does_not_answer(receiver: Receiver) -> None:
    url = f"http://recepteur.example.org:{receiver.port}/"
    assert to("127.0.0.2", "127.0.0.1").post(url, b"{}", {}).is_delivered


def test_another_address_of_the_name_is_tried_when_one_swallows_what_it_is_sent(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 1.0)
    url = f"http://recepteur.example.org:{receiver.port}/"
    with swallowing("127.0.0.2", receiver.port):
        assert to("127.0.0.2", "127.0.0.1").post(url, b"{}", {}).is_delivered
        assert to("127.0.0.2").post(url, b"{}", {}).trouble == "no-connection"
    assert len(receiver.calls) == 1


def test_all_addresses_of_a_name_have_their_turn_within_the_time_of_one_try() -> None:
    assert posting.MOST_ADDRESSES * CONNECT_SECONDS < SECONDS


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.status, receiver.headers = 307, {"Location": elsewhere.url}
        got = Poster(LOOPBACK).post(receiver.url, b"{}", {})
        assert (got.status, got.trouble) == (307, "redirect") and elsewhere.calls == []


def test_proxies_of_the_environment_are_not_heard(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert Poster(LOOPBACK).post(receiver.url, b"{}", {}).is_delivered


@pytest.mark.parametrize("way", ["drip", "silence"])
def test_a_receiver_that_takes_its_time_does_not_hold_us(
    receiver: Receiver, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    receiver.mode, receiver.delay = ("drip", 0.0) if way == "drip" else ("", DRIPS)
    since = time.monotonic()
    assert Poster(LOOPBACK).post(receiver.url, b"{}", {}).trouble == "timeout"
    assert time.monotonic() - since < LONGEST


def test_of_a_long_answer_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 200, b"x" * 10_000_000
    got = Poster(LOOPBACK).post(receiver.url, b"{}", {})
    assert got.status == 200 and len(got.answer) == LARGEST_ANSWER


def test_a_long_body_is_not_sent(receiver: Receiver) -> None:
    got = Poster(LOOPBACK).post(receiver.url, b"x" * (LARGEST_BODY + 1), {})
    assert got.trouble == "too-large" and receiver.calls == []


def test_who_does_not_answer_is_told_apart(receiver: Receiver) -> None:
    receiver.mode = "drop"
    assert Poster(LOOPBACK).post(receiver.url, b"{}", {}).trouble == "broken-answer"
    receiver.stop()
    assert Poster(LOOPBACK).post(receiver.url, b"{}", {}).trouble == "no-connection"
    assert Poster(LOOPBACK, unknown).post("http://nulle-part.invalid/", b"{}", {}).trouble == "unknown-name"
    assert to().post("http://nulle-part.invalid/", b"{}", {}).trouble == "unknown-name"


async def unknown(host: str, port: int) -> list[str]:
    """What a resolver says that knows no such name; ours would ask the network."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_receiver_may_ask_to_be_left_alone(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": "120"}
    assert Poster(LOOPBACK).post(receiver.url, b"{}", {}).wait == 120


# -- TLS


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side that is certified under this name, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    moment = now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "tls.pem").write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "tls.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_the_certificate_is_that_of_the_name_not_of_the_address(tmp_path: Path) -> None:
    server, trust = certified(tmp_path, "recepteur.example.org")
    with receiving(server) as receiver:
        poster = to("127.0.0.1", trust=trust)
        assert poster.post(f"https://recepteur.example.org:{receiver.port}/", b"{}", {}).is_delivered
        other = poster.post(f"https://autre.example.org:{receiver.port}/", b"{}", {})
        assert other.trouble == "certificate" and len(receiver.calls) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server, _ = certified(tmp_path, "recepteur.example.org")
    with receiving(server) as receiver:
        url = f"https://recepteur.example.org:{receiver.port}/"
        assert to("127.0.0.1").post(url, b"{}", {}).trouble == "certificate" and receiver.calls == []
