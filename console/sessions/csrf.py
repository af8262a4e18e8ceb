"""The CSRF secret that follows from a session's own."""

from __future__ import annotations

import hmac

from models.kernel import keys


def csrf_secret(secret: str) -> str:
    """Bound to the session: a form kept from another one, or planted by somebody else, is refused."""
    return hmac.digest(keys.current().derive("csrf"), secret.encode(), "sha256").hex()
