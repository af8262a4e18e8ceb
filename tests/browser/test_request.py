"""A company asks to open the road: by keyboard alone on a desk, then on a phone without JavaScript."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from models.kernel.clock import now
from models.road_openings import earliest_start
from tests.browser.conftest import PRO_PASSWORD
from tests.support import uploads

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

HERE = "/demarches/voirie/autorisations"
SIRET = "20008495200015"


@pytest.fixture(scope="module")
def company(site):
    """A company that an agent migrated by a file: who signs in, and the way to do so."""
    records, batch = site.folder / "road.csv", site.folder / "batch.csv"
    records.write_text("reference;intitule;code_acces\nROAD-1;Fourreaux du Bassin Vauban;6841\n", "utf-8")
    batch.write_text(
        "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces\n"
        f"{SIRET};collectivite;0235223344;siege@example.org;Inès;Vauban;ines@example.org;Cheffe;"
        "Fourreaux du Bassin Vauban;6841\n",
        "utf-8",
    )
    site.command("import", "concessions", str(records))
    site.command("import", "migrations", str(batch), "--agent", "agent@example.org")
    for _ in range(60):
        for mail in (site.folder / "instance" / "mail").glob("*.eml"):
            text = mail.read_text("utf-8", "replace")
            if "To: ines@example.org" in text and (link := re.search(r"/activation/[\w-]+", text)):
                return link[0]
        time.sleep(0.5)
    raise AssertionError("no activation mail")


def focus(reader, selector):
    """Tabs to a control, as somebody without a mouse does."""
    for _ in range(90):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no focus on {selector}")


def pressed(reader, selector, address):
    focus(reader, selector)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(address)


def test_a_request_is_written_part_by_part_and_filed_by_keyboard_alone(reader, site, company):
    ines = reader(geolocation={"latitude": 49.4938, "longitude": 0.1077}, permissions=["geolocation"])
    keys = ines.page.keyboard
    ines.page.goto(f"{site.base}{company}")
    ines.type(password=PRO_PASSWORD, password_confirm=PRO_PASSWORD)
    ines.page.check("[name=accept_data]")
    ines.page.check("[name=accept_terms]")
    ines.page.locator("main form button.btn-primary").first.click()
    ines.page.wait_for_selector("[name=identifier]")
    ines.type(identifier="pro.ines.vauban", password=PRO_PASSWORD)
    keys.press("Enter")
    ines.page.wait_for_url("**/tableau-de-bord")

    focus(ines, "button[popovertarget=dem]")
    keys.press("Enter")
    pressed(ines, "#dem a", "**/nouvelle")
    focus(ines, "[name=purpose]")
    keys.type("Raccordement du n° 19")
    pressed(ines, "button[value=suite-lieu]", "**/modifier#ou-et-quand")
    focus(ines, "[name=street]")
    keys.type("19 rue Georges Braque")
    focus(ines, "[name=postcode]")
    keys.type("76600")
    focus(ines, "[name=city]")
    keys.type("Le Havre")
    focus(ines, "summary")
    keys.press("Enter")
    focus(ines, "[name=point] + button")
    keys.press("Enter")
    ines.page.wait_for_function("() => document.querySelector('[name=point]').value === '49.49380, 0.10770'")
    assert ines.page.evaluate("document.activeElement.name") == "point"
    begins = earliest_start(now()) + timedelta(days=3)
    ines.type(starts_on=begins.isoformat(), ends_on=(begins + timedelta(days=2)).isoformat())
    pressed(ines, "button[value=suite-travaux]", "**/modifier#les-travaux")
    focus(ines, "[name=work_kind]")
    keys.type("Branch")
    focus(ines, "[name=surface]")
    keys.press("Space")
    focus(ines, "[name=traffic]")
    keys.press("ArrowDown")
    wrong = {"name": "faux.pdf", "mimeType": "application/pdf", "buffer": uploads.SCRIPT}
    plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": uploads.pdf()}
    ines.page.set_input_files("[name=documents]", [wrong])
    focus(ines, "button[value=relire]")
    keys.press("Enter")
    ines.page.wait_for_selector("#documents-err")
    ines.look()
    assert ines.page.evaluate("document.activeElement.id") == "erreurs"
    ines.page.set_input_files("[name=documents]", [plan])
    pressed(ines, "button[value=relire]", "**/relire")
    focus(ines, "main form button")
    keys.press("Enter")
    ines.page.wait_for_url(re.compile(r"/autorisations/OV-\d{4}-\d+$"))
    assert ines.says("est déposée") and ines.says("Gardez ce numéro") and ines.says("plan.pdf")
    with ines.page.expect_download() as download:
        ines.page.get_by_role("link", name="plan.pdf").click()
    assert download.value.suggested_filename == "plan.pdf"
    number = ines.page.url.rsplit("/", 1)[1]
    ines.page.goto(f"{site.base}{HERE}/{number}/accuse")
    assert ines.says(number) and ines.says("le silence ne vaut pas accord")

    phone = reader(
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        storage_state=ines.context.storage_state(),
    )
    page = phone.page
    page.goto(f"{site.base}{HERE}?q=braque")
    page.locator("tr[data-id] a.b-link").first.click()
    page.get_by_role("button", name="Retirer la demande").first.click()
    page.locator("#retirer button.btn-stop").click()
    page.wait_for_load_state()
    assert "Retirée" in page.locator("main").inner_text()
    assert page.url.endswith(number)
