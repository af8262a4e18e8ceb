"""A real SMTP server on loopback that takes, refuses, postpones or dies, as `mode` says."""

from __future__ import annotations

import asyncio
import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.support.servers.site import free_port


@dataclass(frozen=True)
class Got:
    """One mail that arrived."""

    sender: str
    to: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, read."""
        read = email.message_from_bytes(self.raw.replace(b"\r\n", b"\n"), policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        return read


class Sink:
    """The server; also its own handler. `with Sink() as sink: sink.url, sink.mails, sink.mode`."""

    def __init__(self) -> None:
        self.mode = ""
        self.mails: list[Got] = []
        self.port = free_port()
        self._server: Controller | None = None

    @property
    def url(self) -> str:
        """What BASCULE_MAIL_URL says."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.stop()

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.mode == "busy":
            return "421 4.3.2 come back later"
        if self.mode == "sender 5xx":
            return "550 5.7.1 who are you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.mode == "rcpt 4xx":
            return "451 4.3.0 try again later"
        if self.mode == "rcpt 5xx":
            return "550 5.1.1 no such user"
        if self.mode == "drop":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mode == "slow":
            await asyncio.sleep(1)
        if self.mode == "data 4xx":
            return "452 4.2.2 mailbox full"
        if self.mode == "data 5xx":
            return "554 5.6.0 not that"
        self.mails.append(Got(envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.original_content)))
        if self.mode == "drop after data":
            server.transport.abort()
        return "250 OK"
