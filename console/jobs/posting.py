"""One POST to an address of others: never into a private network, to the machine that was looked at."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from console.directories.http import certificates, run_within, seconds_of, user_agent
from models.kernel.errors import DomainError
from models.staff.machines.webhooks import Targets
from models.staff.machines.webhooks.delivering import Outcome
from models.values.networks import Address, is_public
from setting_values import is_loopback

SECONDS = 10.0
"""For all of it: name, connection, TLS, request, answer."""

LARGEST_BODY = 64 * 1024
LARGEST_ANSWER = 4 * 1024
"""Bytes that are read of an answer: what is said beyond is nobody's business."""

MOST_ADDRESSES = 3
"""Of one name, tried one after the other while none takes the connection."""

CONNECT_SECONDS = SECONDS / (MOST_ADDRESSES + 1)
"""For the connection to one of them, or for its TLS: one that swallows packets leaves time for the others."""

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a name."""


class Unreachable(Exception):
    """There was no answer; its words are a stable code."""


class Reply(NamedTuple):
    """An answer as far as it is read."""

    status: int
    text: str
    wait: float | None


async def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Poster:
    """Posts to addresses that others chose. Redirects are not followed, proxies of the environment not heard.

    The name is looked up once a try, every address it has is held against the closed networks, and the
    connection goes to one of those: a name that means another machine a moment later leads nowhere else.
    """

    def __init__(
        self,
        targets: Targets,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
        largest: int = LARGEST_BODY,
    ) -> None:
        self._targets, self._resolve, self._trust, self._largest = targets, resolve, trust, largest

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """What became of it; never raises for what the other side does."""
        begun = time.monotonic()
        try:
            reply = self._reply(url, body, headers)
        except Unreachable as failed:
            return Outcome(trouble=str(failed), milliseconds=_since(begun))
        trouble = "redirect" if 300 <= reply.status < 400 else ""
        return Outcome(reply.status, reply.text, trouble, _since(begun), reply.wait)

    def _reply(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        import httpx

        if len(body) > self._largest:
            raise Unreachable("too-large")
        waiting = run_within(self._post(url, body, headers), SECONDS)
        try:
            return waiting.result(timeout=SECONDS + 1)
        except TimeoutError as late:
            waiting.cancel()
            raise Unreachable("timeout") from late
        except DomainError as refused:
            raise Unreachable("refused-address") from refused
        except socket.gaierror as unknown:
            raise Unreachable("unknown-name") from unknown
        except (httpx.ConnectError, httpx.ConnectTimeout) as failed:
            raise Unreachable("certificate" if _is_about_trust(failed) else "no-connection") from failed
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
            raise Unreachable("broken-answer") from failed

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        import httpx

        parts = urlsplit(self._targets.parse(url))
        if self._targets.stays and not is_loopback(parts.hostname or ""):
            raise Unreachable("demonstration")  # before its name is looked up
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        addresses = await self._addresses(host, port)
        for address in addresses[:-1]:
            try:
                return await self._send(url, address, host, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(url, addresses[-1], host, body, headers)

    async def _addresses(self, host: str, port: int) -> list[Address]:
        found = [ip_address(text) for text in await self._resolve(host.rstrip("."), port)]
        if not found:
            raise Unreachable("unknown-name")
        # One that is closed betrays a name made to lead inside: the others are not tried.
        if not all(is_public(address, self._targets.networks) for address in found):
            raise Unreachable("private-address")
        return found[:MOST_ADDRESSES]

    async def _send(
        self, url: str, address: Address, host: str, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        import httpx

        named = httpx.URL(url)
        pinned = named.copy_with(host=str(address))
        sent = {
            "Host": named.netloc.decode("ascii"),
            "User-Agent": user_agent(),
            "Accept-Encoding": "identity",
            **headers,
        }
        async with (
            httpx.AsyncClient(
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),  # the whole is bound
                verify=self._trust or certificates(),
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream(
                "POST", pinned, content=body, headers=sent, extensions={"sni_hostname": host.rstrip(".")}
            ) as answer,
        ):
            read = bytearray()
            async for chunk in answer.aiter_raw():
                read += chunk
                if len(read) >= LARGEST_ANSWER:
                    break
            wait = seconds_of(answer.headers.get("Retry-After", ""))
            return Reply(answer.status_code, _legible(bytes(read[:LARGEST_ANSWER])), wait)


def _legible(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text).strip()


def _is_about_trust(failed: BaseException) -> bool:
    cause: BaseException | None = failed
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
