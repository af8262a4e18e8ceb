"""Every page of both doors, found by its links and held against the map of addresses: none is named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Reader, Served, Site
from tests.browser.tour import BETWEEN, HEAVIEST_LIST, Tour, endpoints, sign_in_demo
from tests.browser.ways import by_keyboard
from tests.browser.ways.companies import (
    contracts,
    creation_steps,
    frozen,
    in_their_place,
    mail_change,
    merged,
    old_contact,
    other_dates,
    protected,
)
from tests.browser.ways.setting_out import demo, sit
from tests.browser.ways.staff import (
    enrolment,
    halfway,
    keyed,
    proposed,
    refused_in_the_call,
    refused_in_the_case,
    subscribed,
    taken_in_the_call,
    typed_in_the_call,
)
from views import formats

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

OTHERWISE = {f"backoffice.{name}" for name in ("invitation", "enrol", "outcome", "second_factor", "sign_in")}
"""Pages of the console that no link of a signed-in person opens."""

OVER_AT_ONCE = {"imports.pause"}
"""A file of the demonstration is taken in before anybody could hold it."""

NOTHING_DELIVERED = {"webhook_deliveries.bulk_rejouer"}
"""No program listens to the demonstration, and what is still owed is sent by itself."""

MAILED_LATER = {"portal.stop_outreach"}
"""No mail of the demonstration leads there: it invites nobody by itself."""


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the demonstration's data, made once: every state and edge case; others copy it."""
    site = Site(tmp_path_factory.mktemp("demonstrated"))
    site.command("init")
    site.command("demo", "--size", "120")
    return site


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, demonstrated: Site, served: Served) -> Iterator[Site]:
    """Served for those who look, without a worker: how high a row is hangs on what stands in it, and the
    worker opens cases, sooner or later, of companies that the directory knows otherwise.
    """
    site = Site(tmp_path_factory.mktemp("full"))
    site.begin_as(demonstrated)
    with served(site, worker=False):
        yield site


@pytest.fixture
def untouched(tmp_path: Path, demonstrated: Site, served: Served) -> Iterator[Site]:
    """Served anew for one who changes much: a tour takes every step that it meets."""
    site = Site(tmp_path)
    site.begin_as(demonstrated)
    with served(site):
        yield site


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, staffed: Site, served: Served) -> Iterator[Site]:
    """A site on its first day: staff, and nothing else."""
    site = Site(tmp_path_factory.mktemp("bare"))
    site.begin_as(staffed)
    with served(site):
        yield site


def test_every_page_of_the_console(untouched, chromium):
    seen: set[str] = set()
    tours = []
    for role in ("supervisor", "admin", "agent"):
        reader = sit(untouched, chromium)
        tour = Tour(reader, "backoffice")
        if not tours:
            tour.walk("/console/connexion")
        sign_in_demo(reader, next(member for member in demo(untouched)["staff"] if member["role"] == role))
        # The second and the third see what the first may not.
        tour.walk("/console/", only=None if not tours else tour.open - seen | {"console.index"})
        seen |= set(tour.seen)
        tours.append(tour)
    proposed(tours[0])
    keyed(tours[1])
    subscribed(tours[1])
    seen |= set(tours[0].seen) | set(tours[1].seen)
    halfway(tours[-1])
    refused_in_the_call(tours[-1])
    taken_in_the_call(tours[-1])
    refused_in_the_case(tours[-1])
    typed_in_the_call(tours[-1])
    seen |= set(tours[-1].seen)
    for far in (False, True):
        for tour in tours:
            tour.seek(tour.open - seen - OTHERWISE - OVER_AT_ONCE - NOTHING_DELIVERED, far=far)
            seen |= set(tour.seen)
    for tour in tours:
        tour.reader.context.close()
    enrolled = enrolment(untouched, chromium)
    seen |= set(enrolled.seen)
    tours.append(enrolled)
    link = untouched.command(
        "agent", "add", "nouveau@example.org", "--name", "Dominique Prévert", "--role", "agent"
    )
    found = re.search(r"/console/invitation/\S+", link)
    assert found is not None
    visitor = Tour(sit(untouched, chromium), "backoffice")
    visitor.walk(found.group(0), "/console/invitation/jamais-envoyee")
    faults = [tour.listed_faults() for tour in (*tours, visitor) if tour.faults]
    assert not faults, "\n".join(faults)
    assert not tours[0].unstyled(), "classes that the cut sheet lost"
    unseen = endpoints("backoffice") - seen - set(visitor.seen) - {"backoffice.second_factor"}
    unseen -= OVER_AT_ONCE | NOTHING_DELIVERED
    assert unseen == set(), "no link leads there"


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


