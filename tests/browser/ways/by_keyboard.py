"""Ways through the console with the keys alone: no page here is opened by an address or a click."""

from __future__ import annotations

from tests.browser.conftest import Reader

HELD = "document.activeElement.name || document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"
"""What has the focus, by its field's name or its words."""

MOST_TABS = 150


def go(reader: Reader, place: str, lands: str) -> None:
    """Opens a page of the console by the palette."""
    page = reader.page
    page.keyboard.press("Control+k")
    page.locator("#pal").fill(place)
    page.wait_for_function(
        "words => document.querySelector('#palette [data-said]')?.dataset.said == words", arg=place
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{lands}")


def open_first(reader: Reader) -> None:
    """The first row of a list."""
    reader.page.keyboard.press("j")
    enter(reader)


def tab_to(reader: Reader, words: str) -> None:
    """Moves the focus on until it holds a field of that name, or a way of those words."""
    for _ in range(MOST_TABS):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate(HELD).startswith(words):
            return
    raise AssertionError(f"{words} is not reached by keyboard on {reader.page.url}")


def enter(reader: Reader) -> None:
    """Presses what has the focus, and looks at the page that follows."""
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.look()


def press(reader: Reader, words: str) -> None:
    """Goes to a way of those words and takes it."""
    tab_to(reader, words)
    enter(reader)


def write(reader: Reader, **fields: str) -> None:
    """Types into fields, in the order in which they stand."""
    for name, value in fields.items():
        tab_to(reader, name)
        reader.page.keyboard.type(value)


def choose(reader: Reader, name: str, value: str) -> None:
    """Of choices side by side, by the arrows."""
    tab_to(reader, name)
    page = reader.page
    page.keyboard.press("Space")
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value}")


def correct_a_contact(reader: Reader) -> None:
    """The first contact of the queue gets another, and leaves it."""
    go(reader, "contacts à corriger", "/relances/a-corriger/")
    open_first(reader)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("e")
    write(reader, email="exploitation@example.org")
    choose(reader, "proof", "letter")
    write(reader, reference="Lettre du service travaux, reçue ce matin.")
    press(reader, "Corriger le contact")
    assert reader.says("est corrigé") and reader.page.url.endswith("/relances/a-corriger/")


def end_a_mandate(reader: Reader) -> None:
    """The mandate that runs the longest ends with a reason."""
    go(reader, "mandats", "/console/mandats/")
    press(reader, "MA-")
    if not reader.says("Mettre fin"):  # the newest was revoked
        go(reader, "mandats", "/console/mandats/")
        tab_to(reader, "MA-")
        press(reader, "MA-")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("t")
    write(reader, reason="Les travaux sont finis, dit le mandant.")
    press(reader, "Mettre fin au mandat")
    assert reader.says("a pris fin")


def propose_a_merge(reader: Reader, identifier: str) -> None:
    """Into an account that does not exist: the refusal is told first, and nothing is merged."""
    go(reader, identifier, "/comptes/details/**")
    press(reader, "Fusionner")
    write(reader, account="pro.personne.d.ici", reason="La personne a un second compte.")
    press(reader, "Écrire aux deux adresses")
    assert reader.page.locator(".b-sum").count() == 1
    press(reader, "Laisser les deux comptes")
    assert "/comptes/details/" in reader.page.url


def decide_dates(reader: Reader) -> None:
    """From the calendar to the first permit for which other dates wait, and their refusal."""
    go(reader, "calendrier", "/console/calendrier/")
    press(reader, "Mois suivant")
    go(reader, "calendrier", "/console/calendrier/")
    tab_to(reader, "OV-")
    enter(reader)
    press(reader, "Décider des autres dates")
    choose(reader, "outcome", "refusees")
    write(reader, reason="La rue doit rouvrir pour la rentrée.")
    press(reader, "Enregistrer la décision")
    assert reader.says("sont décidées")
