"""How long logs are kept, run by the programs that keep them."""

from __future__ import annotations

import configparser
import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.layout import ROOT

FOLDER = ROOT / "deploy" / "logs"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
JOURNALD = Path("/lib/systemd/systemd-journald")


def test_what_nginx_writes_is_turned_over_every_day_and_nginx_is_told(tmp_path):
    logrotate = shutil.which("logrotate", path=PATH)
    if logrotate is None:
        pytest.skip("logrotate is not installed")
    text, state = (FOLDER / "logrotate").read_text(), tmp_path / "state"
    log, pid = tmp_path / "bascule.log", tmp_path / "nginx.pid"
    nginx = subprocess.Popen(["sh", "-c", f"trap 'echo told > {tmp_path}/told; exit' USR1; sleep 30 & wait"])
    pid.write_text(str(nginx.pid))
    for old, new in {"/var/log/nginx/": f"{tmp_path}/", "/run/nginx.pid": str(pid)}.items():
        assert old in text
        text = text.replace(old, new)
    own = tmp_path / "logrotate"
    own.write_text(text)
    own.chmod(0o644)
    tmp_path.chmod(0o755)
    try:
        for day in range(1, 4):
            log.write_text(f"day {day}\n")
            days = f'logrotate state -- version 2\n"{log}" 2026-1-{day}-0:0:0\n'
            state.write_text(days)
            done = subprocess.run(
                [logrotate, "--state", str(state), str(own)], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            if day == 1:
                nginx.wait(20)
                pid.unlink()
    finally:
        nginx.kill()
        nginx.wait()
    assert (tmp_path / "told").exists(), "nginx begins a new file"
    assert not log.exists() and (tmp_path / "bascule.log.1").read_text() == "day 3\n"
    assert gzip.decompress((tmp_path / "bascule.log.3.gz").read_bytes()) == b"day 1\n"
    assert "rotate 90" in text and "maxage 90" in text


def test_the_journal_knows_each_setting():
    if not JOURNALD.exists():
        pytest.skip("systemd-journald is not installed")
    settings = configparser.RawConfigParser()
    settings.optionxform = str
    settings.read(FOLDER / "journald.conf")
    program = JOURNALD.read_bytes()
    assert settings.sections() == ["Journal"] and settings["Journal"]["MaxRetentionSec"] == "90day"
    assert [name for name in settings["Journal"] if f"Journal.{name}".encode() not in program] == []
