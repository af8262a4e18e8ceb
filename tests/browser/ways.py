"""What opens the pages that no link leads to: forms that come back, links in mails, codes."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pyotp

from tests.browser.conftest import PRO_PASSWORD, Reader, Site
from tests.browser.tour import Tour, endpoint_of, sign_in_demo


def demo(site: Site) -> dict[str, Any]:
    known: dict[str, Any] = json.loads((site.folder / "instance" / "demo.json").read_text("utf-8"))
    return known


def sit(site: Site, chromium: Any) -> Reader:
    return Reader(site, chromium, reduced_motion="reduce")


def mailed(site: Site, pattern: str) -> str:
    """The last link of that form in a mail."""
    for _ in range(60):
        mails = sorted(
            (site.folder / "instance" / "mail").rglob("*.eml"), key=lambda mail: mail.stat().st_mtime
        )
        for mail in reversed(mails):
            text = mail.read_text("utf-8", "replace").replace("=\n", "")
            if found := re.findall(rf"http://[^\s/]+({pattern}[\w-]+)", text):
                return str(found[-1])
        time.sleep(0.25)
    raise AssertionError(f"no mail holds {pattern}")


def halfway(tour: Tour) -> None:
    """A step for several rows that somebody else took for one of them a moment before."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/comptes/?etat=active")
    first, other = (page.locator("tr[data-id]").nth(n).get_attribute("data-id") for n in (0, 1))
    faster = tour.reader.context.new_page()
    for window, rows in ((page, f"id={first}&id={other}"), (faster, f"id={first}")):
        window.goto(f"{base}/console/comptes/lot/suspendre?{rows}")
        window.fill("[name=reason]", "Un doute")
    for window in (faster, page):
        with window.expect_navigation():
            window.locator("main form .btn-stop").click()
    tour.visit(page.url.removeprefix(base), "backoffice.outcome")


def refused_in_the_call(tour: Tour) -> None:
    """A proof left out in a call under way: the page of the call comes back with it."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/comptes/?etat=active")
    account = page.locator("tr[data-id]").first.get_attribute("data-id")
    page.goto(f"{base}/console/concessions/?etat=free")
    records = page.locator("tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
    form = page.locator(".b-next form[action*='/rattacher']")
    for record in records:
        page.goto(f"{base}/console/migration/?compte={account}&concession={record}")
        if form.count():
            break
    form.locator("input:not([type=hidden]), textarea").first.fill("")
    with page.expect_navigation():
        form.locator("button").last.click()
    tour.seen[endpoint_of(page.url.removeprefix(base)) or ""] += 1
    tour.look("a call whose proof was refused")
    assert page.locator("[aria-invalid]").evaluate("field => field == document.activeElement")


def refused_in_the_case(tour: Tour) -> None:
    """A note without a word, a promise for no day: the page of the call comes back, open there."""
    page, base = tour.page, tour.reader.site.base
    for verb, emptied in (("noter", "text"), ("rappeler", "due_on")):
        page.goto(f"{base}/console/comptes/?etat=active")
        account = page.locator("tr[data-id]").first.get_attribute("data-id")
        page.goto(f"{base}/console/migration/?compte={account}")
        form = page.locator(f"form[action*='/{verb}']")
        form.evaluate("form => { form.closest('details').open = true }")
        form.locator(f"[name={emptied}]").fill("")
        with page.expect_navigation():
            form.locator("button").last.click()
        tour.seen[endpoint_of(page.url.removeprefix(base)) or ""] += 1
        tour.look(f"a call whose {emptied} was left out")
        assert form.locator("[aria-invalid]").first.is_visible()


def typed_in_the_call(tour: Tour) -> None:
    """A company that the directory does not know, without a word on it: the form comes back in the call."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/migration/?q=55208131766522")
    with page.expect_navigation():
        page.locator("form[action*='/saisir'] button").click()
    tour.seen[endpoint_of(page.url.removeprefix(base)) or ""] += 1
    tour.look("a company typed in a call")


