"""What a call costs an agent's hands: interactions and screens of each journey, counted, printed, limited.

A word that is typed counts one, a key that is pressed one; nothing is clicked, nothing filled by script.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import STAFF, STAFF_PASSWORD, Reader, Served
from tests.browser.tour import sign_in_demo
from tests.support.servers.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NEW, BARE, THREE, NAMED, PHONED, TITLED = (
    "20008495200015",
    "25320098400016",
    "22690001700014",
    "48744469700428",
    "00542002100056",
    "31723624800017",
)
"""Establishments of the example that comes with the product; of the last three somebody has an account."""

RECORDS = {
    # title: code, holder, SIRET, telephone
    "Quai Colbert": ("4827", "Le Havre Seine Métropole", NEW, "0235194545"),
    "Grande Digue": ("5017", "", BARE, ""),
    "Bassin Vauban": ("6193", "Département du Rhône", THREE, "0472612900"),
    "Estacade Nord": ("7052", "Département du Rhône", THREE, "0472612900"),
    "Jetée Sud": ("8263", "Département du Rhône", THREE, "0472612900"),
    "Digue Ouest": ("5821", "Essor Énergies", NAMED, "0553020304"),
    "Musoir Est": ("6307", "Essor Énergies", NAMED, "0553020304"),
    "Chaussée Kennedy": ("7194", "Établissements Lucien Biquez", PHONED, "0322242526"),
    "Chaussée Mazeline": ("8205", "Établissements Lucien Biquez", PHONED, "0322242526"),
    "Écluse Quinette": ("9137", "Emmaüs Solidarité", TITLED, "0144822020"),
    "Pont Citadelle": ("3946", "Emmaüs Solidarité", TITLED, "0144822020"),
}
HELD = {NAMED: "Digue Ouest", PHONED: "Chaussée Kennedy", TITLED: "Écluse Quinette"}
"""What those companies hold already."""

PERSON = ("Zoé", "Quemener", "zoe.quemener@example.org", "Conductrice")


class Hands:
    """Ten fingers of an agent before the first page, and what they did."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page, self.count = reader, reader.page, 0
        self.page.goto(reader.site.base + "/console/")
        self.screens: set[str] = set()
        """Beside the first page."""

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.count += 1

    def type(self, text: str) -> None:
        assert self.field, f"{text} is typed into no field"
        self.page.keyboard.type(text)
        self.count += len(text.split())

    def go(self, *keys: str) -> None:
        """Keys of which the last leads to another page, held to the rules."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])
        self.reader.look()
        path = urlsplit(self.page.url).path
        self.screens.add("/console/migration/" if path.startswith("/console/migration/") else path)

    def call(self, words: str) -> None:
        """A call that begins on the first page."""
        self.press("n")
        self.type(words)
        self.go("Enter")

    def fill(self, *words: str) -> None:
        """One field after the other."""
        self.type(words[0])
        for text in words[1:]:
            self.press("Tab")
            self.type(text)

    @property
    def field(self) -> str:
        """Where the next thing is typed."""
        named = "document.activeElement.matches('input, textarea, select') ? document.activeElement.name : ''"
        return str(self.page.evaluate(named))

    def ended(self, journey: str, limit: int) -> None:
        """The figures of a journey, within their limits."""
        sys.stdout.write(f"{journey}: {self.count} interactions, {1 + len(self.screens)} screens\n")
        assert self.count <= limit and len(self.screens) == 1, (journey, self.count, self.screens)


def imported(site: Site, kind: str, header: str, rows: list[tuple[str, ...]], *more: str) -> None:
    """Takes a file into the site as operators do."""
    lines = io.StringIO()
    csv.writer(lines, delimiter=";").writerows([tuple(header.split()), *rows])
    file = site.folder / f"{kind}.csv"
    file.write_text(lines.getvalue(), encoding="utf-8")
    site.command("import", kind, str(file), *more)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, staffed: Site, served: Served) -> Iterator[Site]:
    """A site with these records; three companies have an account and one record each."""
    site = Site(tmp_path_factory.mktemp("counted"))
    site.begin_as(staffed)
    records = [
        (f"CPT-{number}", title, code, holder, siret, phone and f"contact{siret[-4:]}@example.org", phone)
        for number, (title, (code, holder, siret, phone)) in enumerate(RECORDS.items())
    ]
    imported(site, "concessions", "reference intitule code_acces titulaire siret courriel telephone", records)
    people = [
        (siret, "entreprise", RECORDS[title][3], "accueil@example.org")
        + (
            "Camille",
            f"Roux{letter}",
            f"camille{siret[-4:]}@example.org",
            "Gérante",
            title,
            RECORDS[title][0],
        )
        for letter, (siret, title) in zip("abc", HELD.items(), strict=True)
    ]
    header = (
        "siret type_structure telephone courriel_structure prenom nom courriel fonction intitule code_acces"
    )
    imported(site, "migrations", header, people, "--agent", STAFF["supervisor"])
    with served(site):
        yield site


@pytest.fixture(scope="module")
def window(site: Site, chromium: Any) -> Iterator[Reader]:
    """An agent's window, signed in once."""
    reader = Reader(site, chromium, reduced_motion="reduce")
    sign_in_demo(reader, {"email": STAFF["agent"], "password": STAFF_PASSWORD})
    yield reader
    reader.context.close()


