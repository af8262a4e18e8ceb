"""What must hold of a database before it takes the place of another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config import Settings
from console import create_base
from console.archive.content import Spoiled
from models import audit
from models.kernel.base import db


@contextmanager
def standing_on(settings: Settings) -> Iterator[None]:
    """The application on another database, let go of at the end."""
    with create_base(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def prove() -> int:
    """The number of events of a trail that is unbroken under our keys. Raises `Spoiled`."""
    try:
        return audit.verify()
    except audit.BrokenTrail as broken:
        raise Spoiled(
            f"The trail is broken at event {broken.sequence}, or was kept under another BASCULE_AUDIT_KEY."
        ) from None
