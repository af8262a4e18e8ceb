"""The figures that stand in the database, read as they are asked for: every server tells the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from console import health
from models import audit
from models.kernel import heartbeats, workers
from models.kernel.base import db
from models.kernel.jobs import JobKind
from models.kernel.replica import Seen
from models.reports import operations

NONE = {(kind.value, state): 0 for kind in JobKind for state in operations.STATES}
"""Told too: of a figure that was not there before, nobody can say by how much it grew."""


class State(Collector):
    """What is read within a request; without its database an installation says no more than that."""

    def collect(self) -> Iterator[Metric]:
        found = health.examine()
        yield _gauge("up", "1 unless the database or its schema fails", int(found.status != "down"))
        if found.status == "down":
            return
        try:
            yield from [*_owed(), *_signs(found.worker_seen), _events(), _lag(found.replica)]
        except SQLAlchemyError:
            db.session.rollback()


def _owed() -> Iterator[Metric]:
    jobs = GaugeMetricFamily(
        "bascule_jobs",
        f"Jobs by kind and state: no more than {operations.MOST_COUNTED} that wait and as many that are dead",
        labels=("kind", "state"),
    )
    for (kind, state), count in {**NONE, **operations.count_jobs()}.items():
        jobs.add_metric((kind, state), count)
    mails = GaugeMetricFamily("bascule_mails", "Mails by state", labels=("state",))
    for name, count in operations.count_mails().items():
        mails.add_metric((name,), count)
    age = operations.oldest_owed_seconds()
    yield jobs
    yield mails
    yield _gauge("oldest_owed_seconds", "How long the oldest job that is due has waited; 0 without one", age)


def _signs(worker_seen: datetime | None) -> Iterator[Metric]:
    beats = GaugeMetricFamily(
        "bascule_worker_beat_timestamp_seconds", "When each worker was last seen", labels=("worker",)
    )
    for owner, at in workers.list_seen().items():
        beats.add_metric((owner,), at.timestamp())
    yield beats
    yield _moment("worker_seen_timestamp_seconds", "When a worker was last seen; 0 for never", worker_seen)
    made = heartbeats.last_beat(heartbeats.BACKUP)
    yield _moment("backup_timestamp_seconds", "When the last backup was made; 0 for never", made)


def _events() -> Metric:
    events = CounterMetricFamily("bascule_audit_events", "Events of the audit log")
    events.add_metric((), audit.head()["sequence"])
    return events


def _lag(seen: Seen | None) -> Metric:
    words = "Seconds that the replica lags, endless where it is away; 0 without one"
    return _gauge("replica_lag_seconds", words, 0 if seen is None else seen.seconds)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"bascule_{name}", words, value=value)


def _moment(name: str, words: str, at: datetime | None) -> Metric:
    return _gauge(name, words, at.timestamp() if at is not None else 0)
