"""Whatever the models may owe has its job, in a file of its name."""

from __future__ import annotations

from console.jobs.kinds import JOBS
from models.kernel.jobs import JobKind


def test_the_table_is_the_enum() -> None:
    assert list(JOBS) == list(JobKind)


def test_each_job_has_the_file_of_its_name() -> None:
    files = {kind: run.__module__.rpartition(".")[2] for kind, run in JOBS.items()}
    assert files == {kind: kind.replace("-", "_") for kind in JobKind}
