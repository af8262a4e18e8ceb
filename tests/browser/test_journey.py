"""A company goes through in Chromium: created, activated, attached, seen, audited."""

from __future__ import annotations

import re
import time

import pytest

from models.base import db, now, transaction
from models.concessions import Concession
from tests import people
from tests.browser.conftest import axe

pytestmark = pytest.mark.browser

SIRET, CODE = "20008495200015", "7351"
FIRST, SECOND = "Réseau d’Éclairage du Quai Frissard", "Fourreaux de l’Écluse Bellot"
WHY = "Rappelé par la gérante, qui lit l’intitulé sur son ancien contrat."


def prepare(site):
    """Two records of the old portal; an agent and a supervisor, by e-mail."""
    with site.app.app_context():
        with transaction() as session:
            for number, title in enumerate((FIRST, SECOND)):
                made = Concession(reference=f"ECR-{number}", kind="voirie", imported_at=now())
                made.email = f"ancien.contact.{number}@example.org"
                made.name(title)
                made.set_code(CODE)
                made.refresh_search()
                session.add(made)
        return people.staff("agent").email, people.staff("supervisor").email


def clean(page):
    """The page as the tests want each of the journey."""
    assert axe(page) == [], page.url
    return page


def sign_in(page, email):
    page.goto("/console/")
    clean(page)
    page.fill("[name=email]", email)
    page.fill("[name=password]", people.STAFF_PASSWORD)
    page.click("main button.btn-primary")
    code = page.inner_text("#code-demo")
    clean(page)
    page.fill("[name=otp]", code)
    page.click("main button.btn-primary")
    page.wait_for_url("**/console/")
    clean(page)


def create(page):
    page.goto("/console/comptes/new/")
    clean(page)
    page.fill("main [name=siret]", SIRET)
    page.click("text=Chercher la structure")
    text = page.inner_text("main")
    for word in ("LE HAVRE SEINE METROPOLE", "19 RUE GEORGES BRAQUE", "76085", "LE HAVRE CEDEX"):
        assert word in text
    clean(page)
    page.click("text=Créer le compte")
    assert "422" not in page.title()
    assert page.locator("[aria-invalid=true]").count() > 0
    clean(page)
    page.select_option("[name=company_kind]", "collectivite")
    answers = {
        "company_phone": "02 35 22 25 25",
        "company_email": "contact@example.org",
        "first_name": "John",
        "last_name": "Doe",
        "email": "john.doe@example.org",
        "job_title": "Chargé de réseaux",
    }
    for name, value in answers.items():
        page.fill(f"[name={name}]", value)
    page.click("text=Créer le compte")
    assert "pro.john.doe" in page.inner_text("main")
    clean(page)


def activation_link(page):
    """The link of the mail, as the console shows it once the worker sent it."""
    page.goto("/console/courriels/?search=john.doe")
    clean(page)
    page.click("main tbody tr a >> nth=0")
    clean(page)
    return re.search(r"http://\S+/activation/[\w.~-]+", page.inner_text("main")).group()


def activate(page, link):
    page.goto(link)
    clean(page)
    page.fill("[name=password]", people.PRO_PASSWORD)
    page.fill("[name=password_confirm]", people.PRO_PASSWORD)
    page.check("[name=accept_data]")
    page.check("[name=accept_terms]")
    page.click("text=Activer mon compte")
    assert "Activation de votre accès réussie" in page.inner_text("body")
    clean(page)
    page.fill("[name=identifier]", "pro.john.doe")
    page.fill("[name=password]", people.PRO_PASSWORD)
    page.click("main button:has-text('Se connecter')")
    page.wait_for_url("**/tableau-de-bord")
    clean(page)


def attach(page, fragment, evidence, **answers):
    page.goto("/console/concessions/")
    page.fill("main [name=search]", fragment)
    page.press("main [name=search]", "Enter")
    page.wait_for_url("**search=*")
    clean(page)
    assert page.locator("main tbody tr[data-id]").count() == 1
    page.click("main tbody tr a >> nth=0")
    clean(page)
    page.click("main a[href*='/rattacher']")
    clean(page)
    page.fill("[name=account]", "pro.john.doe")
    page.check(f"[name=evidence][value={evidence}]")
    for name, value in answers.items():
        page.fill(f"[name={name}]", value)
    page.click("text=Rattacher la concession")
    page.wait_for_url(lambda url: "rattacher" not in url.rsplit("/", 1)[-1])
    clean(page)


