"""A tour of one door: follows every link from where it begins, and holds each page to the rules."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from lxml.html import document_fromstring
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

import config
from console import create_app
from tests.browser.conftest import Reader
from tests.conftest import KEYS
from views.drawing import bootstrap

PER_ENDPOINT = 2
"""Addresses of one endpoint that are looked at: another row is often in another state."""

READ_AT_FIRST, READ_LATER = 2, (6, 12, 24)
"""Addresses of one endpoint that are read, without a look, for the links that stand on them. Few are enough,
save for an endpoint that none of them leads to."""

IN_VAIN = 6
"""Addresses of one endpoint that are opened for a look while none shows its page: a step taken elsewhere
leads back at once."""

NARROWEST = 320
"""CSS pixels of a window of 1280 at 400 % (WCAG 1.4.10)."""

BETWEEN = 900
"""Neither a telephone nor a desk: where tables are tight."""

CUT = """() => [...document.querySelectorAll("main :not(input)")].filter(
  part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX == "clip"
).map(part => part.className)"""
"""What a page shows a part of, with no way to the rest."""

ASIDE = f"() => [document.documentElement.scrollWidth - window.innerWidth, ({CUT})()]"
"""How many pixels a page is wider than its window, and what of it is cut."""

HEAVIEST_PAGE = 60_000
"""Bytes of a page's own HTML before any compression, with sheets and scripts already kept."""

HEAVIEST_LIST = 250_000
"""Bytes of all that a browser which has nothing yet asks for, even before any compression."""

NO_PAGE = re.compile(
    r"export|static|document|piece|arretes/|/vue/<token>|attestation|dossier-audit|deconnexion|/sante|/metrics"
    r"|^/api/|/connexion/oidc|/session$|/lettre(\?|$)|/lettres-encore|/rapport$|/copie$|/refus$|/resultat$|/liste$"
)
"""Files, what answers scripts and programs, what another house opens, and what ends the tour."""


@cache
def application() -> Flask:
    """The product as it is assembled: only its map of addresses is read."""
    settings = {**KEYS, "BASCULE_DATABASE_URL": "sqlite:////tmp/never-opened.db", "BASCULE_INSTANCE": "/tmp"}
    return create_app(config.read(settings))


def endpoints(door: str) -> set[str]:
    """The endpoints of a door that show a page."""
    found = set()
    for rule in application().url_map.iter_rules():
        behind = "backoffice" if rule.rule.startswith("/console") else "portal"
        if behind == door and "GET" in (rule.methods or ()) and not NO_PAGE.search(rule.rule):
            found.add(rule.endpoint)
    return found


@cache
def _map() -> MapAdapter:
    return application().url_map.bind("localhost")


def endpoint_of(address: str) -> str | None:
    """The endpoint that answers a GET of an address."""
    try:
        return str(_map().match(urlsplit(address).path, method="GET")[0])
    except HTTPException:
        return None


def _noun(endpoint: str) -> str:
    return endpoint.partition(".")[0]


def _searches(page: Any, path: str) -> Iterator[str]:
    # Steps for several rows are asked for all that a list finds.
    yield from (f"{step}?tout=1" for step in page.xpath("//*[@id='lot']//@formaction"))
    # A step that stands on a page as a form has a page of its own, for what was left out.
    yield from page.xpath("//main//form[@method='post']/@action")
    yield from page.xpath("//main//@formaction[not(ancestor::*[@id='lot'])]")
    for form in page.xpath(
        "//form[@action and not(@method='post')] | //main//form[@role='search' and not(@action)]"
    ):
        here = form.get("action") or path
        for field in form.xpath(".//input[@type='search' or @type='text' or not(@type)][@name]"):
            yield f"{here}?{field.get('name')}=ar"
        for field in form.xpath(".//select[@name]"):
            for value in field.xpath("option/@value"):
                if value:
                    yield f"{here}?{field.get('name')}={value}"


