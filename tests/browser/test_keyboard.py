"""The console by keyboard: palette, keys, menu of a telephone, end of the session; and without a script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import STAFF, STAFF_PASSWORD, Reader
from tests.browser.tour import sign_in_demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLE = "Réseaux d’Été – Éclairage"
HELD = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def state(site, chromium):
    """The cookies of a supervisor, who signs in once for all."""
    person = Reader(site, chromium)
    sign_in_demo(person, {"email": STAFF["supervisor"], "password": STAFF_PASSWORD})
    kept = person.context.storage_state()
    person.context.close()
    return kept


@pytest.fixture
def agent(reader, state):
    """`agent(viewport=…)`: somebody at the console's first page."""

    def sit_down(**options: Any) -> Any:
        person = reader(storage_state=state, **options)
        person.page.goto(person.site.base + "/console/")
        return person

    return sit_down


def ask(page: Any, words: str) -> str:
    """Types into the open palette; the announcement, once it answers these words."""
    page.locator("#pal").fill(words)
    page.wait_for_function(
        "words => document.querySelector('#palette [data-said]')?.dataset.said == words", arg=words
    )
    return str(page.locator("#palette [role=status]").text_content())


def test_the_palette_finds_opens_and_gives_the_focus_back(agent):
    person = agent()
    page, keys = person.page, person.page.keyboard
    page.locator("#appel").focus()
    keys.press("Control+k")
    page.wait_for_selector("#palette .b-hits")
    assert page.evaluate(HELD) == "pal"
    keys.press("Escape")
    assert page.evaluate(HELD) == "appel" and not page.locator("#palette").is_visible()

    keys.press("Control+k")
    assert ask(page, "reseaux d ete eclairage").endswith(f"Entrée ouvre {TITLE}")
    person.look()
    keys.press("ArrowDown")
    assert TITLE in page.evaluate(HELD)
    keys.press("ArrowUp")
    assert page.evaluate(HELD) == "pal"
    keys.press("ArrowDown")
    keys.press("x")  # typing goes on in the field, after what stands there
    assert page.input_value("#pal") == "reseaux d ete eclairagex"
    assert ask(page, "zzzz").startswith("Aucun résultat")
    person.look()
    ask(page, "ECR-0")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url("**/concessions/details/**")
    assert page.locator("h1").inner_text() == TITLE

    keys.press("Control+k")
    ask(page, "dossiers")
    keys.press("Enter")  # the page of that name, first
    page.wait_for_url("**/console/dossiers/")


def test_a_late_answer_is_dropped_and_an_ended_session_leads_to_the_sign_in(agent):
    person = agent()
    page, keys = person.page, person.page.keyboard

    def slow(route: Any) -> None:
        if "q=ec&" in route.request.url:
            page.wait_for_timeout(700)
        route.continue_()

    page.route("**/console/aller/**", slow)
    keys.press("Control+k")
    page.locator("#pal").fill("ec")
    page.wait_for_timeout(200)
    ask(page, "perrey")
    page.wait_for_timeout(900)
    assert page.locator("#palette [data-said]").get_attribute("data-said") == "perrey"
    page.unroute("**/console/aller/**")
    person.context.clear_cookies(name="bascule-console")
    page.locator("#pal").fill("albatre")
    page.wait_for_selector("#palette >> text=Votre session est terminée")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url("**/console/connexion?next=%2Fconsole%2F")


