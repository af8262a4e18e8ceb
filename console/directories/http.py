"""One request to a service that may be slow, huge or mad, within a time that really ends."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from console.directories.facts import Garbage
from models.kernel.clock import now

if TYPE_CHECKING:
    from ssl import SSLContext

T = TypeVar("T")

LARGEST_BODY = 256 * 1024
"""Bytes: a hundred times what one establishment takes."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Trouble(Exception):
    """The service did not answer, or not with an answer.

    `is_brief`: it failed at once, and may do better in a moment. `wait`: for how many seconds it asked to be
    left alone. `is_quota`: it is well, and was asked too often.
    """

    def __init__(
        self, why: str = "", *, is_brief: bool = False, wait: float | None = None, is_quota: bool = False
    ) -> None:
        super().__init__(why)
        self.is_brief, self.wait, self.is_quota = is_brief, wait, is_quota


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer; `retry_after`: for how many seconds the service asks to be left alone."""

    status: int
    body: bytes
    retry_after: float | None = None
    location: str = ""

    def trouble(self) -> Trouble:
        """What a status that is no answer means."""
        quota = self.status == 429
        brief = quota or self.status in (408, 425) or self.status >= 500
        return Trouble(f"status {self.status}", is_brief=brief, wait=self.retry_after, is_quota=quota)

    def json(self) -> object:
        """The body, read as JSON. Raises `Garbage`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as unreadable:
            raise Garbage("no JSON") from unreadable


class Client:
    """Asks below one base address. Redirects are not followed: they could carry the key elsewhere."""

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
        return self._ask("GET", path, params, None, seconds)

    def post(self, form: Mapping[str, str], seconds: float) -> Reply:
        """The answer to a form that is sent to the base address itself. Raises `Trouble`."""
        return self._ask("POST", "", None, form, seconds)

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
        seconds: float,
    ) -> Reply:
        import httpx  # 7 MB, which an installation that asks nobody never needs

        waiting = run_within(self._send(method, self._base + path, params, form), seconds)
        try:
            return waiting.result(timeout=seconds + 1)
        except TimeoutError as late:
            waiting.cancel()
            raise Trouble("timeout") from late
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
            brief = isinstance(failed, httpx.NetworkError | httpx.RemoteProtocolError)
            raise Trouble(type(failed).__name__, is_brief=brief) from failed

    async def _send(
        self, method: str, url: str, params: Mapping[str, str] | None, form: Mapping[str, str] | None
    ) -> Reply:
        import httpx

        async with (
            httpx.AsyncClient(
                headers=self._headers,
                timeout=None,  # noqa: S113 - the whole is bound, which httpx's own limits, one per read, are not
                verify=certificates(),
                trust_env=not self._is_own_machine,
            ) as client,
            client.stream(method, url, params=params, data=form) as answer,
        ):
            if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise Trouble("compressed though it was told not to")
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Trouble("too large")
            return Reply(
                answer.status_code,
                bytes(body),
                seconds_of(answer.headers.get("Retry-After", "")),
                answer.headers.get("Location", ""),
            )


def seconds_of(retry_after: str) -> float | None:
    """What `Retry-After` says, as seconds from now: a number of them, or a date (RFC 9110, 10.2.3)."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((parsedate_to_datetime(text) - now()).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError):  # no date, or one without its zone
        return None


def user_agent() -> str:
    """Who we are, as the services ask to be told."""
    try:
        return f"Bascule/{version('bascule')} (reprise de comptes concessionnaires)"
    except PackageNotFoundError:
        return "Bascule (reprise de comptes concessionnaires)"


@cache
def certificates() -> SSLContext:
    """What servers are held to: read once a process."""
    import httpx

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


def run_within(work: Coroutine[None, None, T], seconds: float) -> Future[T]:
    """Begins the work beside this thread; it ends within that time, whatever a server does."""
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), _loop())
