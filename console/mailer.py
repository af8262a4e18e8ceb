"""Carries a rendered mail away: to a server by SMTP, or into a folder."""

from __future__ import annotations

import hmac
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from config import Settings, is_loopback
from models.kernel import keys
from models.mails import OutboxEmail
from views.mails import Letter

SECONDS = 10
"""How long a server may take for one answer."""

SMTP_PORT, SMTPS_PORT = 25, 465


class _Whole(EmailPolicy):
    """Encodes a subject as one text: word by word, Python drops the space where it folds between two."""

    def fold(self, name: str, value: Any) -> str:
        """The header's lines."""
        if name != "Subject" or str(value).isascii():
            return super().fold(name, value)
        whole = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {whole}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same, as it leaves."""
        if name != "Subject" or str(value).isascii():
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


SMTP = _Whole(linesep="\r\n")
"""How a message is written."""


class Refused(Exception):
    """The server will never take this mail (5xx on its recipient or text): no retry can help."""


class Postponed(Exception):
    """The mail did not leave; it may later."""


class Post(Protocol):
    """An open way out."""

    def send(self, message: EmailMessage, name: str) -> None:
        """Hands one mail over. Raises `Refused` or `Postponed`."""
        ...


class Mailer(Protocol):
    """One of the two ways out that a setting chooses."""

    def compose(self, mail: OutboxEmail, letter: Letter) -> EmailMessage:
        """The message, ready to leave. Raises `Refused` for an address that nothing can be sent to."""
        ...

    @contextmanager
    def opened(self) -> Iterator[Post]:
        """A way out for several mails."""
        ...


def build(settings: Settings) -> Mailer:
    """The way out that BASCULE_MAIL_URL names."""
    if settings.mail_folder is not None:
        return Folder(settings, settings.mail_folder)
    return Server(settings)


def message_id(mail: OutboxEmail, domain: str) -> str:
    """The same at each try, so that a mail received twice can be told; it betrays no count to outsiders."""
    key = keys.current().derive("message-id")
    return f"<{hmac.digest(key, str(mail.id).encode(), 'sha256').hex()[:32]}@{domain}>"


class _Composer:
    """Turns letters into messages of one sender."""

    transfer = "quoted-printable"

    def __init__(self, settings: Settings) -> None:
        name, address = parseaddr(settings.mail_from)
        self._from = Address(name or settings.portal_name, addr_spec=address)
        self.sender = address

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
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = message_id(mail, self._from.domain)
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "fr"
        message.set_content(letter.body, charset="utf-8", cte=self.transfer)
        return message


class Folder(_Composer):
    """Writes one `.eml` per mail. Its name is the mail's own, so that a repeated try leaves one file."""

    transfer = "8bit"  # a person reads these files

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(settings)
        self._folder = folder

    @contextmanager
    def opened(self) -> Iterator[Folder]:
        """The folder itself."""
        yield self

    def send(self, message: EmailMessage, name: str) -> None:
        """Writes beside, syncs, then renames: nobody ever reads half a mail."""
        part = self._folder / f".{name}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with open(part, "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self._folder / f"{name}.eml")
        except OSError as problem:
            with suppress(OSError):
                part.unlink()
            raise Postponed(f"the folder cannot be written: {problem.strerror}") from None


class Server(_Composer):
    """Speaks to one SMTP server: `smtp` with STARTTLS where it is offered, or `smtps`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._url = urlsplit(settings.mail_url)

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """A connection, made when the first mail needs it, made again after it broke, closed at the end."""
        connection = Connection(self._url, self.sender)
        try:
            yield connection
        finally:
            connection.close()


class Connection:
    """A conversation with the server, several mails long."""

    def __init__(self, url: SplitResult, sender: str) -> None:
        self._url, self._sender = url, sender
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, name: str) -> None:
        """Hands one mail over; whatever goes wrong, the next one begins on a clean connection."""
        address = message["To"].addresses[0].addr_spec
        try:
            if self._smtp is None:
                self._smtp = self._connect()
            self._smtp.send_message(message, self._sender, [address])
        except smtplib.SMTPRecipientsRefused as refused:
            self.close()
            code, words = next(iter(refused.recipients.values()))
            self._blame(code, words)
        except smtplib.SMTPDataError as refused:
            self.close()
            self._blame(refused.smtp_code, refused.smtp_error)
        except (smtplib.SMTPException, OSError, ssl.SSLError) as trouble:
            self.close()
            raise Postponed(_said(trouble)) from None

    def _blame(self, code: int, words: bytes | str) -> None:
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        raise (Refused if 500 <= code < 600 else Postponed)(f"{code} {' '.join(told.split())}") from None

    def close(self) -> None:
        """Takes leave; a server that is gone already is no trouble."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _connect(self) -> smtplib.SMTP:
        url = self._url
        host, secure = url.hostname or "", url.scheme == "smtps"
        if secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, url.port or SMTPS_PORT, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, url.port or SMTP_PORT, timeout=SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not secure and smtp.has_extn("starttls"):
                smtp.starttls(context=self._context())
                smtp.ehlo()
                secure = True
            if url.username is not None:
                if not secure and not is_loopback(host):
                    raise smtplib.SMTPException("the server offers no TLS: the password was not sent")
                smtp.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _context(self) -> ssl.SSLContext:
        # Without a password to protect, TLS with whoever answers is better than none: relays on a local
        # network rarely bear a certificate that anyone signed.
        context = ssl.create_default_context()
        if self._url.username is None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _said(trouble: Exception) -> str:
    """What went wrong, without anything that we sent: a password may be in it."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        words = trouble.smtp_error
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{trouble.smtp_code} {' '.join(told.split())}"
    return f"{type(trouble).__name__}: {trouble}"[:300]