@pytest.fixture
def hands(window: Reader) -> Hands:
    """The agent, before the next call."""
    return Hands(window)


def say_code(hands: Hands) -> None:
    """The code of the record that is proposed, in the field that has the focus."""
    heading = hands.page.locator(".b-next h3").inner_text()
    title = next(title for title in RECORDS if title in heading)
    assert hands.field == "access_code"
    hands.type(RECORDS[title][0])
    hands.go("Enter")
    assert hands.reader.says("La concession est rattachée")


def test_a_new_company_says_its_code(hands):
    hands.call(NEW)
    hands.fill(*PERSON)
    hands.go("Enter")
    assert hands.reader.says("pro.zoe.quemener") and hands.reader.says("Quai Colbert")
    say_code(hands)
    hands.ended("new company, code", 15)


def test_a_new_company_whose_record_bears_no_contact_says_its_own_and_its_code(hands):
    hands.call(BARE)
    hands.fill("0562661234", "accueil.sictom@example.org", "Léo", "Marin", "leo@example.org", "Directeur")
    hands.go("Enter")
    say_code(hands)
    hands.ended("new company, no contact on its record, code", 17)


def test_a_company_known_by_half_a_name_is_called_back(hands):
    hands.call("essor")
    assert hands.field == "access_code"
    hands.go("Escape", "4")
    assert hands.reader.says("0553020304")
    hands.type("M. Roux répond et confirme tout")
    hands.go("Tab", "Enter")
    assert hands.reader.says("La concession est rattachée")
    hands.ended("half a name, call-back", 15)


def test_a_caller_says_a_phone_alone(hands):
    hands.call("0322242526")
    say_code(hands)
    hands.ended("phone only", 12)


def test_a_caller_says_an_old_title_alone(hands):
    hands.call("pont citadelle")
    say_code(hands)
    hands.ended("old title only", 12)


def test_a_new_company_attaches_three_records(hands):
    hands.call(THREE)
    hands.fill("Inès", "Lacroix", "ines.lacroix@example.org", "Ingénieure")
    hands.go("Enter")
    for _ in range(3):
        say_code(hands)
    hands.ended("new company, three records", 20)


def test_a_call_back_is_promised(hands):
    hands.call("essor")
    hands.press(*(["Escape"] if hands.field else []), "t")
    assert hands.field == "next_action"
    hands.go("Enter")
    assert hands.reader.says("Le rappel est dans vos dossiers")
    hands.ended("half a name, call-back promised", 8)


def test_a_note_that_waits_is_taken_up_by_its_key(hands):
    hands.call("essor")
    for _ in "12":
        hands.press("Escape", "d")
        assert hands.field == "text", "what stands open is not closed"
    with hands.page.expect_response("**/brouillon"):
        hands.type("Cherche encore")
    hands.page.reload()
    hands.press("Escape", "d")
    assert hands.field == "text" and hands.page.locator("[name=text]").input_value() == "Cherche encore"
