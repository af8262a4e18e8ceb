"""Backups and restores killed at any moment: an archive is whole, a database is the old or the new."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest

from models import audit
from models.kernel.base import db
from models.staff.queries import find_agent_by_email
from tests.conftest import KEYS
from tests.support import people

pytestmark = pytest.mark.faults

ROUNDS = 6


@pytest.fixture
def spawn(app, house):
    """`spawn("backup", path)`: the command in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
    settings = {**KEYS, "BASCULE_DATABASE_URL": house.url, "BASCULE_INSTANCE": str(house.folder)}

    def start(*words):
        db.session.rollback()
        db.engine.dispose()
        line = [sys.executable, "-m", "console", *(str(word) for word in words)]
        return subprocess.Popen(
            line, env={**kept, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    return start


def ran(process):
    _, output = process.communicate(timeout=60)
    assert process.returncode == 0, output.decode()


def seconds(spawn, *words):
    began = time.monotonic()
    ran(spawn(*words))
    return time.monotonic() - began


def kill_within(process, longest, chance):
    # The start of Python itself is not what is tried.
    time.sleep(longest * (0.4 + 0.65 * chance))
    process.kill()
    process.communicate()


def test_a_killed_backup_leaves_the_archive_of_before(app, spawn, tmp_path):
    path = tmp_path / "copie.bak"
    usual = seconds(spawn, "backup", path)
    chances = random.Random(7)
    for _ in range(ROUNDS):
        before = path.read_bytes()
        kill_within(spawn("backup", path), usual, chances.random())
        after = path.read_bytes()
        if after != before:
            ran(spawn("restore", path))  # it was finished, and is whole
    ran(spawn("restore", path))


def test_a_killed_restore_leaves_the_old_database_or_the_new(app, house, spawn, tmp_path):
    people.staff("agent")
    path = tmp_path / "copie.bak"
    ran(spawn("backup", path))
    saved = audit.verify()
    usual = seconds(spawn, "restore", path)
    chances = random.Random(11)
    for _ in range(ROUNDS):
        db.session.rollback()
        later = people.staff("agent").email
        grown = audit.verify()
        kill_within(spawn("restore", path), usual, chances.random())
        db.session.rollback()
        db.engine.dispose()
        events = audit.verify()
        assert events == (grown if find_agent_by_email(later) else saved)
    ran(spawn("restore", path))
    assert audit.verify() == saved
    assert not list(house.folder.glob("restore-*"))
