"""What four processes hold together of a service behind the network: its quota, its outages, its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from models.companies.directory import Establishment, State, answers, services
from models.companies.directory.services import FAILURES, PAUSE
from models.kernel.base import db
from tests.models.conftest import app as bare_app
from tests.support import people
from tests.support.racing.races import processes
from tests.support.servers.directory_stub import DirectoryStub, serving

pytestmark = pytest.mark.faults

app = bare_app

SEARCH, INSEE = "recherche-entreprises", "insee"
MINUTE = 30
"""Questions that Insee allows in a minute."""
THREADS = 2
"""Of each process: as many as may wait for the network at once."""

TOGETHER = 4 * THREADS


@pytest.fixture
def stub(app) -> Iterator[DirectoryStub]:
    with serving() as server:
        server.answer = {"results": []}
        yield server


def ask(house, stub, each=1, sirets=(), service=SEARCH):
    """What all of them were told, by state."""
    fields = {"service": service, "address": stub.url, "each": each, "sirets": list(sirets)}
    outcome = processes(house.url, 4, "lookups", threads=THREADS, **fields)
    return Counter(state for states in outcome.made for state in states)


def test_seven_a_second_are_asked_together_and_what_one_was_told_is_asked_no_more(house, stub):
    siret = people.new_siret()
    answers.keep(SEARCH, Establishment(siret, State.OPEN))
    assert ask(house, stub, each=3, sirets=[siret]) == {"open": TOGETHER, "unknown": TOGETHER * 3}
    assert len(stub.calls) == TOGETHER * 3
    took = stub.moments[-1] - stub.moments[0]
    assert took > (TOGETHER * 3 - 7) / 7 - 0.5, "seven at once, then seven a second"


def test_thirty_a_minute_are_asked_together_and_the_others_wait_for_the_next(house, stub, clock):
    stub.status, stub.answer = 404, {"header": {"statut": 404}}
    left = TOGETHER * 6 - MINUTE
    assert ask(house, stub, each=6, service=INSEE) == {"unknown": MINUTE, "unavailable": left}
    assert len(stub.calls) == MINUTE
    service = db.session.get(services.DirectoryService, INSEE)
    assert service.failures == 0 and service.closed_until is None, "a quota that is spent is no outage"
    clock.shift(timedelta(seconds=61))
    assert services.take_turn(INSEE, services.Quota(MINUTE, 60.0)) == services.Turn()


def test_after_five_failures_all_leave_the_service_alone_for_a_minute(house, stub, clock):
    stub.status, stub.headers = 302, {"Location": f"{stub.url}/elsewhere"}
    assert ask(house, stub, each=4) == {"unavailable": TOGETHER * 4}
    assert FAILURES <= len(stub.calls) < FAILURES + TOGETHER, "those that were under way come to their end"
    assert not [path for path, _ in stub.calls if "elsewhere" in path], "and no redirect is followed"
    until = db.session.get(services.DirectoryService, SEARCH).closed_until
    clock.move_to(until - PAUSE / 60)
    assert services.take_turn(SEARCH, services.Quota(7, 1.0)).is_closed
    clock.move_to(until)
    assert services.take_turn(SEARCH, services.Quota(7, 1.0)).is_troubled, "one shows whether it is back"
