"""What is done again and again: sweeping, lapsing, reminding, keeping the head of the trail."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from console.jobs import export_audit, mend_search, watch_companies
from console.jobs.context import ACTOR
from models import accounts, attachments, audit, cases, documents, road_openings
from models.accounts import reminders
from models.accounts.lifecycle import list_overdue_accounts
from models.assistance import workbench
from models.attachments import afterwards
from models.attachments.afterwards import mandates
from models.cases import presence
from models.cases.writing import drafts
from models.companies.directory import answers
from models.concessions import cleansing, outreach
from models.documents import imports
from models.documents.imports import working
from models.kernel import heartbeats, idempotency, jobs, workers
from models.kernel.access import sessions, throttling
from models.kernel.clock import now
from models.lists import counts
from models.reports import audit_checks, campaign, progress
from models.staff import impersonation
from models.staff.machines import calls, writes
from models.staff.machines.webhooks import delivering
from models.storage import ddl, retention

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """One periodic work; each is safe to do twice, or by two workers at once."""

    name: str
    every: timedelta
    do: Callable[[Path], object]


def lapse_accounts(_: Path) -> int:
    """Ends the accounts that nobody activated within thirty days."""
    lapsed = 0
    for account in list_overdue_accounts():
        try:
            accounts.lapse(account, actor=ACTOR)
            lapsed += 1
        except accounts.AccountNotPending:
            continue  # activated, or lapsed by another worker, a moment ago
    return lapsed


def see_to_reviews(_: Path) -> int:
    """Ends what waited too long for a supervisor, and reminds supervisors of what waits."""
    return attachments.lapse_overdue(actor=ACTOR) + attachments.remind_overdue()


def see_to_mandates(_: Path) -> int:
    """Ends the mandates whose last day is over, and announces the end of those that end within a week."""
    return mandates.expire_overdue(actor=ACTOR) + mandates.warn_ending()


def see_to_imports(_: Path) -> int:
    """Puts aside the files that no job takes in any more, and drops those on which nobody decides."""
    return working.put_stranded_aside(actor=ACTOR) + imports.drop_abandoned(actor=ACTOR)


def keep_head(instance: Path) -> bool:
    """Writes the head of the trail once a day: a tail cut off later is found by it."""
    path = instance / "audit-heads" / f"{now():%Y-%m-%d}.json"
    head = audit.head()
    if path.exists() or head["sequence"] == 0:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(part, "w") as file:
        file.write(json.dumps(head) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return True


TASKS = (
    Task("attempts", timedelta(hours=1), lambda _: throttling.sweep()),
    Task("jobs", timedelta(hours=1), lambda _: jobs.sweep() + workers.forget()),
    Task("submissions", timedelta(hours=1), lambda _: idempotency.sweep() + writes.sweep() + calls.sweep()),
    Task("sessions", timedelta(minutes=10), lambda _: sessions.purge() + impersonation.purge()),
    Task("accounts", timedelta(hours=1), lapse_accounts),
    Task("reminders", timedelta(minutes=10), lambda _: reminders.remind(actor=ACTOR)),
    Task("reviews", timedelta(minutes=10), see_to_reviews),
    Task("claims", timedelta(minutes=10), lambda _: afterwards.pass_on_overdue(actor=ACTOR)),
    Task("mandates", timedelta(hours=1), see_to_mandates),
    Task("cases", timedelta(minutes=10), lambda _: cases.take_back(actor=ACTOR)),
    Task("outreach", timedelta(minutes=1), lambda _: outreach.prepare() + outreach.send_due()),
    Task("contacts", timedelta(minutes=1), lambda _: cleansing.follow()),
    Task("imports", timedelta(hours=1), see_to_imports),
    Task("presences", timedelta(hours=1), lambda _: presence.sweep() + drafts.sweep()),
    Task("watch", timedelta(minutes=10), lambda _: watch_companies.begin()),
    Task("search-texts", timedelta(hours=1), lambda _: mend_search.begin()),
    Task("directory-answers", timedelta(hours=1), lambda _: answers.sweep()),
    Task("counts", timedelta(minutes=1), lambda _: counts.fold()),
    Task("journeys", timedelta(minutes=1), lambda _: campaign.follow()),
    Task("case-stages", timedelta(minutes=1), lambda _: campaign.follow_cases()),
    Task("progress", timedelta(minutes=1), lambda _: progress.count()),
    Task("workbench", timedelta(minutes=1), lambda _: workbench.fill()),
    Task("webhooks", timedelta(minutes=1), lambda _: delivering.tend()),
    Task("deliveries", timedelta(hours=1), lambda _: delivering.sweep()),
    Task("permits", timedelta(hours=1), lambda _: road_openings.lapse_overdue(actor=ACTOR)),
    Task("retention", timedelta(hours=6), lambda _: retention.everything(ACTOR)),
    Task("orphans", timedelta(hours=24), lambda _: documents.sweep_orphans()),
    Task("statistics", timedelta(hours=6), lambda _: ddl.learn()),
    Task("audit-export", timedelta(minutes=1), lambda _: export_audit.begin()),
    Task("audit-head", timedelta(minutes=10), keep_head),
    Task("audit-head-mail", timedelta(minutes=10), lambda _: audit_checks.mail_head()),
)


def do_due(instance: Path, *, anyway: bool = False) -> None:
    """Does each work whose turn has come; one that fails does not keep the others from being done."""
    for task in TASKS:
        if heartbeats.take_turn(task.name, task.every, anyway=anyway):
            try:
                if done := task.do(instance):
                    log.info("periodic work %s: %s", task.name, int(done))  # type: ignore[call-overload]
            except Exception:
                log.exception("periodic work %s failed", task.name)
