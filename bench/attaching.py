"""Eight writers who attach at once: none fails, and what rules and audit cost beside the bare rows."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import table
from bench.writers import standing
from models import attachments, audit
from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent, Evidence
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.permissions import Role
from models.staff import Agent
from models.storage import schema
from tests.support import people
from tests.support.engines import postgresql, temporary_database

WRITERS, EACH = 8, 20
GOAL = 3
"""Times the bare rows, which an attachment with its rules, its event and its notices may take."""

WHY = "Vu avec le titulaire au guichet, pièces examinées et conformes."
HEADS = ["engine, what", "a second", "median ms", "p95 ms", "failed"]


def run() -> None:
    """On both engines: the bare rows of an attachment, then the operation; the audit is verified after."""
    lines: list[list[object]] = []
    with tempfile.TemporaryDirectory(prefix="bascule-bench-") as folder:
        measure("SQLite", f"sqlite:///{folder}/bascule.db", lines)
    if postgresql():
        with temporary_database() as url:
            measure("PostgreSQL", url, lines)
    table(f"{WRITERS} writers attach at once (goal: ≤ ×{GOAL} of the bare rows, none failed)", HEADS, lines)


def measure(engine: str, url: str, lines: list[list[object]]) -> None:
    """The lines of one engine; raises `BrokenTrail` unless the audit is whole."""
    agents, accounts = prepare(url)
    medians = []
    for place, name in enumerate(("bare rows", "attached")):
        times, seconds, failed = together(url, agents, accounts, place)
        medians.append(statistics.median(times))
        last = statistics.quantiles(times, n=20, method="inclusive")[-1]
        lines.append([f"{engine}, {name}", len(times) / seconds, medians[-1], last, failed])
    lines.append([f"{engine}, × of the bare rows", "", medians[1] / medians[0], "", ""])
    with standing(url):
        audit.verify()
        assert db.session.scalar(select(func.count()).select_from(Attachment)) == 2 * WRITERS * EACH


def prepare(url: str) -> tuple[list[int], list[int]]:
    """Records for all writers, and for each of them an agent and an account: their numbers."""
    schema.upgrade(url)
    with standing(url):
        with transaction() as session:
            session.execute(insert(Concession), [house.row(n) for n in range(2 * WRITERS * EACH)])
        return (
            [people.staff(Role.AGENT).id for _ in range(WRITERS)],
            [people.active().id for _ in range(WRITERS)],
        )


def together(url: str, agents: list[int], accounts: list[int], place: int) -> tuple[list[float], float, int]:
    """What each attachment took in milliseconds, the seconds of all, and how many failed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.attaching"])
    start, tallies = context.Barrier(WRITERS + 1), context.Queue()
    processes = [
        context.Process(target=write, args=(url, number, agent, account, place, start, tallies))
        for number, (agent, account) in enumerate(zip(agents, accounts, strict=True))
    ]
    for process in processes:
        process.start()
    start.wait(100)
    began = time.perf_counter()
    results = [tallies.get(timeout=300) for _ in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return [taken for times, _ in results for taken in times], seconds, sum(failed for _, failed in results)


def write(
    url: str, number: int, agent_id: int, account_id: int, place: int, start: Any, tallies: Any
) -> None:
    """One writer, in a process of its own."""
    times, failed = [], 0
    with standing(url):
        agent, account = db.session.get_one(Agent, agent_id), db.session.get_one(ProAccount, account_id)
        actor = Actor.of_agent(agent, ip="192.0.2.1", request_id=f"writer-{number}")
        holder = (account.id, account.company_id, account.company.name, account.identifier)
        first = place * WRITERS * EACH + number * EACH
        start.wait(100)
        for n in range(first, first + EACH):
            began = time.perf_counter()
            try:
                attach(n, account, actor) if place else insert_bare(n, holder, agent_id)
            except Exception as problem:  # counted, and told
                print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
                failed += 1
                continue
            times.append((time.perf_counter() - began) * 1_000)
    tallies.put((times, failed))


def attach(number: int, account: ProAccount, actor: Actor) -> None:
    """The operation, as the console calls it."""
    record = db.session.get_one(Concession, number + 1)
    attachments.attach(record, account, evidence=Evidence.OTHER, justification=WHY, actor=actor)


def insert_bare(number: int, holder: tuple[int, int, str, str], agent: int) -> None:
    """The rows of an attachment and nothing else, in one transaction."""
    row = house.link(number, holder, agent)
    del row["id"]
    with transaction() as session:
        made = session.execute(insert(Attachment).values(row).returning(Attachment.id)).scalar_one()
        seen = {"attachment_id": made, "account_id": row["referent_id"], "since": row["created_at"]}
        session.execute(insert(AttachmentReferent), [seen])


if __name__ == "__main__":
    run()
