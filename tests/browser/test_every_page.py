"""Every page of both doors, found by its links and held against the map of addresses: none is named here."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest

from tests.browser.conftest import PRO_PASSWORD, Reader, Served, Site
from tests.browser.tour import HEAVIEST_LIST, Tour, endpoint_of, endpoints, sign_in_demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

OTHERWISE = {f"backoffice.{name}" for name in ("invitation", "enrol", "outcome", "second_factor", "sign_in")}
"""Pages of the console that no link of a signed-in person opens."""

OVER_AT_ONCE = {"imports.pause"}
"""A file of the demonstration is taken in before anybody could hold it."""

MAILED_LATER = {"portal.stop_outreach"}
"""No mail of the demonstration leads there: it invites nobody by itself."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, served: Served) -> Iterator[Site]:
    """A site with the demonstration's data: every state and edge case."""
    site = Site(tmp_path_factory.mktemp("full"))
    site.command("init")
    site.command("demo", "--size", "120")
    with served(site):
        yield site


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, staffed: Site, served: Served) -> Iterator[Site]:
    """A site on its first day: staff, and nothing else."""
    site = Site(tmp_path_factory.mktemp("bare"))
    site.begin_as(staffed)
    with served(site):
        yield site


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


def test_every_page_of_the_console(full, chromium):
    seen: set[str] = set()
    tours = []
    for role in ("supervisor", "admin", "agent"):
        reader = sit(full, chromium)
        tour = Tour(reader, "backoffice")
        if not tours:
            tour.walk("/console/connexion")
        sign_in_demo(reader, next(member for member in demo(full)["staff"] if member["role"] == role))
        # The second and the third see what the first may not.
        tour.walk("/console/", only=None if not tours else tour.open - seen | {"console.index"})
        seen |= set(tour.seen)
        tours.append(tour)
    for tour in tours:
        tour.seek(tour.open - seen - OTHERWISE - OVER_AT_ONCE)
        seen |= set(tour.seen)
    _halfway(tours[-1])
    _refused_in_the_call(tours[-1])
    _taken_in_the_call(tours[-1])
    _refused_in_the_case(tours[-1])
    _typed_in_the_call(tours[-1])
    seen |= set(tours[-1].seen)
    for tour in tours:
        tour.reader.context.close()
    enrolled = _enrolment(full, chromium)
    seen |= set(enrolled.seen)
    tours.append(enrolled)
    link = full.command(
        "agent", "add", "nouveau@example.org", "--name", "Dominique Prévert", "--role", "agent"
    )
    found = re.search(r"/console/invitation/\S+", link)
    assert found is not None
    visitor = Tour(sit(full, chromium), "backoffice")
    visitor.walk(found.group(0), "/console/invitation/jamais-envoyee")
    faults = [tour.listed_faults() for tour in (*tours, visitor) if tour.faults]
    assert not faults, "\n".join(faults)
    assert not tours[0].unstyled(), "classes that the cut sheet lost"
    unseen = endpoints("backoffice") - seen - set(visitor.seen) - {"backoffice.second_factor"} - OVER_AT_ONCE
    assert unseen == set(), "no link leads there"


def _halfway(tour: Tour) -> None:
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


def _refused_in_the_call(tour: Tour) -> None:
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


def _refused_in_the_case(tour: Tour) -> None:
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


