"""The release before this one: the newest commit of our past that does not know our newest migration."""

from __future__ import annotations

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from models.storage import revisions
from tests.support.servers.site import ROOT


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


def unpack(commit: str, tree: Path) -> None:
    """Its files, in a folder of their own."""
    with tarfile.open(fileobj=BytesIO(git("archive", commit))) as archive:
        archive.extractall(tree, filter="data")