def test_single_keys_act_outside_fields_alone_and_can_be_put_out(agent):
    person = agent()
    page, keys = person.page, person.page.keyboard
    keys.press("n")
    assert page.evaluate(HELD) == "appel"
    keys.type("g o j ? /")
    assert page.input_value("#appel") == "g o j ? /" and page.url.endswith("/console/")
    keys.press("Escape")
    assert page.evaluate("document.activeElement == document.body"), "a field is left by Escape"
    page.evaluate("document.querySelector('#appel').dataset.key = 'a'")  # a letter of lists, borne here
    keys.press("a")
    assert page.evaluate(HELD) == "appel"
    page.evaluate("document.activeElement.blur()")
    keys.press("?")
    assert page.evaluate(HELD) == "touches-titre" and page.locator("#touches").is_visible()
    assert "Prendre un appel" in page.locator("#touches [data-here]").inner_text()
    person.look()
    keys.press("Escape")
    assert not page.locator("#touches").is_visible()
    keys.press("g")
    keys.press("o")
    page.wait_for_url("**/console/concessions/")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1
    keys.press("f")
    assert page.evaluate(HELD) == "search"
    page.evaluate("document.activeElement.blur()")
    keys.press("/")
    assert page.evaluate(HELD) == "omni"

    page.locator("[popovertarget=moi]").press("Enter")
    page.locator("#moi #keys").uncheck()
    page.locator("#moi form").first.evaluate("form => form.requestSubmit()")
    page.wait_for_selector("body[data-keys=off]")
    for key in ("j", "g", "m", "?", "f"):
        keys.press(key)
    assert page.evaluate("document.activeElement == document.body") and page.url.endswith("/concessions/")
    assert not page.locator("#touches").is_visible() and not page.locator("main kbd").count()
    keys.press("Control+k")
    page.wait_for_selector("#palette .b-hits")


def test_the_menu_of_a_telephone_opens_and_closes_by_keyboard(agent):
    person = agent(viewport={"width": 360, "height": 780})
    page, keys = person.page, person.page.keyboard
    keys.press("Tab")
    assert page.evaluate(HELD) == "Aller au contenu"
    keys.press("Tab")
    assert page.evaluate(HELD) == "Aller à la recherche", "the menu is behind its button here"
    keys.press("Tab")
    assert page.evaluate(HELD) == "Menu"
    keys.press("Enter")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav').id") == "menu"
    keys.press("Escape")
    assert page.evaluate(HELD) == "Menu" and not page.locator("#menu").is_visible()


def test_the_end_of_a_session_is_told_put_off_and_loses_nothing(agent):
    person = agent()
    page, keys = person.page, person.page.keyboard
    page.goto(person.site.base + "/console/comptes/new/?siret=20008495200015")
    page.locator("main [name=first_name]").fill("Dominique")
    message = "new BroadcastChannel('bascule-session').postMessage({ends: Date.now() + %d, latest: 9e15})"
    page.evaluate(message % 200_000)
    page.wait_for_selector("#session >> text=Votre session se termine à")
    person.look()
    page.locator("[data-stay]").press("Enter")
    page.wait_for_selector("#session >> text=Votre session", state="detached")

    person.context.clear_cookies(name="bascule-console")
    page.evaluate(message % -1)
    page.wait_for_selector("#session >> text=Votre session est terminée")
    page.locator("main [name=last_name]").fill("Prévert")
    page.locator("main [name=last_name]").press("Enter")  # nothing is sent: the way back takes the focus
    page.wait_for_selector("a:focus >> text=Se connecter de nouveau")
    keys.press("Enter")
    page.wait_for_url("**/connexion?next=**")
    person.type(email=STAFF["supervisor"], password=STAFF_PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/console/comptes/new/**")
    page.wait_for_selector("#session >> text=Voici ce que vous aviez tapé")
    typed = [page.input_value(f"main [name={name}]") for name in ("first_name", "last_name")]
    assert typed == ["Dominique", "Prévert"]
    page.reload()
    assert page.input_value("main [name=first_name]") == "", "it is given back once"


def test_without_a_script_the_top_search_does_the_same(agent):
    person = agent(java_script_enabled=False)
    page = person.page
    page.locator("#omni").fill("reseaux d ete eclairage")
    page.locator("#omni").press("Enter")
    page.wait_for_url("**/console/aller/?q=**")
    page.locator(".b-hits a").first.press("Enter")
    page.wait_for_url("**/concessions/details/**")
    assert page.locator("h1").inner_text() == TITLE
