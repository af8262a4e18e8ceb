"""What a way out for mails can do, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Protocol

from models.mails import OutboxEmail
from views.mails import Letter


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
