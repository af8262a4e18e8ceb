"""Browsers in which a member of staff came in whole once: strangers' failures do not lock them out there.

Nothing is kept: the browser's cookie is signed under our key. It opens nothing; it says under which name the
tries of this browser are counted, apart from those of strangers.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from models.kernel import keys
from models.kernel.clock import TICK, now
from models.staff.tables import Agent

LIFE = timedelta(days=180)
"""How long a browser is known after the last sign-in with the second factor."""


def issue(agent: Agent) -> str:
    """The cookie of a browser in which the second factor was given just now."""
    moment = now()
    if agent.sessions_valid_from is not None:
        moment = max(moment, agent.sessions_valid_from + TICK)
    text = f"{agent.id}.{int(moment.timestamp() * 1_000_000)}.{secrets.token_hex(16)}"
    return f"{text}.{_sign(text)}"


def recognise(agent: Agent, cookie: str) -> str | None:
    """The name under which this browser's tries for this member of staff are counted, if it is known.

    It is none any more once its time is over, or since the sessions of that person were last killed.
    """
    text, _, sign = cookie.rpartition(".")
    if not hmac.compare_digest(sign.encode("utf-8", "surrogatepass"), _sign(text).encode()):
        return None
    number, at, name = text.split(".")
    seen, killed = datetime.fromtimestamp(int(at) / 1_000_000, UTC), agent.sessions_valid_from
    if number != str(agent.id) or seen + LIFE <= now() or (killed is not None and seen <= killed):
        return None
    return f"{number}.{name}"


def _sign(text: str) -> str:
    key = keys.current().derive("known-browser")
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()
