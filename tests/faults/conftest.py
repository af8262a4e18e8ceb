"""Commands of ours in processes of their own, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from models.kernel.base import db
from tests.conftest import KEYS

Spawn = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def spawn(app: Flask, house: Any, tmp_path: Path) -> Iterator[Spawn]:
    """`spawn("worker", mail_url=…)`: a command of ours in a process of its own, ended with the test."""
    children: list[subprocess.Popen[bytes]] = []
    environ = {**KEYS, "BASCULE_ENV": "development", "BASCULE_DATABASE_URL": house.url}
    environ["BASCULE_INSTANCE"] = str(tmp_path)

    def start(*words: Any, **settings: str) -> subprocess.Popen[bytes]:
        names = {f"BASCULE_{name.upper()}": value for name, value in settings.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
        line = [sys.executable, "-m", "console", *(str(word) for word in words)]
        with open(tmp_path / "children.log", "ab") as log:
            child = subprocess.Popen(line, env={**kept, **environ, **names}, stdout=log, stderr=log)
        children.append(child)
        return child

    db.session.rollback()
    yield start
    for child in children:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait()


def until(seen: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether it came to pass in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        db.session.rollback()
        if seen():
            return True
        time.sleep(0.1)
    return False