class Tour:
    """What one person sees of one door."""

    def __init__(self, reader: Reader, door: str) -> None:
        self.reader, self.page, self.door = reader, reader.page, door
        self.open = endpoints(door)
        self.seen: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self.opened: Counter[str] = Counter()
        self.faults: list[str] = []
        self.popovers: set[str] = set()
        self.refused: set[str] = set()
        self.worn: set[str] = set()
        self.limit = READ_AT_FIRST
        self._queued: set[str] = set()
        self._unread: list[str] = []

    def walk(self, *starts: str, only: set[str] | None = None, near: set[str] | None = None) -> None:
        """Visits the starts and all that they lead to.

        `only` looks at no other endpoint, `near` reads the pages of no other noun. Once enough pages of an
        endpoint were looked at, some more are read for where they lead.
        """
        waiting: deque[str] = deque(starts)
        while waiting:
            if only and all(self.seen[endpoint] >= PER_ENDPOINT for endpoint in only):
                self._unread += waiting
                return
            address = waiting.popleft()
            endpoint = endpoint_of(address)
            if endpoint not in self.open:
                continue
            looked = only is None or endpoint in only
            enough = self.seen[endpoint] >= PER_ENDPOINT or self.opened[endpoint] >= max(self.limit, IN_VAIN)
            if looked and not enough:
                self.opened[endpoint] += 1
                waiting.extend(self.visit(address, endpoint))
            elif self.read[endpoint] < self.limit and (near is None or _noun(endpoint) in near):
                self.read[endpoint] += 1
                answer = self.page.request.get(self.reader.site.base + address)
                waiting.extend(self._ways(answer.text(), urlsplit(address).path) if answer.ok else [])
            else:
                self._unread.append(address)

    def seek(self, wanted: set[str], *, far: bool = False) -> None:
        """Reads further, until a look at each of these was had or enough was read.

        A verb stands on the pages of its noun; `far` reads those of all the others.
        """
        for self.limit in READ_LATER:
            if missing := wanted - set(self.seen):
                unread, self._unread = self._unread, []
                self.walk(*unread, only=missing, near=None if far else {_noun(each) for each in missing})

    def visit(self, address: str, endpoint: str) -> list[str]:
        """Looks at one page; returns where it leads. What does not apply to this row is passed over."""
        answer = self.page.goto(self.reader.site.base + address)
        if answer is None or answer.status >= 400:
            return []
        landed = endpoint_of(self.page.url.removeprefix(self.reader.site.base))
        if landed != endpoint and (landed is None or self.seen[landed] >= PER_ENDPOINT):
            return []
        self.seen[landed or endpoint] += 1
        if (weight := len(answer.body())) > HEAVIEST_PAGE:
            self.faults.append(f"{address} weighs {weight} bytes")
        ways = self._ways(answer.text(), urlsplit(self.page.url).path)
        self.look(address)
        self.unfold(address)
        self.refuse(address, landed or endpoint)
        return ways

    def _ways(self, html: str, path: str) -> list[str]:
        """Where a page leads: its links, and what its forms that search could ask."""
        page = document_fromstring(html, base_url=self.reader.site.base)
        ways = []
        for address in (*page.xpath("//a/@href"), *_searches(page, path)):
            address = address.split("#")[0]
            if address.startswith("/") and address not in self._queued and not NO_PAGE.search(address):
                self._queued.add(address)
                ways.append(address)
        # Plain addresses first: a list as it is, before the same list sorted.
        return sorted(ways, key=lambda way: way.count("&") + ("?" in way and "id=" not in way))

    def look(self, what: str) -> None:
        """The whole of axe in the light, its contrasts in the dark, no way sideways on a phone or zoomed."""
        if self._held(what, "light"):  # what a tour saw in the light, it saw in the dark
            self.page.emulate_media(color_scheme="dark")
            self._held(what, "dark", ["color-contrast", "link-in-text-block"])
            self.page.emulate_media(color_scheme="light")
        for width in (360, NARROWEST, BETWEEN, 1280):  # the last one is where the next page opens
            self.page.set_viewport_size({"width": width, "height": 900})
            wider, cut = self.page.evaluate(ASIDE)
            if wider > 0:
                self.faults.append(f"{what}: {wider} px too wide at {width}")
            self.faults += [f"{what}: {part} is cut at {width}" for part in cut]
        self.worn.update(
            self.page.evaluate(
                "[...new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]))]"
            )
        )

    def _held(self, what: str, light: str, rules: list[str] | None = None) -> bool:
        """Whether there was anything to judge."""
        try:
            return self.reader.look(rules, "a tour")
        except AssertionError as fault:
            self.faults.append(f"{what} ({light}): {fault}"[:700])
            self.reader.complaints.clear()
            return True

    def unfold(self, address: str) -> None:
        """Opens what a button opens, each once."""
        for target in self.page.eval_on_selector_all(
            "[popovertarget]",
            "all => all.filter(b => b.checkVisibility()).map(b => b.getAttribute('popovertarget'))",
        ):
            if target in self.popovers:
                continue
            self.popovers.add(target)
            self.page.locator(f"[popovertarget='{target}']:visible").first.click()
            self._held(f"{address} with #{target} open", "light")
            self.page.keyboard.press("Escape")

    def refuse(self, address: str, endpoint: str) -> None:
        """Sends the page's form with its compulsory fields empty: the page of errors is a page too."""
        form = self.page.locator(
            "main form[method=post]:has(.b-req):not(:has(> fieldset:disabled)):visible"
        ).first
        if endpoint in self.refused or not form.count():
            return
        self.refused.add(endpoint)
        form.evaluate(
            "f => f.querySelectorAll('input:not([type=hidden]), textarea, select').forEach(e => {"
            " if (e.type == 'checkbox' || e.type == 'radio') e.checked = false; else e.value = ''; })"
        )
        with self.page.expect_navigation():
            form.locator("button:not([popovertarget]):not([type=button])").last.click()
        if self.page.locator(".b-sum").count():
            self.look(f"{address} with errors")
            focused = self.page.evaluate("document.activeElement.classList.contains('b-sum')")
            if not focused or not self.page.title().startswith("Erreur"):
                self.faults.append(f"{address}: the summary of errors is not told first")

    def unstyled(self) -> set[str]:
        """Classes of Bootstrap that a page wears and that the cut sheet lost."""
        known, served = (
            set(re.findall(r"\.([A-Za-z][\w-]*)", text)) for text in (bootstrap.whole(), bootstrap.sheet())
        )
        return self.worn & known - served

    def listed_faults(self) -> str:
        """All faults, one after the other."""
        return "\n".join(self.faults)


def sign_in_demo(reader: Reader, person: dict[str, Any]) -> None:
    """Staff of the demonstration: password, then the code that its page shows."""
    page = reader.page
    page.goto(reader.site.base + "/console/")
    reader.type(email=person["email"], password=person["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=otp]")
    reader.give_shown_code()
