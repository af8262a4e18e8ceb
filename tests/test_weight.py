"""What processes hold before their first page: counted in modules, not in megabytes or seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

LATER = {
    "alembic", "httpx", "mako", "openpyxl", "opentelemetry", "pygments", "psycopg", "python_calamine", "rich",
    "segno", "typst", "zxcvbn",
}  # fmt: skip
"""Heavy, and needed by a few pages, commands or installations alone: loaded by the first that does."""

SERVED = """
import config
from console import create_app
from console.serving import server
create_app(config.read()).test_client().get("/sante")
"""
BESIDE = """
import console.commands.serve
from console.serving import beside
"""


def loaded(code, folder):
    """The libraries that a process loads for this."""
    keys = {
        f"BASCULE_{name}_KEY": f"a-{name.lower()}-key-for-tests-alone-0123456789abcdef"
        for name in ("SECRET", "CODE", "AUDIT")
    }
    environment = {
        **os.environ,
        **keys,
        "BASCULE_INSTANCE": str(folder),
        "BASCULE_DATABASE_URL": f"sqlite:///{folder}/bascule.db",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    code += "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return set(json.loads(done.stdout))


def test_a_web_worker_begins_without_what_few_pages_need(tmp_path):
    found = loaded(SERVED, tmp_path)
    assert LATER & found == set()
    assert {"flask", "sqlalchemy", "phonenumbers"} <= found, "what every process needs nobody waits for"


def test_who_keeps_a_server_and_a_worker_running_knows_neither_pages_nor_database(tmp_path):
    found = loaded(BESIDE, tmp_path)
    assert found & {*LATER, "flask", "sqlalchemy", "gunicorn"} == set()
