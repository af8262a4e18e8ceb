"""A letter, the mail that it belongs to, and a way out of one's own settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import config
from console import mailer
from models.mails import OutboxEmail
from tests.conftest import KEYS
from views.mails import Letter

LETTER = Letter("lecteur@example.org", "Été & « Quai »", "Bonjour Élodie,\n\n.\nÀ bientôt.\n")


def settings(tmp_path: Path, **values: str) -> config.Settings:
    """An installation of its own, with these settings."""
    names = {f"BASCULE_{name.upper()}": value for name, value in values.items()}
    return config.read({**KEYS, "BASCULE_INSTANCE": str(tmp_path), **names})


def a_mail(number: int) -> OutboxEmail:
    """An owed mail that stands in no database."""
    return OutboxEmail(id=number, kind="attached", to=LETTER.to, params={})


def send(way: mailer.Mailer, mail: OutboxEmail, letter: Letter = LETTER) -> Any:
    """Hands one mail over, and returns its message."""
    message = way.compose(mail, letter)
    with way.opened() as post:
        post.send(message, "a-mail")
    return message
