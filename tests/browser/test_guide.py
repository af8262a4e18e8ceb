"""The companies' guide, from the welcome page to a first request: mouse, keyboard, phone, without script."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from models.values.days import today
from tests.browser.conftest import GUIDE, PRO_PASSWORD, Reader

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SIRET = "200 084 952 00015"
CONSENTS = ("accept_data", "accept_terms")


class Hand:
    """Somebody with a mouse; every page is held to axe's rules."""

    looks = True

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page

    def open(self, address: str) -> None:
        """Goes to an address."""
        self.page.goto(self.reader.site.base + address)
        self.arrived()

    def arrived(self) -> None:
        """What is done on each page."""
        self.page.wait_for_load_state("load")
        if self.looks:
            self.reader.look()

    def press(self, name: str) -> None:
        """Presses what bears that name, and waits for the page that follows."""
        named = re.compile(re.escape(name).replace("'", "['’]"))
        button, link = self.page.get_by_role("button", name=named), self.page.get_by_role("link", name=named)
        with self.page.expect_navigation():
            button.or_(link).first.click()
        self.arrived()

    def unfold(self, name: str) -> None:
        """Opens a menu."""
        self.page.get_by_role("button", name=name).click()

    def type(self, **fields: str) -> None:
        """Types into fields by their names."""
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(text)

    def pick(self, **fields: str) -> None:
        """Picks from lists, by what they show."""
        for name, words in fields.items():
            self.page.locator(f"main [name={name}]").select_option(label=words)

    def tick(self, *boxes: str) -> None:
        """Ticks boxes and circles, each given as `name` or `name=value`."""
        for box in boxes:
            name, _, value = box.partition("=")
            self.page.locator(f"main [name={name}]" + (f"[value={value}]" if value else "")).check()

    def day(self, name: str, when: date) -> None:
        """Gives a date."""
        self.type(**{name: when.isoformat()})

    def says(self, words: str) -> bool:
        """Whether the words stand on the page."""
        return self.reader.says(words)


class Keyboard(Hand):
    """Somebody who touches the keyboard alone, and sees at any time where they are."""

    looks = False

    def focused(self, what: str) -> bool:
        """Whether a condition on `it`, the focused element, holds."""
        return bool(self.page.evaluate(f"(() => {{ const it = document.activeElement; return {what} }})()"))

    def reach(self, where: str) -> None:
        """Tab, until the focused element is the one."""
        for _ in range(90):
            self.page.keyboard.press("Tab")
            if self.focused(where):
                assert self.focused("getComputedStyle(it).outlineStyle !== 'none'"), f"{where} is not shown"
                return
        raise AssertionError(f"{self.page.url}: no way by Tab to {where}")

    def _named(self, name: str) -> str:
        plain = "it.textContent.replace(/\\s+/g, ' ').replace(/’/g, \"'\")"
        return f"['A', 'BUTTON'].includes(it.tagName) && {plain}.includes({name.replace('’', chr(39))!r})"

    def press(self, name: str) -> None:
        self.reach(self._named(name))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.arrived()

    def unfold(self, name: str) -> None:
        self.reach(self._named(name))
        self.page.keyboard.press("Enter")

    def type(self, **fields: str) -> None:
        for name, text in fields.items():
            self.reach(f"it.name === '{name}'")
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)

    def pick(self, **fields: str) -> None:
        for name, words in fields.items():
            self.reach(f"it.name === '{name}'")
            self.page.keyboard.type(words)
            chosen = "document.activeElement.selectedOptions[0].textContent"
            assert self.page.evaluate(chosen) == words

    def tick(self, *boxes: str) -> None:
        for box in boxes:
            name, _, value = box.partition("=")
            self.reach(f"it.name === '{name}'" + (f" && it.value === '{value}'" if value else ""))
            self.page.keyboard.press("Space")

    def day(self, name: str, when: date) -> None:
        # Day and month are the same number: which comes first is the browser's language's affair.
        self.reach(f"it.name === '{name}'")
        self.page.keyboard.type(f"{when:%d%m%Y}")
        while self.page.evaluate("document.activeElement.name") == name:
            if self.page.evaluate("document.activeElement.value") == when.isoformat():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} could not be typed")


class Phone(Hand):
    """Somebody on a narrow screen: nothing is wider than it."""

    looks = False

    def arrived(self) -> None:
        super().arrived()
        assert self.reader.wide() <= 0, f"{self.page.url} is {self.reader.wide()} px too wide"


class Scriptless(Hand):
    """Somebody whose browser runs no script."""

    looks = False

    def says(self, words: str) -> bool:
        text = re.sub(r"\s+", " ", self.page.locator("body").inner_text().replace("’", "'"))
        return words.replace("’", "'") in text


def twin_day() -> date:
    """The first day, well after the notice, whose number is its month's."""
    day = today() + timedelta(days=17)
    while day.day != day.month:
        day += timedelta(days=1)
    return day