def mailed(site, word):
    """To whom the worker sent a mail that says this."""
    with site.app.app_context():
        from models.outbox import OutboxEmail

        for _ in range(60):
            db.session.rollback()
            sent = db.session.scalars(db.select(OutboxEmail).filter_by(kind=word, state="sent"))
            found = [mail.to for mail in sent]
            if len(found) > 2:
                return found
            time.sleep(0.25)
        return found


def journey(site, opened, **options):
    """Points 1 to 5, from the call to the supervisor's reading."""
    agent, supervisor = prepare(site)
    page = opened(site.origin, **options)
    sign_in(page, agent)
    create(page)
    company = opened(site.origin, **options)
    activate(company, activation_link(page))
    attach(page, "reseau d eclairage", "code", access_code=CODE)
    attach(page, "ecluse bell", "other", justification=WHY)
    company.goto("/tableau-de-bord?onglet=voirie")
    assert FIRST in company.inner_text("main")
    assert "John D" in company.inner_text("main")
    clean(company)
    assert {"ancien.contact.0@example.org", "john.doe@example.org"} <= set(mailed(site, "attached"))
    reader = opened(site.origin, **options)
    sign_in(reader, supervisor)
    reader.goto("/console/rattachements/")
    assert reader.locator("main tbody tr[data-id]").count() == 2
    clean(reader)
    reader.goto("/console/concessions/?search=ecluse+bellot")
    reader.click("main tbody tr a >> nth=0")
    reader.click("main a[href*='/rattachements/details']")
    assert WHY in reader.inner_text("main")
    clean(reader)
    assert site.command("audit", "verify").returncode == 0


def test_a_company_goes_through_from_the_call_to_the_trail(site, opened):
    journey(site, opened)


def test_a_company_goes_through_without_javascript(site, opened, monkeypatch):
    # axe is a script itself: the same pages are held to it by the journey above.
    monkeypatch.setitem(journey.__globals__, "axe", lambda page: [])
    journey(site, opened, java_script_enabled=False)


def reach(page, selector, *, most=150):
    """Tabs until the focus stands on an element, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => !!document.activeElement?.matches(wanted)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


def typed(page, selector, text):
    reach(page, selector)
    page.keyboard.type(text)


def entered(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_agent_creates_and_attaches_by_keyboard_alone(site, opened):
    agent, _ = prepare(site)
    page = opened(site.origin)
    page.goto("/console/")
    typed(page, "[name=email]", agent)
    typed(page, "[name=password]", people.STAFF_PASSWORD)
    entered(page)
    typed(page, "[name=otp]", page.inner_text("#code-demo"))
    entered(page)
    reach(page, "a[href='/console/comptes/']")
    entered(page)
    reach(page, "main a[href^='/console/comptes/new']")
    entered(page)
    typed(page, "main [name=siret]", SIRET)
    entered(page)
    reach(page, "[name=company_kind]")
    page.keyboard.type("Coll")
    typed(page, "[name=company_phone]", "0235222525")
    typed(page, "[name=company_email]", "contact@example.org")
    typed(page, "[name=first_name]", "John")
    typed(page, "[name=last_name]", "Doe")
    typed(page, "[name=email]", "john.doe@example.org")
    typed(page, "[name=job_title]", "Chargé de réseaux")
    entered(page)
    assert "pro.john.doe" in page.inner_text("main")
    reach(page, "a[href='/console/concessions/']")
    entered(page)
    typed(page, "main [name=search]", "reseau d eclairage")
    entered(page)
    reach(page, "main tbody tr a")
    entered(page)
    reach(page, "main a[href*='/rattacher']")
    entered(page)
    typed(page, "[name=account]", "pro.john.doe")
    reach(page, "[name=evidence]")
    page.keyboard.press("Space")  # the code is the first evidence
    typed(page, "[name=access_code]", CODE)
    entered(page)
    assert "pro.john.doe" in page.inner_text("main")
