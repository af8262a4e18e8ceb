"""Signatures by Standard Webhooks: HMAC-SHA256 of number, time and body, under a secret shown once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from models.kernel import keys

MARK = "whsec_"


def draw() -> str:
    """A new secret."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def seal(secret: str) -> str:
    """The secret as the database keeps it: it must be read again, to sign."""
    return keys.current().box.encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret; raises `cryptography.fernet.InvalidToken` under another signing key."""
    return keys.current().box.decrypt(sealed.encode()).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """One signature of version 1; a header holds several, parted by spaces, while secrets overlap."""
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
