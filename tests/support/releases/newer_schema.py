"""A plugin for the tests of the release before: their databases get the schema of the release after."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from models.storage import schema

_MAKES = "import sys; from models.storage import schema; schema.make_fresh(sys.argv[1])"


def _make(url: str) -> None:
    newer = os.environ["NEWER_RELEASE"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, "-c", _MAKES, url], check=True, cwd=newer, env={**kept, "PYTHONPATH": newer}
    )
    with open(os.environ["NEWER_SCHEMAS"], "a", encoding="utf-8") as made:
        made.write(f"{url.partition(':')[0]}\n")


def pytest_configure(config: Any) -> None:
    schema.make_fresh = _make
