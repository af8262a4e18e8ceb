"""Imports killed at random instants, console and command line: what was lost is made again, nothing twice."""

from __future__ import annotations

import csv
import itertools
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask

from console.directories.stock_rows import SITE_COLUMNS, UNIT_COLUMNS
from models import audit
from models.accounts import ProAccount
from models.attachments import Attachment
from models.companies import Company
from models.companies.directory import store
from models.concessions import Concession
from models.concessions.access_codes import CodeTally
from models.documents.imports import ImportKind, ImportRun, ImportState, confirm
from models.documents.imports.tables import ImportMade
from models.kernel.actors import Actor
from models.kernel.base import db
from models.mails import OutboxEmail
from models.road_openings import RoadOpeningRequest
from models.staff import Agent
from tests.conftest import KEYS
from tests.support import people, records, runs, stock
from tests.support.racing.nursery import STEP, Child, Nursery

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("BASCULE_KILLS", "2"))
"""Of each case: what died once may die again. Fifty (`BASCULE_KILLS=50`) take a quarter of an hour."""

LINES = 6 * STEP
MOVES = 8
"""Lines of a batch of migrations, each of which is a transaction."""


Spawn = Callable[..., Child]


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Whence all commands come."""
    with Nursery(tmp_path_factory.mktemp("nursery")) as made:
        yield made


@pytest.fixture
def spawn(nursery: Nursery, app: Flask, house: Any) -> Spawn:
    """`spawn("import", "concessions", path)`: a command on the test's database."""
    settings = {**KEYS, "BASCULE_DATABASE_URL": house.url, "BASCULE_INSTANCE": str(house.folder)}

    def start(*words: object, dies_at: int = 0) -> Child:
        db.session.rollback()
        return nursery.begin(settings, *words, dies_at=dies_at)

    return start


class Killer:
    """Begins a command until one comes through; the others die meanwhile, at some instant or transaction."""

    def __init__(self, report: Path | None = None) -> None:
        self.deaths, self._usual, self._report = 0, dict[str, tuple[float, int]](), report

    @property
    def is_through(self) -> bool:
        return self.deaths >= KILLS

    def bring_through(self, what: str, begin: Spawn, after: Callable[[], object]) -> None:
        """`what` has a usual time, which its first run tells; `after` looks at what each death leaves."""
        if what not in self._usual:
            began = time.monotonic()
            assert ended(child := begin()) == 0
            self._usual[what] = time.monotonic() - began, child.transactions
            return
        while not self.is_through and self._kills(begin, *self._usual[what]):
            self.deaths += 1
            after()
        if self.is_through:
            assert ended(begin()) == 0, self._report and self._report.read_text()

    def _kills(self, begin: Spawn, seconds: float, transactions: int) -> bool:
        """Whether it died, of either cause; else it came through."""
        if random.random() < 0.5:
            status = ended(begin(dies_at=random.randint(1, transactions)))
        else:
            child = begin()
            if (status := child.status(seconds * random.random())) is None:
                child.kill()
                return True
        assert status in (0, -signal.SIGKILL), self._report and self._report.read_text()
        return status != 0


def ended(child: Child) -> int | None:
    return child.status(60)


class Files(Protocol):
    """What comes in again and again: each file has new lines, and others that change what came before."""

    kind: ImportKind
    words: tuple[object, ...]

    def write(self, turn: int) -> list[str]:
        """The lines of the next file, its header before them."""

    def check(self) -> None:
        """All that came until now is there, once."""


def found(*columns: Any) -> dict[Any, Any]:
    db.session.rollback()
    return dict(db.session.execute(db.select(*columns)).all())  # type: ignore[arg-type]


def sums(action: str) -> tuple[int, int]:
    """What the events of an import tell in all."""
    facts = [json.loads(event.detail.after or "") for event in records.events(action)]
    return sum(fact["created"] for fact in facts), sum(fact["updated"] for fact in facts)


def check_trail() -> None:
    assert audit.verify() == len(records.events())