def taken_in_the_call(tour: Tour) -> None:
    """What only some calls have: a suspended person, a caller who can be checked."""
    page, base = tour.page, tour.reader.site.base
    taken = (
        ("suspended", "retablir", "restore"),
        ("active", "verifier", "check_caller"),
        ("active", "mot-de-passe", "send_reset"),
        ("active", "chercher", "seek_record"),
        ("active", "ancien-dossier", "look"),
        ("pending", "renvoyer", "resend"),
    )
    for state, verb, name in taken:
        way = page.locator(f"main a[href*='/{verb}?appel']")
        page.goto(f"{base}/console/comptes/?etat={state}")
        people = page.locator("tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
        for number in people:
            page.goto(f"{base}/console/migration/?compte={number}")
            if way.count():
                tour.visit(way.first.get_attribute("href") or "", f"assistance.{name}")
                break


def keyed(tour: Tour) -> None:
    """The key of a program, shown once; then its page as it stays, and its steps."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/cles/new/")
    tour.reader.type(name="Guichet des permissions")
    page.select_option("main [name=role]", "agent")
    page.locator("main [name=scopes]").first.check()
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()
    tour.look("a new key")
    tour.walk(
        page.url.removeprefix(base), only={f"api_keys.{name}" for name in ("details_view", "renew", "revoke")}
    )


def subscribed(tour: Tour) -> None:
    """A subscription and its secret, shown once; a trial and what became of it; then all that it can do."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/abonnements/new/")
    tour.reader.type(url="https://recepteur.invalid/bascule")
    page.locator("main [name=events]").first.check()
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()
    tour.look("a new subscription")
    address = page.url
    number = address.rpartition("=")[2]
    for step, verbs in (
        ("essayer", ("replay_period", "try_out", "pause", "change_events", "renew_secret", "revoke")),
        ("interrompre", ("resume",)),
    ):
        page.goto(f"{base}/console/abonnements/{number}/{step}")
        with page.expect_navigation():
            page.locator("main form button").first.click()
        tour.walk(address.removeprefix(base), only={f"webhooks.{verb}" for verb in ("details_view", *verbs)})
    deliveries = "/console/abonnements/envois/"
    tour.walk(deliveries, only={f"webhook_deliveries.{name}" for name in ("index_view", "bulk_rejouer")})
    page.goto(base + deliveries)
    first = page.locator("tr[data-id]").first.get_attribute("data-id")
    tour.visit(f"{deliveries}details/?id={first}", "webhook_deliveries.details_view")
    tour.visit(f"{deliveries}{first}/rejouer", "webhook_deliveries.replay")


