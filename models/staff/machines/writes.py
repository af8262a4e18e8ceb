"""An `Idempotency-Key` is one body: sent again with another, it is a mistake of the client."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from models.kernel import idempotency, keys
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.idempotency import KEPT
from models.kernel.sweeping import sweep as swept
from models.kernel.transactions import transaction
from models.staff.machines.tables import ApiKey, ApiWrite


class OtherBody(DomainError):
    """This `Idempotency-Key` came with another body before."""


def claim(key: ApiKey, name: str, body: bytes) -> str:
    """Binds a key of idempotency to this body, and says under which submission its write is known.

    What the write makes is bound to the submission in its own transaction (`models.kernel.idempotency`):
    this only tells a body from another, and is committed before. Raises `OtherBody`.
    """
    submission = f"api:{key.client_id}:{name}"
    digest = hashlib.sha256(submission.encode("utf-8", "surrogatepass")).hexdigest()
    # Keyed: a body may hold a code of four digits, which a bare digest would give away.
    fingerprint = hmac.digest(keys.current().derive_code("api-write"), body, "sha256").hex()
    dialect = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(ApiWrite).values(key=digest, fingerprint=fingerprint, at=now())
    with transaction() as session:
        session.execute(new.on_conflict_do_nothing(index_elements=["key"]))
        held = session.scalar(select(ApiWrite.fingerprint).where(ApiWrite.key == digest))
    if held != fingerprint:
        raise OtherBody
    return submission


def perform_once(submission: str | None, kind: str, do: Callable[[], None]) -> None:
    """Does what makes no row of its own, unless this submission did it before: then nothing is done again."""
    with transaction():
        if submission is None or idempotency.spend(submission, kind):
            do()


def sweep() -> int:
    """Forgets the bodies of writes that nobody sends again; returns how many.

    Later than what was made: a first try may have failed long before the one that came through.
    """
    return swept(ApiWrite, ApiWrite.at, ApiWrite.at < now() - 2 * KEPT)
