"""Ways of the console."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Site
from tests.browser.tour import Tour, endpoint_of, sign_in_demo
from tests.browser.ways.setting_out import demo, sit


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


def proposed(tour: Tour) -> None:
    """Two accounts of one person, which an agent would merge: what a supervisor may do of it."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/comptes/fusions/")
    number = page.locator("tr[data-id]").first.get_attribute("data-id")
    page.goto(f"{base}/console/comptes/details/?id={number}")
    for verb, name in (("approuver", "approve_merge"), ("abandonner", "drop_merge")):
        way = page.locator(f"main a[href$='/{verb}-fusion']").first.get_attribute("href")
        tour.visit(way or "", f"accounts.{name}")
        page.goto(f"{base}/console/comptes/details/?id={number}")


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
