"""Several rows at once, as they are chosen and sent: by keyboard alone, and on a phone without a script."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import STAFF, STAFF_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LIST = "/console/agents/?search=du+lot"


@pytest.fixture(scope="module")
def invited(site):
    """Four people who were invited."""
    names = ("Anne", "Basile", "Colette", "Denis")
    for name in names:
        words = ("agent", "add", f"{name.lower()}.lot@example.org", "--name", f"{name} du Lot")
        site.command(*words, "--role", "agent")
    return [f"{name} du Lot" for name in names]


def test_rows_are_chosen_and_sent_by_keyboard_alone(reader, invited):
    admin = reader()
    admin.sign_in_staff("admin")
    page, press = admin.page, admin.page.keyboard.press
    ticked = page.locator("#lot td :checked")
    admin.open(LIST)
    assert not page.locator(".b-bulk").is_visible()
    press("j")
    press("x")
    admin.look()
    assert page.locator("#lot output").inner_text().replace("\u00a0", " ") == "Lignes choisies : 1"
    press("j")
    press("j")
    press("Shift+X")
    assert ticked.count() == 3
    press("k")
    press("x")
    assert ticked.count() == 2
    press("a")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Désactiver…"
    press("Enter")
    page.wait_for_url("**/lot/desactiver?**")
    admin.look()
    shown = page.locator("main .b-list").inner_text()
    assert [name in shown for name in invited] == [True, False, True, False]
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    press("Enter")  # past the menu, however long it is
    for _ in range(10):
        press("Tab")
        if page.evaluate("document.activeElement.matches('main form button')"):
            break
    press("Enter")
    page.wait_for_url(re.compile(r"/console/agents/\?"))
    admin.look()
    assert admin.says("2 accès fermés.")
    assert page.locator("tbody").get_by_text("Désactivé").count() == 2


def test_rows_are_chosen_and_sent_on_a_phone_without_a_script(reader, invited):
    admin = reader(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page, base = admin.page, admin.site.base
    page.goto(f"{base}/console/")
    admin.type(email=STAFF["admin"], password=STAFF_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=otp]")
    shown = re.search(r"\b(\d{3})\s?(\d{3})\b", page.locator("main").inner_text())
    admin.type(otp="".join(shown.groups()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/console/")
    page.goto(base + LIST)
    bar = page.locator(".b-bulk")
    assert not bar.is_visible()
    for name in invited[1::2]:
        page.get_by_role("checkbox", name=f"Choisir {name}").check()
    assert bar.is_visible() and bar.get_by_role("button").count() == 2
    bar.get_by_role("button", name="Réinitialiser").click()
    assert "Réinitialiser 2 agents" in page.locator("h1").inner_text().replace("\u00a0", " ")
    page.locator("main form button").click()
    assert admin.says("2 accès réinitialisés.")
