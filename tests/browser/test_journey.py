"""One company from the old portal's file to a signed-in account that holds its concession, in a browser."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser.conftest import PRO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_an_agent_migrates_a_company_and_a_supervisor_reads_who_did_it(reader, site):
    agent = reader()
    agent.sign_in_staff("agent")
    agent.open("/console/comptes/new/")
    agent.type(siret="200 084 952 00015")
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_selector("[name=company_phone]")
    agent.look()
    for words in (
        "LE HAVRE SEINE METROPOLE",
        "HOTEL DE LA COMMUNAUTE",
        "19 RUE GEORGES BRAQUE",
        "76085",
        "LE HAVRE CEDEX",
    ):
        assert agent.says(words), words
    agent.press("Créer le compte")
    assert agent.says("à corriger"), "an empty form was taken"
    agent.type(company_phone="0123456789", company_email="structure@example.org")
    agent.type(first_name="John", last_name="Doe", email="john.doe@example.org", job_title="Employé")
    agent.press("Créer le compte")
    assert agent.says("pro.john.doe")

    link = None
    for _ in range(40):
        agent.page.goto(f"{site.base}/console/courriels/?search=john.doe@example.org")
        if agent.page.locator("table").get_by_text("Envoyé").count():
            break
        time.sleep(0.5)
    agent.look()
    agent.follow(agent.page.locator("table .b-link"))
    link = re.search(r"http://\S+/activation/[\w-]+", agent.page.locator("main").inner_text())
    assert link, "the activation mail cannot be read in the console"

    john = reader()
    john.open(link.group(0).removeprefix(site.base))
    john.type(password=PRO_PASSWORD, password_confirm=PRO_PASSWORD)
    john.page.check("[name=accept_data]")
    john.page.check("[name=accept_terms]")
    john.follow(john.page.locator("main form button.btn-primary"))
    assert john.says("Activation de votre accès réussie, vous pouvez dès à présent vous connecter.")
    john.type(identifier="pro.john.doe", password=PRO_PASSWORD)
    john.press("Se connecter")
    assert john.page.url.endswith("/tableau-de-bord")
    assert not john.says("Demander une autorisation d’ouverture de voirie")

    agent.open("/console/concessions/?search=reseaux+d+ete")
    agent.follow(agent.page.locator("table .b-link"))
    agent.press("Rattacher")
    agent.type(account="pro.john.doe", access_code="4827")
    agent.page.check("[name=evidence][value=code]")
    agent.press("Rattacher la concession")
    assert agent.says("est rattachée à John Doe")
    agent.open("/console/concessions/?search=albatre")
    agent.follow(agent.page.locator("table .b-link"))
    agent.press("Rattacher")
    agent.type(account="pro.john.doe", justification="Rappelée ce matin, la gérante a confirmé son nom.")
    agent.page.check("[name=evidence][value=callback]")
    agent.page.check("[name=called_number]")
    agent.press("Rattacher la concession")
    assert agent.says("est rattachée à John Doe")

    john.open("/tableau-de-bord")
    assert john.says("Réseaux d’Été – Éclairage") and john.says("Côte d’Albâtre Fibre")
    mails = site.folder / "instance" / "mail"
    for _ in range(40):
        shown = "".join(mail.read_text(encoding="utf-8", errors="replace") for mail in mails.rglob("*.eml"))
        if "ancien0@example.org" in shown and "ancien1@example.org" in shown:
            break
        time.sleep(0.5)
    assert "To: ancien0@example.org" in shown and shown.count("To: john.doe@example.org") >= 3

    supervisor = reader()
    supervisor.sign_in_staff("supervisor")
    supervisor.open("/console/rattachements/?search=albatre")
    supervisor.follow(supervisor.page.locator("table .b-link"))
    for words in (
        "Camille Agent",
        "Rappel",
        "Rappelée ce matin, la gérante a confirmé son nom.",
        "pro.john.doe",
    ):
        assert supervisor.says(words), words
    assert re.search(r"\d+", site.command("audit", "verify"))
