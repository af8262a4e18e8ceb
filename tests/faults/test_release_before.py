"""The release before runs on the schema of this one: a fleet is renewed host by host."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from models.storage import revisions
from tests.support.engines import postgresql

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


def git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True).stdout


def release_before() -> str | None:
    """The newest commit in our past that does not know our newest migration; None where there is no past."""
    [newest] = (revisions.MIGRATIONS / "versions").glob(f"{revisions.head()}_*.py")
    try:
        added = git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(newest)).decode().strip()
        # Not committed yet: what is landed is the release before.
        return git("rev-parse", "--verify", f"{added}^" if added else "HEAD").decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def test_its_reads_and_attachments_pass_on_our_schema(tmp_path):
    before = release_before()
    if before is None:
        pytest.skip("no history here: a clone that holds more than its last commit has the release before")
    (tmp_path / "release.tar").write_bytes(git("archive", before))
    tree = tmp_path / "release"
    with tarfile.open(tmp_path / "release.tar") as archive:
        archive.extractall(tree, filter="data")
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
