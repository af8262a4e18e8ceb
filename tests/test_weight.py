"""What a web worker holds before its first page: counted in modules, not in megabytes or seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

LATER = {"zxcvbn", "openpyxl", "python_calamine"}
"""Heavy, and needed by a few pages alone: loaded by the first that does."""

SERVED = """
import json, sys
import config
from console import create_app
create_app(config.read())
print(json.dumps(sorted(sys.modules)))
"""


def test_a_web_worker_begins_without_what_few_pages_need(tmp_path):
    keys = {
        f"BASCULE_{name}_KEY": f"a-{name.lower()}-key-for-tests-alone-0123456789abcdef"
        for name in ("SECRET", "CODE", "AUDIT")
    }
    settings = {
        **os.environ,
        **keys,
        "BASCULE_INSTANCE": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    settings["BASCULE_DATABASE_URL"] = f"sqlite:///{tmp_path}/bascule.db"
    done = subprocess.run(
        [sys.executable, "-c", SERVED], env=settings, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert LATER & set(json.loads(done.stdout)) == set()
