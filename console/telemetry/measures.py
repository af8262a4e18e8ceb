"""The figures that processes keep as they work; those that stand in the database are read when asked for."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

# A third of the lines, of which nobody makes anything.
disable_created_metrics()  # type: ignore[no-untyped-call]

OWN = CollectorRegistry()
"""The figures of this process alone, where it shares them with no other."""

_PAGE = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
_WAIT = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 10, 30)
_WORK = (0.01, 0.05, 0.25, 1, 5, 30, 60, 240)

REQUEST_SECONDS = Histogram(
    "bascule_request_duration_seconds",
    "From the request, whole, to the first byte of its answer, by endpoint",
    ("endpoint",),
    buckets=_PAGE,
    registry=OWN,
)
REQUESTS = Counter(
    "bascule_requests", "Answers, by endpoint and status", ("endpoint", "method", "status"), registry=OWN
)
DATABASE_WAIT = Histogram(
    "bascule_database_wait_seconds",
    "What it took to have a connection to the database",
    buckets=_WAIT,
    registry=OWN,
)
DATABASE_CONNECTIONS = Gauge(
    "bascule_database_connections",
    "Connections of the pools: in use, and as many as there may be",
    ("state",),
    multiprocess_mode="livesum",
    registry=OWN,
)
LOCK_WAIT = Histogram(
    "bascule_lock_wait_seconds",
    "What it took to have the audit chain's lock, or a writer's turn on SQLite",
    ("lock",),
    buckets=_WAIT,
    registry=OWN,
)
DIRECTORY_ANSWERS = Counter(
    "bascule_directory_answers",
    "What services of the national directory answered, by service and outcome",
    ("service", "outcome"),
    registry=OWN,
)
JOB_SECONDS = Histogram(
    "bascule_job_duration_seconds", "What doing a job took, by kind", ("kind",), buckets=_WORK, registry=OWN
)
JOB_FAILURES = Counter("bascule_job_failures", "Jobs that ended in a fault, by kind", ("kind",), registry=OWN)


def note_wait(lock: str, seconds: float) -> None:
    """What the models tell of their locks."""
    LOCK_WAIT.labels(lock).observe(seconds)
