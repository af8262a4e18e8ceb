"""Sixteen processes write at once for some seconds: the chain is whole, gapless, and nothing said is lost."""

from __future__ import annotations

import pytest

from bench import writers

pytestmark = pytest.mark.faults


@pytest.fixture
def url(engine, tmp_path):
    """An empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
    else:
        with writers.temporary_database() as url:
            yield url


def test_sixteen_writers_leave_a_whole_chain(url):
    writers.prepare(url)
    done = writers.written(url, writers.WRITERS, 4, events=True)
    assert len(done.taken) > 100
    writers.proved(url, len(done.taken))
    assert done.marks[2] < 5_000, "nobody waits so long that SQLite gives up"
