"""No page and no minute's work reads more the longer a table is: plans on both engines, not clocks."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
import time_machine

from console import demo
from console.demo.afterwards import shapes
from models import shaping
from models.concessions import outreach
from models.kernel import keys
from models.kernel.access import sessions
from models.kernel.base import db
from models.staff import Agent, list_columns
from models.staff.machines import webhooks
from models.values import days
from tests.conftest import KEYS
from tests.support import callers, hooks
from tests.support.people import SYSTEM
from tests.support.records import by
from tests.support.statements import volume
from tests.support.statements.plans import Plans
from tests.support.statements.tour import LISTS, Tour, signed_in

pytestmark = pytest.mark.timeout(600)
"""The walk is long where others use the machine; what it holds is no clock."""

KNOWN = Path(__file__).parent / "data" / "known_reads.txt"
"""What still reads more than it should, or does so by nature: engines (p, s), who asks, of which table.

It shrinks: a line that is no longer true fails the test as one that is missing does.
"""

STATEMENTS, DETAIL = 12, 8
"""A page asks no more of the database, a detail less: session, badges and service message included, the
last two in one."""

LONGER = {
    "accounts.details_view": 9,
    "attachments.details_view": 9,
    "cases.details_view": 14,
    "companies.details_view": 9,
    "concessions.details_view": 9,
    "imports.details_view": 11,
    "mails.details_view": 18,
    "portal.export": 24,
    "review_queue.index": 13,
    "staff.details_view": 9,
}
"""Pages that ask more yet, and how many statements at most: this shrinks too."""

LOCKS = {"campaign.export": 13, "portal.export": 25}
"""The same on PostgreSQL, whose locks are statements."""


@pytest.fixture(scope="module")
def tour(engine, house):
    """The whole walk over a demonstration that the planner takes for a million rows; read once, by all.

    At noon, at whatever hour tests run: how many rows are of today is what plans are chosen by.
    """
    app = house.app()
    house.empty(app)
    keys.install(keys.Keys(*KEYS.values()))
    noon = datetime.combine(days.today(), time(12), days.PARIS)
    with time_machine.travel(noon, tick=True):
        yield from walked(app)


def walked(app):
    """The walk, with the application at whose pages it looked."""
    with app.app_context():
        shaping.install(by_two=False)
        demo.make(300, with_staff=True)
        batch = outreach.create(filter="", channel=outreach.OutreachChannel.MAIL, actor=SYSTEM)
        outreach.confirm(batch, actor=SYSTEM)
        webhooks.try_out(hooks.subscribed()[0], actor=callers.ADMIN)
        for number in db.session.scalars(db.select(Agent.id)).all():
            for screen, key in (("concessions", shapes.CONTRACT), ("companies", shapes.CATEGORY)):
                watcher = db.session.get_one(Agent, number)
                actor = by(watcher)
                list_columns.choose(watcher, screen, ["Intitulé", f"champ-{key}"], actor=actor)
        people = signed_in(app)
        volume.begin()
        tour = Tour(app, people, Plans(db.engine, volume.believe(db.engine)))
        tour.program = callers.caller(app)
        db.session.remove()
        db.engine.dispose()
    with pytest.MonkeyPatch.context() as patch, tour.plans.listening():
        # Whether somebody is still there is written once a minute: a walk that takes longer would count it.
        patch.setattr(sessions, "TOUCH_EVERY", sessions.IDLE)
        tour.lists()
        tour.pages()
        tour.work()
    yield tour
    with app.app_context():
        volume.forget(db.engine)


def known(engine):
    lines = [line for line in KNOWN.read_text().splitlines() if line and line[0] != "#"]
    return {line.split(maxsplit=1)[1] for line in lines if engine[0] in line.split()[0]}


def test_nothing_reads_more_the_longer_a_table_is(engine, tour):
    found = tour.plans.known_as
    assert {name: found[name] for name in sorted(found.keys() - known(engine))} == {}


def test_what_was_mended_is_known_no_longer(engine, tour):
    assert sorted(known(engine) - tour.plans.known_as.keys()) == []


def test_a_page_asks_few_statements(engine, tour):
    longer = LONGER if engine == "sqlite" else LONGER | LOCKS
    counts = {page: count for page, count in tour.plans.statements.items() if page in tour.answers}
    assert {page: count for page, count in counts.items() if count > longer.get(page, limit(page))} == {}
    assert [page for page in longer if counts[page] <= limit(page)] == []


def limit(page):
    return DETAIL if page.endswith(".details_view") else STATEMENTS


def test_the_walk_comes_everywhere(tour):
    assert {page: status for page, status in tour.answers.items() if status >= 500} == {}
    details = {f"{screen.endpoint}.details_view" for screen in LISTS if "details_view" in screen.permissions}
    assert {tour.answers[page] for page in details} == {200}
    assert {screen.endpoint for screen in LISTS} <= {
        place.split()[0].split(".")[0] for place in tour.plans.statements
    }


@pytest.mark.parametrize(
    ("index", "endpoint"),
    [
        ("ix_concessions_title_key", "concessions"),
        ("ix_attachments_created_at", "attachments"),
        ("ix_companies_name_key", "companies"),
    ],
)
def test_without_its_index_a_list_is_found_out(tour, index, endpoint):
    screen = next(screen for screen in LISTS if screen.endpoint == endpoint)
    whole = f"models.lists {screen.model.__tablename__}: {endpoint}"
    assert whole not in tour.look_again(screen).known_as
    with volume.without(tour.plans.engine, index):
        assert whole in tour.look_again(screen).known_as
