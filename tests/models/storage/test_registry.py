"""The tables are found by a program that knew none of them, whatever comes first by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "from models.storage import registry; print(len(registry.load().metadata.tables))"


def test_every_noun_is_loaded_into_a_fresh_program() -> None:
    words = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 20