def test_every_page_of_the_portal(untouched, chromium):
    visitor = Tour(sit(untouched, chromium), "portal")
    visitor.walk("/", "/creer-un-compte/asso")
    steps = creation_steps(untouched, chromium)
    person = Tour(sit(untouched, chromium), "portal")
    holder = demo(untouched)["accounts"][0]
    person.page.goto(untouched.base + "/connexion")
    person.reader.type(identifier=holder["identifier"], password=holder["password"])
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/tableau-de-bord")
    person.walk("/tableau-de-bord", "/rattachements/voirie/nouveau", "/rattachements/eau/nouveau")
    merged(person, holder["password"])
    mail_change(person, holder["password"])
    old_contact(person)
    frozen(person)
    other_dates(person)
    tours = (
        *(visitor, steps, person, contracts(untouched, chromium), in_their_place(untouched, chromium)),
        *protected(untouched, chromium),
    )
    seen = set().union(*(tour.seen for tour in tours))
    for tour in (person, visitor):
        tour.seek(tour.open - seen)
        seen |= set(tour.seen)
    assert not any(tour.faults for tour in tours), "\n".join(tour.listed_faults() for tour in tours)
    assert not (visitor.worn | person.worn) & visitor.unstyled()
    assert endpoints("portal") - seen - MAILED_LATER == set(), "no link leads there"


FITTING = """() => {
  const rows = [...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect());
  const high = (rows.at(-1).bottom - rows[0].top) / rows.length;
  const room = Math.floor((innerHeight - rows.at(-1).bottom) / high);
  return rows.filter(row => row.bottom <= innerHeight).length + Math.max(0, room);
}"""
"""Rows in the window; where there are fewer, with those that would find room below them."""
LATE = datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
WHEN = [formats.stamp(LATE - timedelta(minutes=ago), at=LATE) for ago in (0, 59, 600, 1_500, 9_000)]
CHANGED = """words => document.querySelectorAll('tbody time').forEach(
  time => { if (/^(À l|Il y a|Aujourd)/.test(time.innerText)) time.innerText = words; })"""
"""The same rows as they read when what has just been done was done a while ago."""
ON_ONE_LINE = """() => new Set([...document.querySelectorAll('.b-facets:last-of-type a')]
  .map(tab => Math.round(tab.getBoundingClientRect().top))).size"""
LINES_OF_TITLES = """() => Math.max(...[...document.querySelectorAll('tbody th .b-link')]
  .map(link => new Set([...link.getClientRects()].map(line => line.top)).size))"""
CUT = (
    """() => document.querySelector('.b-wide').scrollWidth - document.querySelector('.b-wide').clientWidth"""
)
LISTS = (
    *("concessions", "demandes", "dossiers", "rattachements", "comptes", "structures", "courriels"),
    "imports",
)


@pytest.fixture(scope="module")
def window(full: Site, chromium: Any) -> Iterator[Reader]:
    """An agent's, signed in once."""
    reader = sit(full, chromium)
    sign_in_demo(reader, next(member for member in demo(full)["staff"] if member["role"] == "agent"))
    yield reader
    reader.context.close()


@pytest.mark.parametrize("screen", LISTS)
def test_a_list_shows_many_rows_whole(full, window, screen):
    for density, wanted in (("roomy", 14), ("compact", 20)):
        kept = {"name": "affichage", "value": f"light.1.{density}", "url": full.base}
        window.context.add_cookies([kept])
        window.page.goto(f"{full.base}/console/{screen}/")
        for words in WHEN:
            window.page.evaluate(CHANGED, words)
            assert window.page.evaluate(FITTING) >= wanted, (density, words)
        assert window.page.evaluate(LINES_OF_TITLES) <= 2, density
        assert window.page.evaluate(ON_ONE_LINE) <= 1 and window.page.evaluate(CUT) == 0, density


NARROW_TARGETS = """() => axe.run({runOnly: ["target-size"], resultTypes: ["violations"]})
  .then(({violations}) => violations.flatMap(({nodes}) => nodes.map(({html}) => html)))"""


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_rows_that_stand_close_leave_each_target_its_room(full, chromium, role):
    reader = sit(full, chromium)
    sign_in_demo(reader, next(member for member in demo(full)["staff"] if member["role"] == role))
    page = reader.page
    lists = page.eval_on_selector_all("#menu a", "links => links.map(link => link.getAttribute('href'))")
    kept = {"name": "affichage", "value": "light.1.compact", "url": full.base}
    reader.context.add_cookies([kept])
    looked = 0
    for address in lists:
        page.goto(full.base + address)
        for width in (1280, BETWEEN) if page.locator(".b-rows").count() else ():
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(NARROW_TARGETS) == [], (address, width)
            looked += 1
        page.set_viewport_size({"width": 1280, "height": 900})
    assert looked >= 20
    page.goto(full.base + "/console/demandes/")
    assert page.evaluate(FITTING) >= 20, "columns keep their room, with boxes before them or without"
    reader.context.close()


def test_contacts_mandates_merges_permits_and_the_calendar_are_worked_by_the_keys_alone(untouched, chromium):
    reader = sit(untouched, chromium)
    sign_in_demo(reader, next(member for member in demo(untouched)["staff"] if member["role"] == "agent"))
    by_keyboard.correct_a_contact(reader)
    by_keyboard.end_a_mandate(reader)
    by_keyboard.propose_a_merge(reader, demo(untouched)["accounts"][0]["identifier"])
    by_keyboard.decide_dates(reader)
    reader.context.close()
