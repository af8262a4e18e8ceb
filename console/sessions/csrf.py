"""The CSRF secret that follows from a session's own."""

from __future__ import annotations

import hmac

from models.kernel import keys


def csrf_secret(secret: str, author: str = "") -> str:
    """Bound to the session: a form kept from another one, or planted by somebody else, is refused.

    `author`: whose session it is, for `views.access.typed_forms`, where the form may come too late.
    """
    digest = hmac.digest(keys.current().derive("csrf"), secret.encode(), "sha256").hex()
    return f"{author}|{digest}" if author else digest
