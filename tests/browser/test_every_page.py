"""Every page of both doors, found in the URL map: a new page is covered without being named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import config
from console import create_app
from tests.browser.conftest import Reader, Site
from tests.conftest import KEYS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

FIRST_ROW = {
    "companies": "structures",
    "accounts": "comptes",
    "concessions": "concessions",
    "attachments": "rattachements",
    "mails": "courriels",
    "audit": "journal",
    "cases": "dossiers",
    "requests": "demandes",
    "staff": "agents",
}
"""The lists whose first row gives the number that a page of details or an action asks for."""

WITHOUT_A_PAGE = {
    "export": "a file",
    "portal.export": "a file",
    "portal.request_document": "a file",
    "attachments.document": "a file",
    "portal.display": "a form's target",
    "backoffice.display": "a form's target",
}
BY_LINK = {"activate", "reset_password", "confirm_email", "invitation"}
"""Pages that only a mailed link opens; the journey and the views' own tests look at them."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the demonstration's data: every state and edge case."""
    site = Site(tmp_path_factory.mktemp("full"))
    site.command("init")
    site.command("demo", "--size", "120")
    site.start()
    yield site
    site.stop()


def pages(door: str) -> list[tuple[str, str]]:
    """The endpoints and rules of one door that answer a GET."""
    told = {**KEYS, "BASCULE_DATABASE_URL": "sqlite:////tmp/never-opened.db", "BASCULE_INSTANCE": "/tmp"}
    app = create_app(config.read(told), (door,))
    found = []
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.rsplit(".", 1)[-1]
        if (
            "GET" not in (rule.methods or ())
            or "static" in rule.endpoint
            or rule.endpoint.startswith("health")
        ):
            continue
        if rule.rule in ("/sante", "/metrics") or name in BY_LINK or "export" in name:
            continue
        if rule.endpoint not in WITHOUT_A_PAGE and name not in WITHOUT_A_PAGE:
            found.append((rule.endpoint, rule.rule))
    return sorted(found)


class Tour:
    """Goes through pages and holds each to the rules, in both lights and on a phone."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page, self.seen = reader, reader.page, 0
        self.rows: dict[str, str | None] = {}
        self.faults: list[str] = []

    def first_row(self, address: str) -> str | None:
        """The number of the first row of a list."""
        if address not in self.rows:
            self.page.goto(self.reader.site.base + address)
            found = self.page.locator("[data-id]")
            self.rows[address] = found.first.get_attribute("data-id") if found.count() else None
        return self.rows[address]

    def visit(self, address: str) -> None:
        """Looks at a page; what does not apply to this row (403, 404, 409) is passed over."""
        answer = self.page.goto(self.reader.site.base + address)
        if answer is None or answer.status >= 400:
            return
        self.seen += 1
        for light in ("light", "dark"):
            self.page.emulate_media(color_scheme=light)
            try:
                self.reader.look()
            except AssertionError as fault:
                self.faults.append(f"{address} ({light}): {fault}"[:600])
                self.reader.complaints.clear()
        self.page.set_viewport_size({"width": 360, "height": 780})
        if self.reader.wide() > 0:
            self.faults.append(f"{address}: {self.reader.wide()} px too wide at 360")
        self.page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page_of_the_console_is_accessible_in_both_lights_and_fits_a_phone(full, chromium):
    staff = json.loads((full.folder / "instance" / "demo.json").read_text(encoding="utf-8"))["staff"]
    for role, least in (("supervisor", 20), ("admin", 4)):
        person = next(one for one in staff if one["role"] == role)
        tour = Tour(Reader(full, chromium))
        sign_in(tour.reader, person)
        for endpoint, rule in pages("backoffice"):
            screen = endpoint.split(".")[0]
            if role == "admin" and screen not in ("staff", "audit", "console"):
                continue
            needed = "<" in rule or rule.endswith(("details/", "edit/"))
            row = tour.first_row(f"/console/{FIRST_ROW[screen]}/") if needed and screen in FIRST_ROW else None
            if needed and row is None:
                continue
            address = rule
            while "<" in address:
                address = address[: address.index("<")] + str(row) + address[address.index(">") + 1 :]
            tour.visit(address + (f"?id={row}" if rule.endswith(("details/", "edit/")) else ""))
        tour.reader.context.close()
        assert not tour.faults, "\n".join(tour.faults)
        assert tour.seen >= least, f"only {tour.seen} pages were seen as {role}"


def sign_in(reader: Reader, person: dict[str, Any]) -> None:
    """Password, then the code that the demonstration's page shows."""
    import re

    reader.open("/console/")
    reader.type(email=person["email"], password=person["password"])
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("[name=otp]")
    shown = re.search(r"\b(\d{3})\s?(\d{3})\b", reader.page.locator("main").inner_text())
    assert shown is not None
    reader.type(otp="".join(shown.groups()))
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"{reader.site.base}/console/")


def test_every_page_of_the_portal_is_accessible_in_both_lights_and_fits_a_phone(full, chromium):
    told = json.loads((full.folder / "instance" / "demo.json").read_text(encoding="utf-8"))["accounts"][0]
    for signed_in, least in ((False, 9), (True, 9)):
        tour = Tour(Reader(full, chromium))
        if signed_in:
            tour.reader.open("/connexion")
            tour.reader.type(identifier=told["identifier"], password=told["password"])
            tour.page.keyboard.press("Enter")
            tour.page.wait_for_url("**/tableau-de-bord")
        for endpoint, rule in pages("portal"):
            address = rule.replace("<kind>", "voirie")
            if "<" in address:
                listing = "/demarches/voirie/autorisations" if "request" in endpoint else "/tableau-de-bord"
                row = tour.first_row(listing) if signed_in else None
                if row is None:
                    continue
                address = address[: address.index("<")] + row + address[address.index(">") + 1 :]
            if "<" not in address:
                tour.visit(address)
        tour.reader.context.close()
        assert not tour.faults, "\n".join(tour.faults)
        assert tour.seen >= least, f"only {tour.seen} pages were seen, signed in: {signed_in}"
