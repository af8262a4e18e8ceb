"""Slow clients, a hanging directory, a held lock, a lost database: the whole product goes on answering.

One server an engine, through all of them; what is waited for is what the product promises to wait at most.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import re
import socket
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.support.engines import temporary_database
from tests.support.servers.cut import Cut, cuttable
from tests.support.servers.directory_stub import DirectoryStub, serving
from tests.support.servers.site import Site

pytestmark = pytest.mark.faults

SOON = 3.0
"""Seconds within which a page answers that nothing keeps, on a machine that others use too."""
SIRET = "55208131766522"
PAGES = ("/", "/connexion", "/static/bascule.css", "/sante/vif")
SLOW_CLIENTS = 60


@dataclass
class Answer:
    status: int
    text: str
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, site: Site) -> None:
        self.base = site.base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, address: str, **fields: str) -> Answer:
        """GET, or POST of these fields with the token of that page."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        since = time.monotonic()
        try:
            with self.opener.open(self.base + address, data=data, timeout=30) as reply:
                text, status, headers = reply.read().decode(), reply.status, reply.headers
        except urllib.error.HTTPError as refused:
            text, status, headers = refused.read().decode(), refused.code, refused.headers
        return Answer(status, text, time.monotonic() - since, dict(headers))

    def token(self, address: str) -> str:
        """The token of a page's forms."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(address).text)
        assert found is not None
        return found.group(1)


@dataclass
class Town:
    """A served installation, the directory that it asks, and the ways to its database."""

    site: Site
    stub: DirectoryStub
    url: str
    way: Cut | None

    def answers(self) -> None:
        """Pages are there, soon, and so is the server for whoever watches it."""
        for address in PAGES:
            answer = Visitor(self.site).ask(address)
            assert answer.status == 200 and answer.seconds < SOON, (address, answer.status, answer.seconds)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another program keeps what a sign-in writes."""
        if self.way is None:
            with contextlib.closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
                other.rollback()
        else:
            with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as other:
                other.execute("SELECT pg_advisory_lock(hashtext('sign-ins'))")
                yield


@pytest.fixture
def town(engine: str, tmp_path: Path) -> Iterator[Town]:
    with contextlib.ExitStack() as stack:
        stub, way, url = stack.enter_context(serving()), None, f"sqlite:///{tmp_path}/instance/bascule.db"
        given = url
        if engine == "postgresql":
            url = stack.enter_context(temporary_database())
            parts = urllib.parse.urlsplit(url)
            way = stack.enter_context(cuttable(parts.hostname or "127.0.0.1", parts.port or 5432))
            user = f"{parts.username}@" if parts.username else ""
            given = parts._replace(netloc=f"{user}127.0.0.1:{way.port}").geturl()
        settings = {"BASCULE_DATABASE_URL": given, "BASCULE_DIRECTORY": "recherche-entreprises"}
        site = Site(tmp_path, **settings, BASCULE_DIRECTORY_URL=stub.url)
        site.command("init")
        site.start(worker=False)
        try:
            yield Town(site, stub, url, way)
        finally:
            site.stop()
            site.ended()


def test_pages_answer_through_every_outage(town: Town) -> None:
    slow_clients(town)
    hanging_directory(town)
    held_lock(town)
    lost_database(town)


def slow_clients(town: Town) -> None:
    """Headers and bodies that never end hold no thread of the server."""
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    body = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nidentifier="
    clients = [socket.create_connection(("127.0.0.1", town.site.port)) for _ in range(SLOW_CLIENTS)]
    try:
        for number, client in enumerate(clients):
            client.sendall(head if number % 2 else body)
        town.answers()
        assert Visitor(town.site).ask("/sante").status == 200
    finally:
        for client in clients:
            client.close()


def hanging_directory(town: Town) -> None:
    """More people ask of it than there are threads: few wait, all others are served at once."""
    town.stub.delay = 60
    visitors = [Visitor(town.site) for _ in range(12)]
    address = "/creer-un-compte/pro"
    tokens = [visitor.token(address) for visitor in visitors]
    with ThreadPoolExecutor(len(visitors)) as pool:
        questions = [
            pool.submit(visitor.ask, address, csrf_token=token, siret=SIRET)
            for visitor, token in zip(visitors, tokens, strict=True)
        ]
        time.sleep(0.5)  # they are inside
        town.answers()
        assert not all(question.done() for question in questions), "somebody waits for it meanwhile"
        for question in questions:
            answer = question.result()
            assert answer.status == 422 and "ne répond pas" in answer.text
            assert answer.seconds < 6 + SOON
    town.stub.delay = 0


def held_lock(town: Town) -> None:
    """Whoever writes is told calmly when to come back; who reads, reads on; then all is as before."""
    visitors = [Visitor(town.site) for _ in range(3)]
    fields = [
        {"csrf_token": each.token("/connexion"), "identifier": "pro.a.b", "password": "x"}
        for each in visitors
    ]
    with ThreadPoolExecutor(len(visitors)) as pool, town.locked():
        tries = [
            pool.submit(visitor.ask, "/connexion", **typed)
            for visitor, typed in zip(visitors, fields, strict=True)
        ]
        time.sleep(0.5)
        town.answers()
        for answer in [attempt.result() for attempt in tries]:
            assert answer.status == 503 and answer.headers["Retry-After"], answer.text[:300]
            assert answer.seconds < 4 + SOON
    answer = visitors[0].ask("/connexion", **fields[0])
    assert answer.status == 422, "the sign-in is refused for its password again"


def lost_database(town: Town) -> None:
    """Behind a cut connection: what needs no database answers, the rest says 503; it comes back by itself."""
    if town.way is None:
        return  # SQLite is a file of ours: there is no connection to cut
    visitor = Visitor(town.site)
    typed = {"csrf_token": visitor.token("/connexion"), "identifier": "pro.a.b", "password": "x"}
    town.way.cut()
    town.answers()
    answer = visitor.ask("/connexion", **typed)
    assert answer.status == 503 and answer.headers["Retry-After"] and answer.seconds < 5 + SOON
    assert Visitor(town.site).ask("/sante").status == 503
    town.way.mend()
    assert visitor.ask("/connexion", **typed).status == 422
    assert Visitor(town.site).ask("/sante").status == 200
