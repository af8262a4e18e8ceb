"""Whether each part of the installation is in order, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from console.diagnosis import database, machine, people, services
from console.diagnosis.findings import Doubtful, Finding, Look, Wrong
from models.kernel.base import db

PARTS: dict[str, Look] = {**machine.PARTS, **database.PARTS, **services.PARTS, **people.PARTS}


def examine(settings: Settings) -> Iterator[Finding]:
    """Each part, one after the other; a fault of one does not keep the others from being looked at."""
    for part, look in PARTS.items():
        try:
            yield Finding(part, "ok", look(settings))
        except Doubtful as doubt:
            yield Finding(part, "look", str(doubt))
        except Wrong as wrong:
            yield Finding(part, "BAD", str(wrong))
        except SQLAlchemyError:
            db.session.rollback()
            yield Finding(part, "BAD", "the database cannot say (see the lines above)")
