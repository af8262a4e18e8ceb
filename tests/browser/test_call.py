"""A call from the first ring to the attached concession: a company migrates, and no mouse is touched."""

from __future__ import annotations

import pytest

from tests.browser.conftest import STAFF, STAFF_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CODES = {"Réseaux d’Été – Éclairage": "4827", "Côte d’Albâtre Fibre": "6193", "Œuvres du Perrey": "7052"}
PERSON = {
    "first_name": "Zoé",
    "last_name": "Quemener",
    "email": "zoe.quemener@example.org",
    "job_title": "Conductrice",
}


class Hands:
    """Ten fingers: keys are pressed and counted, nothing is clicked, nothing is filled by script."""

    def __init__(self, reader):
        self.reader, self.page, self.pressed = reader, reader.page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def go(self, name, limit=40):
        """Tabs on to the field of that name; its ring is seen."""
        for _ in range(limit):
            if self.focused("e => e.name") == name:
                assert self.focused("e => getComputedStyle(e).outlineStyle") != "none", name
                return
            self.press("Tab")
        raise AssertionError(f"no Tab leads to {name}")

    def focused(self, what):
        return self.page.evaluate(f"({what})(document.activeElement)")

    def enter(self, pattern):
        """Enter, and the page that it leads to, held to the rules."""
        with self.page.expect_navigation(url=pattern):
            self.press("Enter")
        self.reader.look()


def test_an_agent_takes_a_call_to_its_end_by_keyboard_alone(reader):
    agent = reader()
    hands, page = Hands(agent), agent.page
    page.goto(agent.site.base + "/console/")
    hands.go("email")
    hands.type(STAFF["agent"])
    hands.go("password")
    hands.type(STAFF_PASSWORD)
    hands.enter("**/connexion/code**")
    code = page.locator("#code-demo").inner_text()
    hands.go("otp")
    hands.type("".join(code.split()))
    hands.enter("**/console/")
    signed_in = hands.pressed

    hands.press("n")
    assert hands.focused("e => e.name") == "q"
    hands.type("200 084 952 00015")
    hands.enter("**/migration/**")
    for name, value in PERSON.items():
        hands.go(name)
        hands.type(value)
    hands.enter("**/migration/**")
    assert agent.says("pro.zoe.quemener")

    title = next(
        title_of_code for title_of_code in CODES if title_of_code in page.locator(".b-next").inner_text()
    )
    assert hands.focused("e => e.name") == "access_code"
    hands.type(CODES[title])
    hands.enter("**/migration/**")
    assert agent.says("est rattachée à Zoé Quemener")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert "Nouvel appel" in page.locator("#touches [data-here]").inner_text()
    assert hands.pressed - signed_in < 110, f"{hands.pressed - signed_in} keys for one company"
