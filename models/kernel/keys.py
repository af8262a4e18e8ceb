"""The installation's secrets: held in memory, never in the database, split by purpose."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cryptography.fernet import Fernet


@dataclass(frozen=True)
class Keys:
    """Signing, access codes, audit chain; each at least 32 characters in production (checked by config)."""

    secret: str = field(repr=False)
    code: str = field(repr=False)
    audit: str = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the signing key."""
        return _derive(self.secret, purpose)

    def derive_code(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the key of the access codes."""
        return _derive(self.code, purpose)

    @cached_property
    def audit_bytes(self) -> bytes:
        """The key of the audit chain."""
        return _derive(self.audit, "audit-chain")

    @cached_property
    def archive_bytes(self) -> bytes:
        """The key under which an archive is ours: who cannot forge the trail forges none."""
        return _derive(self.audit, "archive")

    @cached_property
    def box(self) -> Fernet:
        """Encrypts what must be read again, such as the secret of a second factor."""
        return Fernet(base64.urlsafe_b64encode(self.derive("box")))


@lru_cache(maxsize=64)
def _derive(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), b"bascule:" + purpose.encode(), hashlib.sha256)


_installed: Keys | None = None


def install(keys: Keys) -> None:
    """Gives this process its keys; called once by whoever assembles the application."""
    global _installed
    _installed = keys


def current() -> Keys:
    """The keys of this process."""
    if _installed is None:
        raise RuntimeError("no keys: models.kernel.keys.install() was not called")
    return _installed


def digest_of(secret: str) -> str:
    """What the database keeps of a secret that a cookie or a mail holds: enough to find it, not to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
