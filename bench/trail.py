"""The trail: how fast it is verified and appended to, beside the bare arithmetic of its chain."""

from __future__ import annotations

import hmac
import sys
from pathlib import Path

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import per_second, table
from models import audit
from models.kernel.actors import Actor
from models.kernel.transactions import transaction

EVENTS = 50_000
AT_ONCE = 1_000


def run() -> None:
    """Writes events by the thousand and one by one, then verifies them all."""
    app, _ = house.build(10)
    actor = Actor("agent", 1, "Aline Agent", "agent", "request", "192.0.2.1")

    def write(count: int, together: int) -> int:
        for _ in range(count // together):
            with transaction():
                for number in range(together):
                    after = {"title": "Réseaux de l’Estuaire", "evidence": "callback", "n": number}
                    audit.record("attached", ("attachment", number), actor=actor, company=1, after=after)
        return count

    with app.app_context():
        alone = per_second(lambda: write(500, 1))
        bulk = per_second(lambda: write(EVENTS, AT_ONCE))
        verified = per_second(audit.verify)
    bare = per_second(arithmetic)
    rows = [
        ["appended, one a transaction", alone, alone / bare],
        ["appended, a thousand a transaction", bulk, bulk / bare],
        ["verified", verified, verified / bare],
        ["floor: two HMAC-SHA-256 of 200 bytes", bare, 1.0],
    ]
    table("Audit trail (SQLite)", ["what", "events a second", "share of the floor"], rows)


def arithmetic() -> int:
    """What no verification can do without."""
    key, row = b"k" * 32, b"x" * 200
    for _ in range(EVENTS):
        hmac.digest(key, row, "sha256")
        hmac.digest(key, row, "sha256")
    return EVENTS


if __name__ == "__main__":
    run()
