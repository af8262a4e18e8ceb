"""Services asked by four processes at once: real answers with their facts, each failure counted and timed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from models.companies.directory import services
from models.companies.directory.services import FAILURES, DirectoryService, Quota
from models.kernel.base import db
from tests.models.conftest import app as bare_app
from tests.support.racing.races import processes
from tests.support.servers.directory_stub import DirectoryStub, body, serving
from tests.support.servers.loopback import DRIPS

pytestmark = pytest.mark.faults

app = bare_app

SEARCH, INSEE = "recherche-entreprises", "insee"
THREADS = 2
TOGETHER = 4 * THREADS
UNDER_WAY = FAILURES - 1 + TOGETHER
"""Questions at most until all know that a service is down: those under way come to their end."""

SIRETS = ["20008495200015", "48744469700428", "35600000024221"]
PATIENCE = 60.0
"""Seconds for a question whose answer is what counts: a machine that others use may take long over it."""
LONGEST = DRIPS / 2
"""Seconds: nobody who is told that a service fails waited until it was through with failing."""

REAL = {
    SEARCH: {
        "20008495200015": ("search_lhsm", "open", "LE HAVRE SEINE METROPOLE"),
        "48744469700428": ("search_head_office", "open", "ESSOR ENERGIES"),
        "35600000024221": ("search_la_poste", "open", "LA POSTE"),
        "51097343100016": ("search_secondary_closed", "closed", "GANYMEDE"),
        "88087814500015": ("search_ceased", "closed", "GANYMEDE"),
        "43524614500013": ("search_foreign", "open", "P&T TECHNOLOGY AG"),
        "00552007700016": ("search_unknown", "unknown", ""),
    },
    INSEE: {
        "13002526500013": ("insee_dinum", "open", "DIRECTION INTERMINISTERIELLE DU NUMERIQUE"),
        "22690001700014": ("insee_rhone", "open", "DEPARTEMENT DU RHONE"),
        "11111111800019": ("insee_closed", "closed", "RESEAUX TEST FERME"),
    },
}
"""No more of Insee's than its quota of a minute lets all of them ask at once."""


@dataclass(frozen=True)
class Failure:
    """How a service fails, and what that may cost: calls of all together, whether it is left alone then."""

    set_up: Callable[[DirectoryStub], object]
    limit: int = UNDER_WAY
    is_closed: bool = True


def answering(status: int = 200, answer: Any = "", **headers: str) -> Callable[[DirectoryStub], None]:
    def set_up(stub: DirectoryStub) -> None:
        stub.status, stub.answer = status, answer
        stub.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    return set_up


def misbehaving(mode: str = "", delay: float = 0.0) -> Callable[[DirectoryStub], None]:
    def set_up(stub: DirectoryStub) -> None:
        stub.mode, stub.delay, stub.answer = mode, delay, body("search_lhsm")

    return set_up


TWICE = 2 * UNDER_WAY
EACH_TWICE = 2 * TOGETHER * len(SIRETS)
"""A quota that is spent is no outage: all questions are asked, and once more."""
FAILURES_OF = {
    "hangs": Failure(misbehaving(delay=DRIPS)),
    "drips-headers": Failure(misbehaving("drip-headers")),
    "drips-body": Failure(misbehaving("drip-body")),
    "drops": Failure(misbehaving("drop"), TWICE),
    "truncated": Failure(misbehaving("truncated")),
    "a-page": Failure(answering(200, b"<!doctype html>Maintenance")),
    "too-large": Failure(answering(200, b" " * 300_000)),
    "compressed": Failure(answering(200, {"results": []}, Content_Encoding="gzip")),
    "another-one": Failure(answering(200, body("search_ceased"))),
    "redirected": Failure(answering(302, Location="/elsewhere")),
    "bad-request": Failure(answering(400, {"erreur": "Numéro Siren invalide."})),
    "no-key": Failure(answering(401, {"error": "invalid_token"})),
    "forbidden": Failure(answering(403)),
    "not-found": Failure(answering(404)),
    "broken": Failure(answering(500), TWICE),
    "bad-gateway": Failure(answering(502), TWICE),
    "down-for-long": Failure(answering(503, Retry_After="120"), TOGETHER),
    "quota": Failure(answering(429), EACH_TWICE, is_closed=False),
    "quota-that-waits": Failure(answering(429, Retry_After="2"), EACH_TWICE, is_closed=False),
}


@pytest.fixture
def stubs() -> Iterator[Callable[[], DirectoryStub]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving())


def ask(house, services, **options):
    """What all threads were answered: service, number, state, name, seconds."""
    outcome = processes(house.url, 4, "questions", threads=THREADS, services=services, **options)
    answers = [answer for answers in outcome.made for answer in answers]
    assert len(answers) == TOGETHER * sum(len(sirets) for *_, sirets in services)
    return answers


def test_four_processes_read_the_same_facts_of_real_answers_and_ask_each_once_or_at_once(app, house, stubs):
    addresses, calls = [], {}
    for client, facts in REAL.items():
        stub = calls[client] = stubs()
        stub.answers = {siret: body(name) for siret, (name, *_) in facts.items()}
        addresses.append([client, client, stub.url, list(facts)])
    for client, siret, state, name, _ in ask(house, addresses, seconds=PATIENCE):
        assert [state, name] == list(REAL[client][siret][1:]), siret
    for client, stub in calls.items():
        assert len(REAL[client]) <= len(stub.calls) <= len(REAL[client]) * TOGETHER
    counted = [len(stub.calls) for stub in calls.values()]
    ask(house, addresses, seconds=PATIENCE)
    assert [len(stub.calls) for stub in calls.values()] == counted, "answers are kept for all processes"


@pytest.mark.one_engine  # a minute of waiting; what the breaker keeps is asked of both by the models' tests
def test_each_failure_costs_few_calls_and_no_page_the_time_for_which_it_lasts(app, house, stubs, clock):
    running = {name: stubs() for name in FAILURES_OF}
    for name, failure in FAILURES_OF.items():
        failure.set_up(running[name])
    addresses = [[name, SEARCH, stub.url, SIRETS] for name, stub in running.items()]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        addresses.append(["nobody", SEARCH, f"http://127.0.0.1:{nobody.getsockname()[1]}", SIRETS])
        answers = ask(house, addresses)
    assert {state for _, _, state, *_ in answers} == {"unavailable"}, "an outage is told as what it is"
    slowest = max(answers, key=lambda answer: answer[-1])
    assert slowest[-1] < LONGEST, slowest
    for name, failure in FAILURES_OF.items():
        calls = len(running[name].calls)
        assert 1 <= calls <= failure.limit, (name, calls)
        assert is_left_alone(name, clock) is failure.is_closed, name
    assert is_left_alone("nobody", clock)


def is_left_alone(name, clock):
    """Whether it is until the second at which its pause ends, which may be over by now, and no longer."""
    until = db.session.get(DirectoryService, name).closed_until
    if until is None:
        return services.take_turn(name, Quota(7, 1.0)).is_closed
    clock.move_to(until - timedelta(seconds=1))
    before = services.take_turn(name, Quota(7, 1.0)).is_closed
    clock.move_to(until)
    return before and not services.take_turn(name, Quota(7, 1.0)).is_closed
