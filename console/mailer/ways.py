"""Chooses the way out for mails that a setting names."""

from __future__ import annotations

from config import Settings
from console.mailer.folder import Folder
from console.mailer.protocol import Mailer
from console.mailer.smtp import Server


def build(settings: Settings) -> Mailer:
    """The way out that BASCULE_MAIL_URL names."""
    if settings.mail_folder is not None:
        return Folder(settings, settings.mail_folder)
    return Server(settings)