def link_of(site: Any, to: str) -> str:
    """Where the activation mail leads, once the worker has sent it."""
    for _ in range(60):
        for path in (site.folder / "instance" / "mail").rglob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = mail.get_body()
            if mail["To"] == to and body is not None:
                if found := re.search(r"http://\S+(/activation/[\w-]+)", body.get_content()):
                    return found.group(1)
        time.sleep(0.5)
    raise AssertionError(f"no activation mail for {to}")


def create(hand: Hand, first: str, last: str) -> str:
    """Chapter 1 of the guide: the account in three steps, its activation, the first sign-in."""
    email, identifier = f"{first}.{last}@example.org".lower(), f"pro.{first}.{last}".lower()
    hand.open("/")
    hand.press("Créer un compte Pro")
    hand.type(siret=SIRET)
    hand.press("Chercher ma structure")
    for words in ("LE HAVRE SEINE METROPOLE", "HOTEL DE LA COMMUNAUTE", "19 RUE GEORGES BRAQUE", "(2/3)"):
        assert hand.says(words), words
    hand.type(phone="0123456789", email="structure@example.org")
    hand.press("Continuer")
    hand.press("Retour à l’étape 2")
    hand.press("Continuer")
    assert hand.says("(3/3)")
    hand.type(first_name=first, last_name=last, email=email, job_title="Employé")
    hand.press("Créer mon compte")
    assert hand.says(
        "Le compte de LE HAVRE SEINE METROPOLE a été créé. Vous allez recevoir un courriel de confirmation."
    )
    assert hand.says(identifier)
    hand.open(link_of(hand.reader.site, email))
    hand.type(password=PRO_PASSWORD, password_confirm=PRO_PASSWORD)
    hand.tick(*CONSENTS)
    hand.press("Activer mon compte")
    assert hand.says("Activation de votre accès réussie, vous pouvez dès à présent vous connecter.")
    hand.type(password=PRO_PASSWORD)
    hand.press("Se connecter")
    assert hand.says("Contrats et abonnements rattachés") and not hand.says("Nouvelle démarche")
    return identifier


def attach(hand: Hand, title: str) -> None:
    """Chapter 2: the concession, at the second try."""
    hand.press("Rattacher un compte de concession voirie")
    hand.type(title=title, access_code="9471")
    hand.press("Rattacher le compte")
    assert hand.says("Intitulé ou code incorrect, ou trop d’essais") and hand.says("Demander à un agent")
    hand.type(access_code=GUIDE[title])
    hand.press("Rattacher le compte")
    assert hand.says("Le compte a bien été ajouté.") and hand.says(title) and hand.says("Page 1 de 1")


def ask(hand: Hand) -> None:
    """What the company came for: a first request, read again and filed."""
    hand.unfold("Nouvelle démarche")
    hand.press("Demander une autorisation d’ouverture de voirie")
    hand.type(purpose="Raccordement du n° 19", street="19 rue Georges Braque", postcode="76600")
    hand.pick(city="Le Havre")
    hand.day("starts_on", twin_day())
    hand.day("ends_on", twin_day())
    hand.pick(work_kind="Branchement")
    hand.tick("surface=chaussee", "traffic=aucune")
    hand.press("Relire la demande")
    hand.press("Déposer la demande")
    assert hand.says("est déposée") and hand.says("Déposée")
    hand.unfold("Nouvelle démarche")
    hand.press("Consulter vos demandes d’autorisation")
    assert hand.says("19 rue Georges Braque")


def test_the_whole_guide_by_mouse(reader):
    hand = Hand(reader(reduced_motion="reduce"))
    assert create(hand, "John", "Souris") == "pro.john.souris"
    attach(hand, "Guide à la souris")
    ask(hand)
    hand.open("/tableau-de-bord")
    hand.unfold("Retirer Guide")
    hand.arrived()
    hand.press("Retirer le compte")
    assert hand.says("Le compte a été retiré.") and not hand.says("Nouvelle démarche")
    hand.press("Remettre le compte")
    hand.press("Remettre le compte")
    assert hand.says("Le compte est de nouveau rattaché.") and hand.says("Nouvelle démarche")


def test_the_whole_guide_by_keyboard_alone(reader):
    hand = Keyboard(reader(reduced_motion="reduce"))
    create(hand, "Jeanne", "Clavier")
    attach(hand, "Guide au clavier")
    ask(hand)


def test_the_whole_guide_on_a_phone(reader):
    hand = Phone(reader(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True))
    create(hand, "Jacques", "Portable")
    attach(hand, "Guide au téléphone")
    ask(hand)


def test_the_whole_guide_without_javascript(reader):
    hand = Scriptless(reader(java_script_enabled=False))
    create(hand, "Julie", "Sansscript")
    attach(hand, "Guide sans script")
    ask(hand)