def _typed_in_the_call(tour: Tour) -> None:
    """A company that the directory does not know, without a word on it: the form comes back in the call."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/console/migration/?q=55208131766522")
    with page.expect_navigation():
        page.locator("form[action*='/saisir'] button").click()
    tour.seen[endpoint_of(page.url.removeprefix(base)) or ""] += 1
    tour.look("a company typed in a call")


def _taken_in_the_call(tour: Tour) -> None:
    """What only some calls have: a suspended person, a caller who can be checked."""
    page, base = tour.page, tour.reader.site.base
    for state, verb, name in (("suspended", "retablir", "restore"), ("active", "verifier", "check_caller")):
        way = page.locator(f"main a[href*='/{verb}?appel']")
        page.goto(f"{base}/console/comptes/?etat={state}")
        people = page.locator("tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
        for number in people:
            page.goto(f"{base}/console/migration/?compte={number}")
            if way.count():
                tour.visit(way.first.get_attribute("href") or "", f"assistance.{name}")
                break


def _enrolment(site: Site, chromium: Any) -> Tour:
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


def test_a_list_of_fifty_rows_is_light_for_a_browser_that_has_nothing_yet(full, chromium):
    reader = sit(full, chromium)
    sign_in_demo(reader, next(member for member in demo(full)["staff"] if member["role"] == "supervisor"))
    cookies, answers = reader.context.storage_state(), []
    fresh = chromium.new_context(storage_state=cookies)
    page = fresh.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(full.base + "/console/concessions/", wait_until="networkidle")
    assert page.locator("tr[data-id]").count() == 50
    weights = {answer.url.removeprefix(full.base): len(answer.body()) for answer in answers}
    kept = [address for address in weights if address.startswith("/static/")]
    assert sum(weights.values()) <= HEAVIEST_LIST, weights
    assert all(answer.headers.get("cache-control", "").endswith("immutable") for answer in answers[1:]), kept
    fresh.close()


def test_the_console_on_its_first_day(bare, chromium):
    reader = sit(bare, chromium)
    reader.sign_in_staff("supervisor")
    tour = Tour(reader, "backoffice")
    tour.walk("/console/")
    assert not tour.faults, tour.listed_faults()
    assert len(tour.seen) >= 10


def test_every_page_of_the_portal(full, chromium):
    visitor = Tour(sit(full, chromium), "portal")
    visitor.walk("/", "/creer-un-compte/asso")
    steps = _steps(full, chromium)
    person = Tour(sit(full, chromium), "portal")
    holder = demo(full)["accounts"][0]
    person.page.goto(full.base + "/connexion")
    person.reader.type(identifier=holder["identifier"], password=holder["password"])
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/tableau-de-bord")
    person.walk("/tableau-de-bord", "/rattachements/voirie/nouveau", "/rattachements/eau/nouveau")
    _mail_change(person, holder["password"])
    tours = (
        *(visitor, steps, person, _contracts(full, chromium), _in_their_place(full, chromium)),
        *_protected(full, chromium),
    )
    seen = set().union(*(tour.seen for tour in tours))
    for tour in (person, visitor):
        tour.seek(tour.open - seen)
        seen |= set(tour.seen)
    assert not any(tour.faults for tour in tours), "\n".join(tour.listed_faults() for tour in tours)
    assert not (visitor.worn | person.worn) & visitor.unstyled()
    assert endpoints("portal") - seen - MAILED_LATER == set(), "no link leads there"


def _steps(site: Site, chromium: Any) -> Tour:
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
    _sent(page)
    tour.look("a reset that was asked")
    tour.walk(mailed(site, "/mot-de-passe/"), "/mot-de-passe/jamais-envoye")
    return tour


def _protected(site: Site, chromium: Any) -> tuple[Tour, Tour]:
    """A person turns their second factor on, sees what undoes it, and is asked for a code elsewhere."""
    holder = demo(site)["accounts"][2]
    here, elsewhere = Tour(sit(site, chromium), "portal"), Tour(sit(site, chromium), "portal")
    for tour in (here, elsewhere):
        tour.page.goto(site.base + "/connexion")
        tour.reader.type(identifier=holder["identifier"], password=holder["password"])
        _sent(tour.page)
        if tour is here:
            tour.page.goto(site.base + "/mon-compte/second-facteur")
            secret = tour.page.locator("#totp-secret").inner_text().replace(" ", "")
            tour.reader.type(otp=pyotp.TOTP(secret).now(), current_password=holder["password"])
            _sent(tour.page)
            tour.look("the recovery codes of a person")
            for way, name in (("", "second_factor"), ("/codes", "renew_codes")):
                tour.visit(f"/mon-compte/second-facteur{way}", f"portal.{name}")
            tour.visit("/mon-compte/second-facteur/desactiver", "portal.turn_off_second_factor")
    elsewhere.visit("/connexion/code", "portal.give_code")
    return here, elsewhere


def _contracts(site: Site, chromium: Any) -> Tour:
    """What a referent does with a contract: says that it was not them, removes one, takes that back."""
    tour = Tour(sit(site, chromium), "portal")
    page, holder = tour.page, demo(site)["accounts"][1]
    page.goto(site.base + "/connexion")
    tour.reader.type(identifier=holder["identifier"], password=holder["password"])
    _sent(page)
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


def _in_their_place(site: Site, chromium: Any) -> Tour:
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


def _sent(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _mail_change(tour: Tour, password: str) -> None:
    """A new address, proved by its mail."""
    page = tour.page
    page.goto(tour.reader.site.base + "/mon-compte/courriel")
    tour.reader.type(email="nouvelle.adresse@example.org", current_password=password)
    _sent(page)
    tour.walk(mailed(tour.reader.site, "/mon-compte/courriel/"))


FITTING = """() => [...document.querySelectorAll('tbody tr')]
  .filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"""
ON_ONE_LINE = """() => new Set([...document.querySelectorAll('.b-facets:last-of-type a')]
  .map(tab => Math.round(tab.getBoundingClientRect().top))).size"""
LINES_OF_TITLES = """() => Math.max(...[...document.querySelectorAll('tbody th .b-link')]
  .map(link => new Set([...link.getClientRects()].map(line => line.top)).size))"""
CUT = (
    """() => document.querySelector('.b-wide').scrollWidth - document.querySelector('.b-wide').clientWidth"""
)


def test_a_list_shows_many_records_whole(full, chromium):
    reader = sit(full, chromium)
    sign_in_demo(reader, next(member for member in demo(full)["staff"] if member["role"] == "agent"))
    for density, wanted in (("roomy", 14), ("compact", 20)):
        kept = {"name": "affichage", "value": f"light.1.{density}", "url": full.base}
        reader.context.add_cookies([kept])
        reader.page.goto(f"{full.base}/console/concessions/")
        assert reader.page.evaluate(FITTING) >= wanted, density
        assert reader.page.evaluate(LINES_OF_TITLES) <= 2, density
        assert reader.page.evaluate(ON_ONE_LINE) == 1 and reader.page.evaluate(CUT) == 0, density
    reader.context.close()
