"""Browsers in which somebody came in whole once, code included: strangers' failures lock nobody out there.

Nothing is kept: the browser's cookie is signed under our key. It opens nothing; it says under which name the
tries of this browser are counted, apart from those of strangers.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from models.kernel import keys
from models.kernel.clock import TICK, now

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent

LIFE = timedelta(days=180)
"""How long a browser is known after the last sign-in with the second factor."""

_PURPOSES = {"agent": "known-browser", "account": "known-browser-of-account"}


def issue(person: Agent | ProAccount) -> str:
    """The cookie of a browser in which the second factor was given just now."""
    moment = now()
    if person.sessions_valid_from is not None:
        moment = max(moment, person.sessions_valid_from + TICK)
    text = f"{person.id}.{int(moment.timestamp() * 1_000_000)}.{secrets.token_hex(16)}"
    return f"{text}.{_sign(person, text)}"


def recognise(person: Agent | ProAccount, cookie: str) -> str | None:
    """The name under which this browser's tries for this person are counted, if it is known.

    It is none any more once its time is over, or since the sessions of theirs were last killed.
    """
    text, _, sign = cookie.rpartition(".")
    if not hmac.compare_digest(sign.encode("utf-8", "surrogatepass"), _sign(person, text).encode()):
        return None
    number, at, name = text.split(".")
    seen, killed = datetime.fromtimestamp(int(at) / 1_000_000, UTC), person.sessions_valid_from
    if number != str(person.id) or seen + LIFE <= now() or (killed is not None and seen <= killed):
        return None
    return f"{number}.{name}"


def _sign(person: Agent | ProAccount, text: str) -> str:
    key = keys.current().derive(_PURPOSES[person.audit_kind])
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()
