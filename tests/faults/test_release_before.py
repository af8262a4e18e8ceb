"""The release before runs on the schema of this one: a fleet is renewed host by host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.engines import postgresql
from tests.support.release_before import release_before, unpack

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "tests" / "support" / "releases"
SUITE = (
    "tests/console/test_health.py",
    "tests/models/attachments/test_by_company.py",
    "tests/models/attachments/test_by_staff.py",
    "tests/views/backoffice/attachments/test_screen.py",
    "tests/views/portal/test_dashboard.py",
)
"""Reads, attachments, and what a balancer asks; those of them that the release has."""


def test_its_reads_and_attachments_pass_on_our_schema(tmp_path):
    before = release_before()
    if before is None:
        pytest.skip("no history here: a clone that holds more than its last commit has the release before")
    tree = tmp_path / "release"
    unpack(before, tree)
    present = [name for name in SUITE if (tree / name).exists()]
    assert len(present) > 2, "the suite has moved: name its files anew"
    made, engines = tmp_path / "made", ["sqlite", *(["postgresql+psycopg"] if postgresql() else [])]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "newer_schema", *present],
        cwd=tree,
        env={
            **kept,
            "PYTHONPATH": f"{tree}:{PLUGIN}",
            "NEWER_RELEASE": str(ROOT),
            "NEWER_SCHEMAS": str(made),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout and made.read_text().splitlines() == engines
