"""What grows, on PostgreSQL: bytes a row of each table that does, and events a second that a chain takes."""

from __future__ import annotations

import multiprocessing
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import config
from bench import house
from bench.timing import table
from console import create_base
from models import audit
from models.attachments import Attachment, AttachmentReferent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.permissions import Role
from models.storage import schema
from tests.support import people
from tests.support.engines import postgresql, temporary_database

ROWS = 5_000
SECONDS = 6.0
FAR = (10_000_000, 100_000_000)
ACTOR = Actor("agent", 1, "Aline Agent", "agent", "request", "192.0.2.1")
SIZES = """SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid), c.reltuples FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'
AND c.reltuples >= :fewest ORDER BY c.relname"""


def run() -> None:
    """Sizes of a small database, then chains: one with ever more writers, two at once."""
    if not postgresql():
        print("growth: no PostgreSQL answers here")
        return
    with temporary_database(durable=True) as url:
        _fill(url)
        _show_sizes(url)
    lines = [[f"one chain, {count} writers", _events([1] * count)] for count in (1, 2, 4, 8)]
    lines += [["one chain, 4 writers, 20 events a transaction", _events([20] * 4)]]
    lines += [["two chains, 4 writers each", _events([1] * 4, chains=2)]]
    table("Events appended on PostgreSQL, each on disk", ["what", "a second"], lines)


def _base(url: str) -> Any:
    return create_base(config.read(house.environment(url)))


def _fill(url: str) -> None:
    schema.upgrade(url)
    house.build(ROWS, url)
    with _base(url).app_context():
        agents = [people.staff(Role.AGENT).id for _ in range(5)]
        holders = [people.active() for _ in range(50)]
        known = [(each.id, each.company_id, each.company.name, each.identifier) for each in holders]
        for start in range(0, ROWS, house.BLOCK):
            rows = [house.link(n, known[n % 50], agents[n % 5]) for n in range(start, start + house.BLOCK)]
            seen = [
                {"attachment_id": row["id"], "account_id": row["referent_id"], "since": row["created_at"]}
                for row in rows
            ]
            with transaction() as session:
                session.execute(insert(Attachment), rows)
                session.execute(insert(AttachmentReferent), seen)
        for start in range(0, ROWS, 1_000):
            with transaction():
                for number in range(start, start + 1_000):
                    _record(number)
        db.session.remove()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (FULL, ANALYZE)"))
        db.engine.dispose()


def _record(number: int) -> None:
    after = {"title": f"Réseaux de l’Estuaire – Lot {number:07d}", "evidence": "callback", "n": number}
    audit.record("attached", ("attachment", number), actor=ACTOR, company=1, after=after)


def _show_sizes(url: str) -> None:
    lines: list[list[object]] = []
    with _base(url).app_context():
        for name, rows, indexes, count in db.session.execute(text(SIZES), {"fewest": ROWS / 2}):
            each = (rows + indexes) / count
            far = [f"{each * many / 1e9:,.0f}" for many in FAR]
            lines.append([name, int(count), int(rows / count), int(indexes / count), *far])
        db.session.remove()
        db.engine.dispose()
    heads = ["table", "rows", "bytes a row", "of indexes", "GB at 10 M (estimate)", "GB at 100 M (estimate)"]
    table("What a row takes on PostgreSQL, freshly written", heads, lines)


def _events(writers: list[int], chains: int = 1) -> float:
    """Events a second of so many processes on each chain; a number is what one commits at once."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        urls = [stack.enter_context(temporary_database(durable=True)) for _ in range(chains)]
        for url in urls:
            schema.upgrade(url)
        pairs = [(url, together) for url in urls for together in writers]
        barrier, counts = context.Barrier(len(pairs)), context.Queue()
        processes = [context.Process(target=_append, args=(*pair, barrier, counts)) for pair in pairs]
        for process in processes:
            process.start()
        found = [counts.get(timeout=180) for _ in processes]
        for process in processes:
            process.join()
        return sum(found) / SECONDS


def _append(url: str, together: int, barrier: Any, counts: Any) -> None:
    with _base(url).app_context():
        with transaction():
            _record(0)
        barrier.wait(120)
        end, written = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            with transaction():
                for number in range(together):
                    _record(number)
            written += together
        counts.put(written)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    run()
