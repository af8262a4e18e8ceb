"""The arithmetic of the chain: what is digested, in which order, under which key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii as quoted

GENESIS = "0" * 64
"""The predecessor of the first event."""


def instant(value: datetime | str) -> str:
    """The one spelling of a time inside the chain; SQLite already stores it so."""
    return value if isinstance(value, str) else value.astimezone(UTC).isoformat(timespec="microseconds")


def _line(values: Sequence[object]) -> bytes:
    # A JSON list, spelt by hand: no separator can be forged, and it is three times as fast as json.dumps.
    parts = [
        "null" if value is None else quoted(value) if isinstance(value, str) else str(value)
        for value in values
    ]
    return ("[" + ",".join(parts) + "]").encode("ascii")


def detail_digest(salt: str, values: Sequence[str | None]) -> str:
    """SHA-256 of the salt and of `SALTED`: actor_name, subject_label, ip, before, after, reason, search."""
    return hashlib.sha256(_line((salt, *values))).hexdigest()


def event_digest(key: bytes, previous: str, at: datetime | str, values: Sequence[object]) -> str:
    """HMAC-SHA-256 of the predecessor's digest and of the row.

    `values`: sequence, actor_kind, actor_id, role, action, subject_kind, subject_id, company_id, request_id,
    detail_digest.
    """
    return hmac.digest(key, _line((previous, instant(at), *values)), "sha256").hex()
