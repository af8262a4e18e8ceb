"""A real server, its worker and Chromium: what the browser tests stand on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

import config
from models import keys
from models.accounts import ProAccount
from models.agents import Agent
from models.base import db
from tests import people
from tests.conftest import KEYS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Without a Chromium these files are left out; the last lines of the run say so (tests/conftest.py).
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TINY, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


class Site:
    """One database with a server and a worker of its own, on loopback."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.origin = folder, f"http://127.0.0.1:{self.port}"
        self.told = {
            **KEYS,
            "BASCULE_ENV": "demo",
            "BASCULE_INSTANCE": str(folder),
            "BASCULE_DATABASE_URL": f"sqlite:///{folder}/bascule.db",
            "BASCULE_PUBLIC_URL": self.origin,
        }
        self._server: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`bascule …` on this site."""
        return subprocess.run(
            self._bascule(*words), env=self._env(), capture_output=True, text=True, timeout=100
        )

    def serve(self) -> None:
        """Starts the server and its worker; returns when it answers."""
        from console import create_app

        with (self.folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                self._bascule("serve", "--port", str(self.port), "--worker"),
                env=self._env(),
                stdout=log,
                stderr=log,
            )
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.origin}/sante", timeout=5):
                break
            time.sleep(0.1)
        else:
            raise AssertionError((self.folder / "server.log").read_text())
        self.app = create_app(config.read(self.told))

    def stop(self) -> None:
        """Ends the server as an operator does."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(30)
        with self.app.app_context():
            db.engine.dispose()

    def cookies(self, person: Agent | ProAccount | None, client: Any = None) -> list[dict[str, str]]:
        """The cookies of a browser in which this person is signed in."""
        client = client or people.browser(self.app, person)
        made = (client._cookies or {}).values()
        return [
            {"name": one.key, "value": one.value, "domain": "127.0.0.1", "path": one.path or "/"}
            for one in made
        ]

    def _bascule(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "console", *words]

    def _env(self) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("BASCULE_")}
        return {**outside, **self.told}


@contextlib.contextmanager
def standing(folder: Path, records: int) -> Iterator[Site]:
    """A site that serves, with the demonstration of so many records, or with nothing."""
    site = Site(folder)
    done = site.command("init")
    assert done.returncode == 0, done.stderr
    if records:
        done = site.command("demo", "--size", str(records))
        assert done.returncode == 0, done.stderr
    keys.install(keys.Keys(*KEYS.values()))
    site.serve()
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the demonstration."""
    with standing(tmp_path_factory.mktemp("full"), 120) as site:
        yield site


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which nothing happened yet."""
    with standing(tmp_path_factory.mktemp("bare"), 0) as site:
        yield site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of this test's own."""
    with standing(tmp_path, 0) as site:
        yield site


# Not for the whole session: while Playwright runs, its loop would stand in the way of other tests'.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, without anything that calls home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What a page must not do: complain, break its policy, fail to load a thing."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("response", self._answered)
        # A page left before all of it came aborts what it was loading: no failure of ours.
        context.on(
            "requestfailed",
            lambda one: "ERR_ABORTED" in (one.failure or "") or self.complaints.append(f"{one.url} failed"),
        )

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is an answer (422), which Chromium reports as a file that failed.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`opened(origin, cookies, **options)`: a page in a browser of its own; it must not have complained."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_(origin: str, cookies: list[dict[str, str]] | None = None, **options: Any) -> Page:
        told = {"viewport": WIDE, "locale": "fr-FR", "reduced_motion": "reduce", **options}
        context = chromium.new_context(base_url=origin, **told)
        context.set_default_timeout(15_000)
        if cookies:
            context.add_cookies(cookies)  # type: ignore[arg-type]
        contexts.append((context, Watch(context)))
        return context.new_page()

    yield open_
    complaints = [said for _, watch in contexts for said in watch.complaints]
    for context, _ in contexts:
        context.close()
    assert complaints == []


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its best practices, one line per element."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response
    return [
        f"{rule['id']}: {json.dumps(node['target'])} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
