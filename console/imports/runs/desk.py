"""Has a file read by a child process, and says what the pages may know of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from models.documents.imports import ImportKind, Look, Wanted

if TYPE_CHECKING:
    from console.imports.reader import Column

ROOT = Path(__file__).resolve().parents[3]
"""Where our rooms lie: the child finds them there."""

ENVIRONMENT = ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
"""All that the child has of ours: no key, no address of a database."""

MOST_ROWS = 200_000
"""The command line takes more."""

SECONDS = 25
"""Until the child is thought to be lost."""


class Desk:
    """Who can read files, as `models.documents.imports.Desk` asks."""

    def __init__(self, largest: int) -> None:
        self._largest = largest

    def wanted(self, kind: ImportKind) -> Sequence[Wanted]:
        """The columns of that kind of file."""
        return [Wanted(column.name, column.required) for column in _columns(kind)]

    def look(self, file: BinaryIO, kind: ImportKind) -> Look:
        """What a file is; raises `FileRefused`. The child is gone when this returns."""
        from console.imports.reader import FileRefused, FileWhy

        data = file.read(self._largest + 1)
        if len(data) > self._largest:
            raise FileRefused(FileWhy.TOO_LARGE, megabytes=self._largest // 1_000_000)
        head, rows = self._sieve(data, kind)
        if (refused := head.get("refused")) is not None:
            raise FileRefused(FileWhy(refused.pop("why")), **refused)
        head["shape"] = hashlib.sha256(head["shape"].encode("utf-8", "surrogatepass")).hexdigest()
        return Look(**head, digest=hashlib.sha256(data).hexdigest(), rows=rows)

    def _sieve(self, data: bytes, kind: ImportKind) -> tuple[dict[str, Any], bytes]:
        from console.imports.reader import FileRefused, FileWhy

        columns = [(column.name, column.required, column.aliases) for column in _columns(kind)]
        question = json.dumps({"columns": columns, "limits": {"rows": MOST_ROWS}})
        words = [sys.executable, "-m", "console.imports.runs.sieve", question]
        kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        try:
            done = subprocess.run(  # noqa: S603
                words, input=data, capture_output=True, timeout=SECONDS, cwd=ROOT, env=kept, check=True
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            # Out of memory where Python could not say so, or out of time.
            raise FileRefused(FileWhy.COSTLY) from None
        line, _, rows = done.stdout.partition(b"\n")
        return json.loads(line), rows


def _columns(kind: ImportKind) -> Sequence[Column]:
    # Here and not above: whoever serves pages begins without readers of workbooks.
    from console.imports.importers import IMPORTERS

    return IMPORTERS[kind].columns
