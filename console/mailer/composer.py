"""Turns a rendered mail into a message as it travels."""

from __future__ import annotations

import hmac
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from config import Settings
from console.mailer.protocol import Refused
from models.kernel import keys
from models.kernel.clock import now
from models.mails import OutboxEmail
from views.mails import Letter


class _Whole(EmailPolicy):
    """Encodes a subject as one text: word by word, Python drops the space where it folds between two.

    An address that is longer than a line stays as it is: Python would make an encoded word of it.
    """

    def fold(self, name: str, value: Any) -> str:
        """The header's lines."""
        if _is_address(name, value):
            return f"{name}: {value}{self.linesep}"
        if name != "Subject" or str(value).isascii():
            return str(super().fold(name, value))
        whole = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {whole}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same, as it leaves."""
        if _is_address(name, value):
            return self.fold(name, value).encode("ascii")
        if name != "Subject" or str(value).isascii():
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


def _is_address(name: str, value: Any) -> bool:
    return name == "List-Unsubscribe" and str(value).isascii()


SMTP = _Whole(linesep="\r\n")
"""How a message is written."""


def message_id(mail: OutboxEmail, domain: str) -> str:
    """The same at each try, so that a mail received twice can be told; it betrays no count to outsiders."""
    key = keys.current().derive("message-id")
    return f"<{hmac.digest(key, str(mail.id).encode(), 'sha256').hex()[:32]}@{domain}>"


class Composer:
    """Turns letters into messages of one sender."""

    transfer = "quoted-printable"

    def __init__(self, settings: Settings) -> None:
        name, address = parseaddr(settings.mail_from)
        self._from = Address(name or settings.portal_name, addr_spec=address)
        self.sender = address
        self._origin = settings.public_url

    def compose(self, mail: OutboxEmail, letter: Letter) -> EmailMessage:
        """The message, ready to leave. Raises `Refused` for an address that nothing can be sent to."""
        message = EmailMessage(policy=SMTP)
        try:
            message["To"] = Address(addr_spec=letter.to)
            letter.to.encode("ascii")
        except (ValueError, IndexError, MessageError) as broken:
            # What the parser raises for a text that is no address.
            raise Refused(f"not an address: {broken}") from None
        message["From"] = self._from
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = message_id(mail, self._from.domain)
        if stop := mail.params.get("stop"):  # RFC 8058: the reader's own program offers to stop, in one click
            message["List-Unsubscribe"] = f"<{self._origin}/ne-plus-recevoir/{stop}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "fr"
        message.set_content(letter.body, charset="utf-8", cte=self.transfer)
        return message
