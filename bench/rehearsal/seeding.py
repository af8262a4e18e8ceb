"""Whom and what a rehearsal begins with; called by its path, for the release that begins it.

Prints, as JSON: the cookies of so many agents, and the identifiers of as many accounts.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

BEGUN_BY = "REHEARSAL_BEGUN_BY"
"""The folder of that release; this one's, unless told."""

if not __package__:  # called by its path: Python then looks beside this file, which is of the newer release
    sys.path[0] = os.environ.get(BEGUN_BY) or str(Path(__file__).resolve().parents[2])

from sqlalchemy import insert  # noqa: E402

import config  # noqa: E402
from bench import house  # noqa: E402
from console import create_app  # noqa: E402
from models.concessions import Concession  # noqa: E402
from models.kernel.access.sessions import open_  # noqa: E402
from models.kernel.actors import Site  # noqa: E402
from models.kernel.transactions import transaction  # noqa: E402
from models.permissions import Role  # noqa: E402
from models.storage import schema  # noqa: E402
from tests.support import people  # noqa: E402


def seed(records: int, number: int) -> dict[str, list[str]]:
    """The schema of this release, and in it so many records, agents who are signed in, and accounts."""
    settings = config.read()
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        for start in range(0, records, house.BLOCK):
            with transaction() as session:
                rows = [house.row(n) for n in range(start, start + house.BLOCK)]
                session.execute(insert(Concession), rows)
        sessions = app.session_interface
        name, signer = sessions.name[Site.BACKOFFICE], sessions.signer(Site.BACKOFFICE)  # type: ignore[attr-defined]
        cookies = []
        for _ in range(number):
            secret = open_(Site.BACKOFFICE, agent=people.staff(Role.AGENT), second_factor=True)
            cookies.append(f"{name}={signer.dumps({'secret': secret})}")
        return {"cookies": cookies, "identifiers": [people.active().identifier for _ in range(number)]}


if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]), int(sys.argv[2]))))
