"""One installation of the product in a folder of its own, driven by its own commands, and served."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STAFF_PASSWORD = "Gabion-marnage-47-étrave"
STAFF = {"agent": "agent@example.org", "supervisor": "superviseur@example.org", "admin": "admin@example.org"}
_NOT_GIVEN_OUT = range(10_240, 32_000)
"""Below what systems give to whoever asks for any port: nobody takes one between the look and the use."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    for port in random.SystemRandom().sample(_NOT_GIVEN_OUT, 100):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("a hundred ports are taken")


class Site:
    """One installation of the product in a folder of its own, driven by its own commands."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        clean = {key: value for key, value in os.environ.items() if not key.startswith("BASCULE_")}
        self.env = clean | {
            "BASCULE_ENV": "demo",
            "BASCULE_INSTANCE": str(folder / "instance"),
            "BASCULE_PUBLIC_URL": self.base,
            **settings,
        }
        self.server: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, typed: str | None = None) -> str:
        """Runs `bascule` and returns what it says."""
        argv = [sys.executable, "-m", "console", *words]
        done = subprocess.run(
            argv, input=typed, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr[-500:]
        return done.stdout

    def staff(self) -> None:
        """The schema, and one member of staff for each role."""
        self.command("init")
        for role, email in STAFF.items():
            secret = base64.b32encode(role.ljust(20, "x").encode()).decode()
            words = ("agent", "add", email, "--name", f"Camille {role.title()}", "--role", role)
            self.command(*words, "--password-stdin", "--totp-secret", secret, typed=STAFF_PASSWORD + "\n")

    def begin_as(self, other: Site) -> None:
        """Takes what another installation, which is not served, holds now."""
        shutil.copytree(other.folder / "instance", self.folder / "instance")

    def start(self, *, worker: bool = True) -> None:
        """Serves both doors, with the worker."""
        beside = "--worker" if worker else "--no-worker"
        argv = [sys.executable, "-m", "console", "serve", "--port", str(self.port), beside]
        log = open(self.folder / "server.log", "wb")
        self.server = subprocess.Popen(
            argv, env=self.env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        end = time.monotonic() + 90
        while time.monotonic() < end and self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/sante", timeout=10):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "server.log").read_text()[-800:])

    def stop(self) -> None:
        """Tells the server and its worker to end."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGTERM)

    def ended(self) -> None:
        """Waits until they have; the server itself gives 20 seconds to whoever still holds a connection."""
        if self.server is not None:
            self.server.wait(40)
