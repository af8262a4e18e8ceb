"""Carries mails to a server by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from config import Settings
from console.mailer.composer import Composer
from console.mailer.protocol import Postponed, Refused
from setting_values import is_loopback

SECONDS = 10
"""How long a server may take for one answer."""

SMTP_PORT, SMTPS_PORT = 25, 465


class Server(Composer):
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
            raise Postponed(_described(trouble)) from None

    def _blame(self, code: int, words: bytes | str) -> None:
        raise (Refused if 500 <= code < 600 else Postponed)(_answer(code, words)) from None

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


def _described(trouble: Exception) -> str:
    """What went wrong, without anything that we sent: a password may be in it."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        return _answer(trouble.smtp_code, trouble.smtp_error)
    return f"{type(trouble).__name__}: {trouble}"[:300]


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {' '.join(text.split())}"