def enrolment(site: Site, chromium: Any) -> Tour:
    """A lost telephone: an administrator resets the second factor, its person enrols a new one."""
    staff = {member["role"]: member for member in demo(site)["staff"]}
    reader = sit(site, chromium)
    sign_in_demo(reader, staff["admin"])
    reader.page.goto(f"{site.base}/console/agents/?search={staff['agent']['email']}")
    reader.page.locator("tr[data-id] a").first.click()
    reader.page.get_by_role("link", name="Réinitialiser le second facteur").click()
    reader.page.fill("[name=reason]", "Téléphone perdu")
    with reader.page.expect_navigation():
        reader.page.locator("main form .btn-stop").click()
    reader.context.close()
    tour = Tour(sit(site, chromium), "backoffice")
    page = tour.page
    page.goto(site.base + "/console/")
    tour.reader.type(email=staff["agent"]["email"], password=staff["agent"]["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tour.visit("/console/connexion/application", "backoffice.enrol")
    page.goto(site.base + "/console/connexion/application")
    tour.reader.type(otp=page.locator("#code-demo").inner_text().replace(" ", ""))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tour.look("the new recovery codes")
    return tour


def creation_steps(site: Site, chromium: Any) -> Tour:
    """The three steps, each refused once, then the mailed links; a visitor becomes a person."""
    tour = Tour(sit(site, chromium), "portal")
    page, type_ = tour.page, tour.reader.type
    page.goto(site.base + "/creer-un-compte/pro")
    type_(siret="20008495200015")
    page.keyboard.press("Enter")
    page.wait_for_url("**/structure")
    tour.visit("/creer-un-compte/structure", "portal.create_company")
    page.goto(site.base + "/creer-un-compte/structure")
    if page.locator("main [name=phone]").count():
        page.select_option("main [name=kind]", "collectivite")
        type_(phone="0235223344", email="accueil@example.org")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/personne")
    tour.visit("/creer-un-compte/personne", "portal.create_person")
    page.goto(site.base + "/creer-un-compte/personne")
    type_(first_name="Zoé", last_name="Tourneur", email="zoe.tourneur@example.org", job_title="Gérante")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/recapitulatif")
    tour.visit("/creer-un-compte/recapitulatif", "portal.create_done")
    tour.walk("/creer-un-compte/recapitulatif/courriel")
    activation = mailed(site, "/activation/")
    tour.walk(activation)
    page.goto(site.base + activation)
    type_(password=PRO_PASSWORD, password_confirm=PRO_PASSWORD)
    page.check("[name=accept_data]")
    page.check("[name=accept_terms]")
    with page.expect_navigation():
        page.locator("main form button.btn-primary").first.click()
    tour.look("the sign-in after activation")
    tour.walk(activation)
    page.goto(site.base + "/mot-de-passe-oublie")
    type_(identifier="pro.zoe.tourneur")
    sent(page)
    tour.look("a reset that was asked")
    tour.walk(mailed(site, "/mot-de-passe/"), "/mot-de-passe/jamais-envoye")
    return tour


def protected(site: Site, chromium: Any) -> tuple[Tour, Tour]:
    """A person turns their second factor on, sees what undoes it, and is asked for a code elsewhere."""
    holder = demo(site)["accounts"][2]
    here, elsewhere = Tour(sit(site, chromium), "portal"), Tour(sit(site, chromium), "portal")
    for tour in (here, elsewhere):
        tour.page.goto(site.base + "/connexion")
        tour.reader.type(identifier=holder["identifier"], password=holder["password"])
        sent(tour.page)
        if tour is here:
            tour.page.goto(site.base + "/mon-compte/second-facteur")
            secret = tour.page.locator("#totp-secret").inner_text().replace(" ", "")
            tour.reader.type(otp=pyotp.TOTP(secret).now(), current_password=holder["password"])
            sent(tour.page)
            tour.look("the recovery codes of a person")
            for way, name in (("", "second_factor"), ("/codes", "renew_codes")):
                tour.visit(f"/mon-compte/second-facteur{way}", f"portal.{name}")
            tour.visit("/mon-compte/second-facteur/desactiver", "portal.turn_off_second_factor")
    elsewhere.visit("/connexion/code", "portal.give_code")
    return here, elsewhere


def contracts(site: Site, chromium: Any) -> Tour:
    """What a referent does with a contract: says that it was not them, removes one, takes that back."""
    tour = Tour(sit(site, chromium), "portal")
    page, holder = tour.page, demo(site)["accounts"][1]
    page.goto(site.base + "/connexion")
    tour.reader.type(identifier=holder["identifier"], password=holder["password"])
    sent(page)
    contested = page.locator("main a[href$='/contester']").first.get_attribute("href")
    removed = page.locator("main form[action$='/retirer']").last.get_attribute("action")
    tour.walk(contested, only={"portal.contest"})
    tour.walk(removed, only={"portal.detach"})
    page.goto(site.base + removed)
    with page.expect_navigation():
        page.locator("main form .btn-stop").click()
    tour.look("a contract that was removed")
    tour.walk(removed.replace("/retirer", "/remettre"), only={"portal.put_back"})
    return tour


def in_their_place(site: Site, chromium: Any) -> Tour:
    """What an agent sees in a person's place: the portal in its frame, and the end of it."""
    tour = Tour(sit(site, chromium), "portal")
    page = tour.page
    sign_in_demo(tour.reader, next(member for member in demo(site)["staff"] if member["role"] == "agent"))
    page.goto(f"{site.base}/console/comptes/?etat=active&search={demo(site)['accounts'][0]['identifier']}")
    page.locator("tr[data-id] a").first.click()
    page.get_by_role("link", name="Voir à sa place").click()
    page.fill("[name=reason]", "La personne ne retrouve pas sa demande")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    page.wait_for_url("**/tableau-de-bord")
    seen = ("dashboard", "my_account", "requests", "attach", "request_new", "help")
    tour.walk("/tableau-de-bord", only={f"portal.{name}" for name in seen})
    with page.expect_navigation():
        page.get_by_role("button", name="Quitter la vue").click()
    assert "/console/comptes/details/" in page.url
    tour.visit("/vue/terminee", "portal.view_over")
    return tour


def sent(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def mail_change(tour: Tour, password: str) -> None:
    """A new address, proved by its mail."""
    page = tour.page
    page.goto(tour.reader.site.base + "/mon-compte/courriel")
    tour.reader.type(email="nouvelle.adresse@example.org", current_password=password)
    sent(page)
    tour.walk(mailed(tour.reader.site, "/mon-compte/courriel/"))


def old_contact(tour: Tour) -> None:
    """A code that was lost: the link to the contact of the old record, and that link once it has served."""
    page, site = tour.page, tour.reader.site
    page.goto(f"{site.base}/rattachements/voirie/sans-code")
    tour.reader.type(title=demo(site)["concession"]["title"])
    sent(page)
    tour.look("a proof that was asked")
    link = mailed(site, "/rattachements/preuve/")
    tour.walk(link, only={"portal.follow_proof"})
    page.goto(site.base + link)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.goto(site.base + link)
    tour.look("a link that has served")


def other_dates(tour: Tour) -> None:
    """A question for other dates that is taken back, and asked anew."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/demarches/voirie/autorisations")
    asking = page.get_by_role("button", name="Ne plus demander d’autres dates")
    for address in page.locator("main a[href*='/autorisations/OV-']").evaluate_all(
        "all => all.map(a => a.href)"
    ):
        page.goto(address)
        if asking.count():
            break
    with page.expect_navigation():
        asking.click()
    tour.walk(page.url.removeprefix(base).removesuffix("/dates") + "/dates", only={"portal.request_dates"})


def merged(tour: Tour, password: str) -> None:
    """Two accounts of one person: the link of one, then the password of the other, and the last yes."""
    page, site = tour.page, tour.reader.site
    link = mailed(site, "/mon-compte/fusion/lien/")
    tour.walk(link, only={"portal.confirm_merge"})
    page.goto(site.base + link)
    other = page.locator("main dl .b-num").first.inner_text()
    page.goto(site.base + "/mon-compte/fusion")
    tour.reader.type(identifier=other, password=password, current_password=password)
    sent(page)
    tour.walk(page.url.removeprefix(site.base), only={"portal.finish_merge"})
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    tour.look("two accounts that are one")
    page.goto(site.base + link)
    tour.look("a link of two accounts that are one")


def frozen(tour: Tour) -> None:
    """A change of referent: the link of who was it, which freezes, and that link once it has served."""
    page, site = tour.page, tour.reader.site
    link = mailed(site, "/rattachements/geler/")
    tour.walk(link, only={"portal.freeze_change"})
    page.goto(site.base + link)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    tour.look("a change that is frozen")
    page.goto(site.base + link)
    tour.look("a link that has frozen")
