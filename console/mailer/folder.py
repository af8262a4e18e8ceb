"""Carries mails into a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path

from config import Settings
from console.mailer.composer import SMTP, Composer
from console.mailer.protocol import Postponed


class Folder(Composer):
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
