"""What is measured: each page of ours beside the floor's for the same task, each checked for its content."""

from __future__ import annotations

import http.client
import itertools
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bench.peers.servers import Server, processor

ROW = "data-id="
AFTERWARDS = 0.002
"""Seconds in which a server ends what it still does once its answer has left."""

FLOOR_ROW = "class=row"


@dataclass(frozen=True)
class Page:
    """One page: its address, with `{names}` of samples, and what it must hold how many times at least."""

    address: str
    expect: str = ROW
    least: int = 50


@dataclass(frozen=True)
class Task:
    """A page of ours, the floor's for the same, and how many times as long it may take."""

    name: str
    ours: Page
    floor: Page
    goal: float


LIST, LINKS, COMPANY = "/console/concessions/", "/console/rattachements/", "/console/structures/"
FIRST = Page("/f/concession", FLOOR_ROW)
AFTER = Page("/f/concession?after={after_title}", FLOOR_ROW)
SIRET = Page("/f/company?q={siret}", FLOOR_ROW, 1)
TASKS = (
    Task("concessions, first", Page(LIST), FIRST, 4),
    Task("concessions, next", Page("{next}"), AFTER, 4),
    Task("concessions, last", Page(f"{LIST}?fin=1"), AFTER, 4),
    Task("filter libre", Page(f"{LIST}?etat=free"), Page("/f/concession?status=unlinked", FLOOR_ROW), 4),
    Task(
        "search inside a word",
        Page(f"{LIST}?search={{frag}}", ROW, 1),
        Page("/f/concession?q={frag}", FLOOR_ROW, 1),
        3,
    ),
    Task("company by SIRET", Page(f"{COMPANY}?search={{siret}}", ROW, 1), SIRET, 5),
    Task("detail", Page(f"{LIST}details/?id={{cid}}", "<dt", 5), Page("/f/concession/{cid}", "<dt>", 14), 5),
    Task("accounts, first", Page("/console/comptes/"), FIRST, 4),
    Task("attachments, first", Page(LINKS), FIRST, 4),
    Task("companies, first", Page(COMPANY), FIRST, 4),
    Task("cockpit on a SIRET", Page("/console/migration/?q={siret}", "data-step", 1), SIRET, 10),
)


@dataclass
class Visitor:
    """Asks a server for pages; its samples are dealt in turn."""

    server: Server
    samples: Mapping[str, Sequence[object]]
    cookie: str = ""
    dealt: dict[str, itertools.cycle[object]] = field(default_factory=dict)

    def ask(self, page: Page) -> tuple[float, float]:
        """Milliseconds of a page on a connection of its own, and of the server's processor.

        Raises if the page is not what it should be.
        """
        address = self.address_of(page.address)
        before, began = processor(self.server.pid), time.perf_counter()
        status, body = self.get(address)
        taken = (time.perf_counter() - began) * 1_000
        time.sleep(AFTERWARDS)
        spent = processor(self.server.pid) - before
        held = len(re.findall(page.expect.encode(), body))
        if status != 200 or held < page.least:
            raise RuntimeError(f"{address}: {status}, holds {page.expect} {held} times")
        return taken, spent

    def address_of(self, pattern: str) -> str:
        """An address with a sample in the place of each `{name}`."""
        return re.sub(r"{(\w+)}", lambda found: self._next(found[1]), pattern)

    def get(self, address: str) -> tuple[int, bytes]:
        """The status and the body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=300)
        try:
            connection.request("GET", address, headers={"Cookie": self.cookie} if self.cookie else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _next(self, name: str) -> str:
        value = str(next(self.dealt.setdefault(name, itertools.cycle(self.samples[name]))))
        return value if value.startswith("/") else quote(value)


@dataclass(frozen=True)
class Figures:
    """The median and the 95th of a hundred, in milliseconds; the median of the processor's."""

    p50: float
    p95: float
    processor: float


def measure(task: Task, ours: Visitor, floor: Visitor, rounds: int) -> tuple[Figures, Figures]:
    """Both, in turns: what disturbs the machine disturbs both."""
    taken: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for turn in range(rounds + 2):
        for times, visitor, page in zip(taken, (ours, floor), (task.ours, task.floor), strict=True):
            spent = visitor.ask(page)
            if turn >= 2:  # the first two warm both up
                times.append(spent)
    return _figures(taken[0]), _figures(taken[1])


def _figures(measures: list[tuple[float, float]]) -> Figures:
    times, processor = [taken for taken, _ in measures], [spent for _, spent in measures]
    last = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return Figures(statistics.median(times), last, statistics.median(processor))
