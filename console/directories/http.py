"""One GET to a service that may be slow, huge or mad, within a time that really ends."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from ssl import SSLContext
from urllib.parse import urlsplit

import httpx

from console.directories.facts import Garbage

LARGEST_BODY = 2_000_000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Trouble(Exception):
    """The service did not answer, or not with an answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer."""

    status: int
    body: bytes

    def json(self) -> object:
        """The body, read as JSON. Raises `Garbage`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as unreadable:
            raise Garbage("no JSON") from unreadable


class Client:
    """GETs below one base address. Redirects are not followed: they could carry the key elsewhere."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # what is not compressed cannot grow while it is read
            "User-Agent": user_agent(),
            **(headers or {}),
        }
        self._is_own_machine = urlsplit(base_url).hostname in LOOPBACK

    def get(self, path: str, params: Mapping[str, str], seconds: float) -> Reply:
        """The answer, complete within that time. Raises `Trouble`."""
        waiting = _run(self._get(self._base + path, params), seconds)
        try:
            return waiting.result(timeout=seconds + 1)
        except TimeoutError as late:
            waiting.cancel()
            raise Trouble("timeout") from late
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
            raise Trouble(type(failed).__name__) from failed

    async def _get(self, url: str, params: Mapping[str, str]) -> Reply:
        async with (
            httpx.AsyncClient(
                headers=self._headers,
                timeout=None,  # noqa: S113 - the whole is bound, which httpx's own limits, one per read, are not
                verify=_certificates(),
                trust_env=not self._is_own_machine,
            ) as client,
            client.stream("GET", url, params=params) as answer,
        ):
            if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise Trouble("compressed though it was told not to")
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Trouble("too large")
            return Reply(answer.status_code, bytes(body))


def user_agent() -> str:
    """Who we are, as the services ask to be told."""
    try:
        return f"Bascule/{version('bascule')} (reprise de comptes concessionnaires)"
    except PackageNotFoundError:
        return "Bascule (reprise de comptes concessionnaires)"


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context()


class _Background:
    """An event loop in a thread of its own: the only way to give up at once on a server that drips bytes."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="directories", daemon=True).start()


_starting = threading.Lock()
_background: _Background | None = None


def _loop() -> asyncio.AbstractEventLoop:
    global _background
    with _starting:
        # A server forks its workers, and threads do not survive a fork.
        if _background is None or _background.pid != os.getpid():
            _background = _Background()
        return _background.loop


def _run(work: Coroutine[None, None, Reply], seconds: float) -> Future[Reply]:
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), _loop())
