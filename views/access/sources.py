"""What one source may send without an account: counted before the form costs a mail, a hash or a row."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask import abort

from models.kernel.access import throttling
from views.access.people import current_actor

WINDOW = timedelta(hours=1)


class Costly(StrEnum):
    """The forms that anybody may send, by what they cost."""

    SIRET = "siret"
    ACCOUNT = "account"
    HELP = "help"
    FORGOTTEN = "forgotten"
    PASSWORD = "password"  # noqa: S105 - what is counted


PER_SOURCE = {
    Costly.SIRET: 60,
    Costly.ACCOUNT: 20,
    Costly.HELP: 5,
    Costly.FORGOTTEN: 20,
    Costly.PASSWORD: 120,  # a room of people in training has one address
}
"""How many of each an hour."""


def admit(form: Costly) -> None:
    """Counts one more from here; too many are a 429."""
    if not throttling.admit(form.value, ip=current_actor().ip, limit=PER_SOURCE[form], window=WINDOW):
        abort(429)