class ConcessionFiles:
    """The old portal's accounts."""

    kind = ImportKind.CONCESSIONS

    def __init__(self) -> None:
        self.words: tuple[object, ...] = ()
        self._cities, self._updated = dict[str, str](), 0

    def write(self, turn: int) -> list[str]:
        known = list(self._cities)[-LINES // 2 :]
        new = [f"ECR-{turn}-{number}" for number in range(LINES - len(known))]
        self._updated += len(known)
        self._cities |= dict.fromkeys([*known, *new], f"Ville {turn}")
        rows = [f"{name};Quai {name};{n * 37:04d};Ville {turn}" for n, name in enumerate([*new, *known])]
        return ["reference;intitule;code_acces;commune", *rows]

    def check(self) -> None:
        assert found(Concession.reference, Concession.city) == self._cities
        assert sum(found(CodeTally.digest, CodeTally.count).values()) == len(self._cities)
        assert sums("concessions-imported") == (len(self._cities), self._updated)


class RequestFiles:
    """The old portal's requests."""

    kind = ImportKind.REQUESTS

    def __init__(self) -> None:
        self.words: tuple[object, ...] = ()
        self._title = records.concession().title
        self._purposes, self._updated = dict[str, str](), 0

    def write(self, turn: int) -> list[str]:
        known = list(self._purposes)[-LINES // 2 :]
        new = [f"2024-{turn}-{number}" for number in range(LINES - len(known))]
        self._updated += len(known)
        self._purposes |= dict.fromkeys([*known, *new], f"Tranchée {turn}")
        rows = [f"{name};{self._title};Tranchée {turn};accordee" for name in (*new, *known)]
        return ["numero;intitule;objet;statut", *rows]

    def check(self) -> None:
        assert found(RoadOpeningRequest.reference, RoadOpeningRequest.purpose) == self._purposes
        assert sums("requests-imported") == (len(self._purposes), self._updated)


class MigrationFiles:
    """Batches of migrations, each line a company that the stock knows, an account and its concession."""

    kind = ImportKind.MIGRATIONS

    def __init__(self, agent: Agent) -> None:
        self.words: tuple[object, ...] = ("--agent", agent.email)
        self._titles = set[str]()

    def write(self, turn: int) -> list[str]:
        titles = [records.concession(title=f"Lot {turn} {number}").title for number in range(MOVES)]
        self._titles.update(titles)
        lines = runs.moves(*titles)
        sirets = [line.partition(";")[0] for line in lines]
        stock.fill(map(stock.site, sirets), [stock.unit(siret[:9]) for siret in sirets], keep=turn > 0)
        return [runs.MIGRATIONS, *lines]

    def check(self) -> None:
        whole = len(self._titles)
        query = db.select(Concession.title, Attachment.concession_id).join(Attachment)
        db.session.rollback()
        assert {title for title, _ in db.session.execute(query)} == self._titles
        assert [records.count(each) for each in (Attachment, ProAccount, Company)] == [whole] * 3
        assert records.count(OutboxEmail, OutboxEmail.kind == "activation") == whole
        assert [len(records.events(name)) for name in ("attached", "account-created")] == [whole] * 2


@pytest.fixture(params=list(ImportKind))
def files(app: Flask, agent: Agent, request: pytest.FixtureRequest) -> Files:
    """Each kind of file."""
    if request.param is ImportKind.MIGRATIONS:
        return MigrationFiles(agent)
    return ConcessionFiles() if request.param is ImportKind.CONCESSIONS else RequestFiles()


def test_a_command_killed_at_any_instant_and_begun_again_ends_as_if_it_had_not(
    spawn: Spawn, files: Files, tmp_path: Path
) -> None:
    path = tmp_path / "file.csv"
    report = tmp_path / "report.csv"
    begin = partial(spawn, "import", files.kind, path, *files.words, "--report", report)
    killer = Killer(report)

    for turn in itertools.count():
        path.write_text("\n".join(files.write(turn)))
        killer.bring_through("import", begin, check_trail)
        files.check()
        if killer.is_through:
            break
    check_trail()
    events = len(records.events())
    assert ended(begin()) == 0
    assert len(records.events()) == events, "the same file again changes nothing"


def test_a_worker_killed_at_any_instant_leaves_what_it_takes_in_to_the_next(
    spawn: Spawn, files: Files, agent: Agent, admin: Agent
) -> None:
    killer = Killer()
    actor = Actor.of_agent(agent if files.kind is ImportKind.MIGRATIONS else admin)

    begin = partial(spawn, "worker", "--once")

    for turn in itertools.count():
        head, *lines = files.write(turn)
        run = runs.sent(actor, *lines, head=head, kind=files.kind)
        killer.bring_through("rehearsal", begin, check_trail)
        assert (runs.again(run).state, run.reached, run.refused) == (ImportState.READY, len(lines), 0)
        rehearsed = run.tally
        confirm(run, actor=actor)
        killer.bring_through("run", begin, lambda run=run: check_reached(run))  # type: ignore[misc]
        run = runs.again(run)
        assert (run.state, run.reached, run.refused) == (ImportState.DONE, len(lines), 0)
        assert run.tally == rehearsed and sum(run.tally.values()) == len(lines)
        if run.kind == ImportKind.MIGRATIONS:
            assert records.count(ImportMade, ImportMade.run_id == run.id) == len(lines)
        files.check()
        assert run.file_key is None and len(records.events("import-ended")) == turn + 1
        if killer.is_through:
            break
    check_trail()


def check_reached(run: ImportRun) -> None:
    """What is written and how far it is are one, whenever the worker died."""
    run = runs.again(run)
    if run.kind == ImportKind.MIGRATIONS:  # whose lines are told after they are made
        made = records.count(ImportMade, ImportMade.run_id == run.id)
        assert made in (run.reached, run.reached + 1)
        return
    done, end = run.tally, f"{run.kind}-imported"
    written = [
        json.loads(event.detail.after or "")
        for event in records.events(end)
        if json.loads(event.detail.after or "")["file"] == run.digest
    ]
    for name in ("created", "updated"):
        assert sum(facts[name] for facts in written) == done.get(name, 0)


# -- the directory


class Stock:
    """A stock of a month: half of its establishments are gone in the next, the others moved."""

    def __init__(self, folder: Path) -> None:
        self.paths = folder / "StockEtablissement_utf8.csv", folder / "StockUniteLegale_utf8.csv"
        self._cities = dict[str, str]()
        self.added = self.gone = self.changed = 0

    def write(self, turn: int) -> None:
        staying = list(self._cities)[LINES // 2 :]
        new = [str(people.new_siret()) for _ in range(LINES - len(staying))]
        self.gone += len(self._cities) - len(staying)
        self.added, self.changed = self.added + len(new), self.changed + len(staying)
        self._cities = dict.fromkeys([*staying, *new], f"VILLE {turn}")
        of_site = {"etatAdministratifEtablissement": "A", "codePostalEtablissement": "76600"}
        town = {"libelleCommuneEtablissement": f"VILLE {turn}"}
        of_unit = {"categorieJuridiqueUniteLegale": "5710", "etatAdministratifUniteLegale": "A"}
        _write(self.paths[0], SITE_COLUMNS, [{"siret": siret, **of_site, **town} for siret in self._cities])
        _write(
            self.paths[1],
            UNIT_COLUMNS,
            [
                {"siren": siret[:9], "denominationUniteLegale": f"GAZ {turn}", **of_unit}
                for siret in self._cities
            ],
        )

    def check(self) -> None:
        cities = store.read("SELECT siret, city FROM sites", [])
        assert {f"{siret:014}": city for siret, city in cities} == self._cities
        assert store.count_sites() == len(self._cities) == store.read("SELECT count(*) FROM units", [])[0][0]
        assert store.read("SELECT count(*) FROM names WHERE names MATCH 'gaz'", []) == [(len(self._cities),)]
        # Begun once more after it had come through, it tells that nothing changed.
        facts = [json.loads(event.detail.after or "") for event in records.events("directory-loaded")]
        for name, whole in (("added", self.added), ("gone", self.gone), ("changed", self.changed)):
            assert sum(fact["establishments"][name] for fact in facts) == whole


def _write(path: Path, columns: set[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(columns))
        writer.writeheader()
        writer.writerows(rows)


def test_a_load_of_the_directory_killed_at_any_instant_leaves_the_old_one_until_the_new_is_whole(
    spawn: Spawn, tmp_path: Path
) -> None:
    killer, months = Killer(), Stock(tmp_path)
    before = list[tuple[Any, ...]]()

    def whole() -> list[tuple[Any, ...]]:
        return store.read("SELECT city, count(*) FROM sites GROUP BY city ORDER BY city", [])

    def check_whole() -> None:
        assert whole() in (before, [(f"VILLE {turn}", LINES)]), "readers see the one or the other"

    for turn in itertools.count():
        before = whole()
        months.write(turn)
        killer.bring_through("load", partial(spawn, "directory", "load", *months.paths), check_whole)
        months.check()
        if killer.is_through:
            break
    check_trail()
    assert sorted(path.name for path in store.folder().iterdir()) == ["loading.lock", "stock.db"]
