"""A real site in a browser: gunicorn, a worker, mails in a folder, Chromium, and axe on every page."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from models.sign_in.codes import STEP_SECONDS
from tests.support.chromium import program as chromium_program
from tests.support.servers.site import STAFF, STAFF_PASSWORD, Site

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
GUIDE = {
    "Guide à la souris": "5821",
    "Guide au clavier": "6307",
    "Guide au téléphone": "7194",
    "Guide sans script": "8263",
}
"""Titles and codes of free records, one for each way through the guide."""
Served = Callable[..., contextlib.AbstractContextManager[Site]]
PRO_PASSWORD = "Vigie-de-la-jetée-nord-61"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

HELD_TO = Path(__file__).with_name("judge.js").read_text("utf-8")

JUDGED: dict[tuple[str, ...], set[str]] = {}
"""The shapes that axe has judged in this process, by whose look it was, for each set of rules."""

COLOURS = """{const {prototype} = axe.commons.color.Color, parse = prototype.parseString, known = new Map();
prototype.parseString = function (text) {
  if (!known.has(text)) { parse.call(this, text); known.set(text, [this.r, this.g, this.b, this.alpha]); }
  [this.r, this.g, this.b, this.alpha] = known.get(text); return this; }} null"""
"""A colour is read once: a page has a dozen, and axe spends a third of its time on reading them."""

SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter(({effect}) => isFinite(effect.getComputedTiming().endTime)).map(({finished}) => finished))"""
"""What comes in has come: a flash slides over 180 ms."""


@cache
def axe() -> str:
    """The engine of rules, as its package holds it, and quicker at colours."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8") + COLOURS


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation with three members of staff, made once: others begin as its copy."""
    site = Site(tmp_path_factory.mktemp("staffed"))
    site.staff()
    return site


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory, staffed: Site) -> Site:
    """The same with the records of a small file."""
    site = Site(tmp_path_factory.mktemp("recorded"))
    site.begin_as(staffed)
    lines = ["reference;intitule;code_acces;titulaire;siret;courriel;telephone;commune"]
    for number, title in enumerate(("Réseaux d’Été – Éclairage", "Côte d’Albâtre Fibre", "Œuvres du Perrey")):
        code = ("4827", "6193", "7052")[number]
        lines.append(
            f"ECR-{number};{title};{code};Ancien titulaire;20008495200015;"
            f"ancien{number}@example.org;0235223344;Le Havre"
        )
    for number, (title, code) in enumerate(GUIDE.items()):
        lines.append(f"ECR-G{number};{title};{code};;;;;Le Havre")
    (site.folder / "records.csv").write_text("\n".join(lines), encoding="utf-8")
    site.command("import", "concessions", str(site.folder / "records.csv"))
    return site


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """`with served(site, worker=True)`: it answers. Ends are waited for at the very end: a browser may hold
    them up.
    """
    stopped: list[Site] = []

    @contextlib.contextmanager
    def answering(site: Site, *, worker: bool = True) -> Iterator[Site]:
        site.start(worker=worker)
        yield site
        site.stop()
        stopped.append(site)

    yield answering
    for site in stopped:
        site.ended()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, recorded: Site, served: Served) -> Iterator[Site]:
    """A site with staff and records; each file of tests has its own."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.begin_as(recorded)
    with served(site):
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium."""
    if (program := chromium_program()) is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """A person in front of one window; every page they look at is held to the rules."""

    def __init__(self, site: Site, chromium: Any, **options: Any) -> None:
        self.site = site
        self.still = options.get("reduced_motion") == "reduce"
        self.context = chromium.new_context(
            locale="fr-FR", **({"viewport": {"width": 1280, "height": 900}} | options)
        )
        # Before each page's own: sent along with every look, it took longer than the page.
        self.context.add_init_script(axe())
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._complain(message))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _complain(self, message: Any) -> None:
        # A refused form answers 422, which Chromium reports; what matters is script and content policy.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, address: str) -> None:
        """Goes to an address and looks."""
        self.page.goto(self.site.base + address)
        self.look()

    def press(self, name: str) -> None:
        """Presses the button or link of that name, and looks at what follows."""
        main = self.page.locator("main")
        self.follow(main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)))

    def follow(self, ways: Any) -> None:
        """Presses the first of these, and looks at the page that follows."""
        with self.page.expect_navigation():
            ways.first.click()
        self.look()

    def type(self, **fields: str) -> None:
        """Types into fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def says(self, words: str) -> bool:
        """Whether the words stand on the page, whatever the spaces and apostrophes."""
        text = self.page.locator("body").inner_text()
        plain = re.sub(r"\s+", " ", text.replace("’", "'"))
        return words.replace("’", "'") in plain

    def look(self, rules: list[str] | None = None, whose: str = "") -> bool:
        """axe finds nothing; one title, one h1, in French; nothing was refused by the content policy.

        Says whether the page shows a shape that these rules had not judged before, for `whose` looks.
        """
        if not self.still:
            self.page.evaluate(SETTLED)
        held_to = rules or RULES
        judged = JUDGED.setdefault((whose, *held_to), set())
        rules_run = {"runOnly": held_to, "resultTypes": ["violations"]}
        found = self.page.evaluate(HELD_TO, rules_run | {"known": " ".join(judged)})
        if found is None:  # a page that ran no script of ours, and shows something new
            self.page.evaluate(axe())
            found = self.page.evaluate(HELD_TO, rules_run | {"known": " ".join(judged)})
        judged.update(found["fresh"])
        faults = [f"{fault['id']}: {fault['help']} {fault['where']}" for fault in found["faults"]]
        assert not faults, f"{self.page.url}\n" + "\n".join(faults)
        page = found["page"]
        assert page["h1"] == 1 and page["lang"] == "fr" and page["title"], f"{self.page.url}: {page}"
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        return bool(found["fresh"])

    def wide(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def sign_in_staff(self, role: str) -> None:
        """Password, then the code that the demonstration shows."""
        self.open("/console/")
        self.type(email=STAFF[role], password=STAFF_PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("[name=otp]")
        self.look()
        self.give_shown_code()
        self.look()

    def give_shown_code(self) -> None:
        """The code that the demonstration shows. It has two for each half minute: a third sign-in waits."""
        page, used = self.page, ""
        for _ in range(2 * STEP_SECONDS):
            if (shown := self._shown_code()) != used:
                used = shown
                self.type(otp=shown)
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                if page.url == f"{self.site.base}/console/":
                    return
            page.wait_for_timeout(1000)
            page.goto(page.url)
        raise AssertionError("no code was accepted")

    def _shown_code(self) -> str:
        return re.sub(r"\s", "", self.page.locator("#code-demo").inner_text())


@pytest.fixture
def reader(site: Site, chromium: Any) -> Iterator[Any]:
    """`reader(width=…)`: somebody in a new window."""
    made: list[Reader] = []

    def sit_down(**options: Any) -> Reader:
        made.append(Reader(site, chromium, **options))
        return made[-1]

    yield sit_down
    for each in made:
        each.context.close()
