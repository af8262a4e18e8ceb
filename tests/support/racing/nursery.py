"""Commands as processes that begin at once and may be killed: forked from one that has imported all of it.

A start of Python takes seconds, of which a kill would find nothing of ours. What opens no database itself has
no lock and no connection to hand on. Files are taken in in so small steps that each has many.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[3]

STEP = 25
"""Lines of one transaction."""


class Child:
    """A command under way."""

    def __init__(self, number: int, ended: Path) -> None:
        self._number, self._ended = number, ended

    def status(self, seconds: float) -> int | None:
        """How it ended, if it does within this time: minus nine where it was killed."""
        until = time.monotonic() + seconds
        while not self._ended.exists():
            if time.monotonic() >= until:
                return None
            time.sleep(min(0.005, max(until - time.monotonic(), 0.0)))
        return int(self._ended.read_text())

    @property
    def transactions(self) -> int:
        """How many it has begun."""
        return int(self._ended.with_suffix(".begun").read_text())

    def kill(self) -> None:
        """Ends it at this very instant, whatever it does; returns once it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)
        assert self.status(20) is not None


class Nursery:
    """Whence they come, for the time of a block; `log` is the file with all that they write."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.log = folder, folder / "children.log"
        self._count = 0

    def __enter__(self) -> Self:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self._folder)],
                cwd=ROOT,
                env=kept,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def begin(self, settings: Mapping[str, str], *words: object, dies_at: int = 0) -> Child:
        """`begin({"BASCULE_DATABASE_URL": …}, "import", "concessions", path)`.

        `dies_at`: which of its transactions it dies before, so that two that should be one are told apart.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        self._count += 1
        line = {
            "count": self._count,
            "dies_at": dies_at,
            "settings": dict(settings),
            "words": [str(word) for word in words],
        }
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self.log.read_text()
        return Child(int(line), self._folder / f"{self._count}.ended")


def _import_all() -> None:
    from sqlalchemy.orm import configure_mappers

    from console import commands, create_base
    from console.directories import stock
    from console.imports import concessions, importers, requests
    from console.jobs import export_audit, periodic, worker
    from models.companies.directory import building
    from models.storage import registry

    assert commands and create_base and importers and worker and registry.load()
    configure_mappers()
    concessions.CHUNK = STEP
    requests.READING = replace(requests.READING, size=STEP)
    stock.CHUNK = building.STEP = export_audit.AT_ONCE = STEP
    periodic.TASKS = ()


def _die_at(transaction: int, begun: Path) -> None:
    """Ends this process as the kernel would, before that transaction of its own; counts them all."""
    from sqlalchemy import Engine, event

    numbers = itertools.count(1)

    def die(_: object) -> None:
        number = next(numbers)
        if number == transaction:
            os.kill(os.getpid(), signal.SIGKILL)
        begun.write_text(str(number))

    event.listen(Engine, "begin", die)


def _run(words: list[str]) -> None:
    from console.commands import main

    try:
        main(words)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _serve(folder: Path) -> None:
    """Forks a child for each line; one that ends leaves how."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _import_all()
    for line in sys.stdin:
        wanted = json.loads(line)
        if not (number := os.fork()):
            os.environ.update(wanted["settings"])
            _die_at(wanted["dies_at"], folder / f"{wanted['count']}.begun")
            _run(wanted["words"])
        answers.write(f"{number}\n")
        answers.flush()
        _, status = os.waitpid(number, 0)
        part = folder / f"{wanted['count']}.part"
        part.write_text(str(os.waitstatus_to_exitcode(status)))
        part.replace(part.with_suffix(".ended"))


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
