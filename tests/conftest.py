"""Fixtures for every room: an application on each engine with an empty database, visitors, people."""

from __future__ import annotations

import contextlib
import contextvars
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from click.testing import CliRunner, Result
from flask import Flask, has_app_context
from flask.testing import FlaskClient

import config
from console import modes
from models import documents, shaping
from models.accounts import ProAccount
from models.companies.directory import store
from models.documents.imports import files
from models.documents.stores.folder import FolderStore
from models.kernel import clock as times
from models.kernel import keys, transactions
from models.kernel.base import db
from models.kernel.waiting import outages
from models.staff import Agent
from models.storage import registry, schema
from models.values import days
from tests.support import chromium, people, snapshots
from tests.support.engines import SETTING, postgresql, temporary_database
from tests.support.snapshots import Snapshot
from tests.support.thrift import TEMPLATES, cheap_passwords, rare_searches_for_garbage

KEYS = {
    "BASCULE_SECRET_KEY": "a-signing-key-for-tests-alone-0123456789",
    "BASCULE_CODE_KEY": "a-code-key-for-tests-alone-0123456789abc",
    "BASCULE_AUDIT_KEY": "an-audit-key-for-tests-alone-0123456789",
}

IN_MEMORY = Path("/dev/shm")
"""Where there is one, files cost no disk: these databases outlive no crash, unlike those of tests/faults."""


hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("suite")
"""No example is held to a clock: a machine may be busy."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql()  # once, before the workers start, which inherit the answer


def pytest_collection_finish() -> None:
    rare_searches_for_garbage()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = ["sqlite", *(["postgresql"] if postgresql() and needs_both(metafunc.definition) else [])]
        metafunc.parametrize("engine", engines, scope="session")


PAGES, KIT = Path(__file__).parent / "views", Path(__file__).parent / "views" / "backoffice" / "kit"


def needs_both(test: Any) -> bool:
    """Rules run on both engines; what a page says, on SQLite, unless the test is about what an engine does.

    What pages ask of a database is asked on both by the tests of the models and of the kit, and by the walk
    over every page (tests/test_plans.py): a page without SQL of its own can differ only there.
    """
    if test.get_closest_marker("one_engine") is not None:
        return False
    is_page = PAGES in test.path.parents and KIT not in test.path.parents
    return not is_page or test.get_closest_marker("both_engines") is not None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The last lines name what this machine could not offer."""
    absent = []
    if not postgresql():
        absent.append(
            f"PostgreSQL: no server answers on 127.0.0.1:5432 nor can be started here (or set {SETTING})"
        )
    if chromium.program() is None:
        absent.append("the browser: no Chromium is installed")
    if not shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        absent.append("deploy/nginx: no nginx is installed")
    if not shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        absent.append("deploy/postgresql/pgbouncer.ini: no pgbouncer is installed")
    if not shutil.which("promtool"):
        absent.append("deploy/prometheus: no promtool is installed")
    if absent:
        terminalreporter.section("not tested on this machine")
        for line in absent:
            terminalreporter.write_line(f"not tested: {line}")


# -- the database, made once, emptied before each test


@pytest.fixture(scope="session")
def build() -> Iterator[Callable[[str], House]]:
    """`build("sqlite")`: the database of that engine. They outlive `engine`, which changes in every file."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as lasting:
        cheap_passwords(patch)
        yield cache(lambda engine: lasting.enter_context(_standing(engine)))


@pytest.fixture(scope="session")
def house(engine: str, build: Callable[[str], House]) -> House:
    """One database and one application per engine and process, for each file as if it were new."""
    made = build(engine)
    made.renew()
    return made


@contextlib.contextmanager
def _standing(engine: str) -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="bascule-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    here = contextlib.nullcontext(f"sqlite:///{folder}/bascule.db")
    with here if engine == "sqlite" else temporary_database(durable=False) as url:
        made = House(folder, url)
        yield made
        made.close()
    shutil.rmtree(folder, ignore_errors=True)


class House:
    """A database of one engine, with the application that stands on it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.apps: dict[Any, Flask] = {}
        self.snapshots: dict[Any, Snapshot] = {}
        self.file = folder / "bascule.db" if url.startswith("sqlite") else None
        modes.keep_private()
        schema.make_fresh(url)
        if self.file is not None:
            shutil.copy(self.file, folder / "empty.db")
        # Without triggers: the trail refuses to be emptied, and foreign keys would ask for an order.
        self.sweep = "SET LOCAL session_replication_role = replica;" + ";".join(
            f'DELETE FROM "{table.name}"' for table in registry.load().metadata.sorted_tables
        )

    def app(self, doors: tuple[str, ...] = ("portal", "backoffice"), **changes: str) -> Flask:
        """The application, made once for each way of asking."""
        from console import create_app

        wanted = (doors, tuple(sorted(changes.items())))
        if wanted not in self.apps:
            names = {f"BASCULE_{name.upper()}": value for name, value in changes.items()}
            settings = {
                **KEYS,
                "BASCULE_INSTANCE": str(self.folder),
                "BASCULE_DATABASE_URL": self.url,
                **names,
            }
            app = create_app(config.read(settings), doors)
            app.testing = True
            app.test_client_class = Visitor
            app.jinja_env.bytecode_cache = TEMPLATES
            self.apps[wanted] = app
        return self.apps[wanted]

    def bare(self) -> Flask:
        """The database alone: enough for the models, which know nothing of pages."""
        if "bare" not in self.apps:
            app = Flask("bare")
            app.config["SQLALCHEMY_DATABASE_URI"] = self.url
            db.init_app(app)
            with app.app_context():
                transactions.prepare(db.engine)
            self.apps["bare"] = app
        return self.apps["bare"]

    def close(self, staying: Flask | None = None) -> None:
        """Lets go of the database, save for the connections of one application."""
        for app in self.apps.values():
            if app is not staying:
                with app.app_context():
                    db.engine.dispose()

    def renew(self) -> None:
        """Gives the tables new files: among what others left, rows come in another order than they went."""
        self.close()
        if self.file is None and self.apps:
            names = ", ".join(f'"{table.name}"' for table in registry.load().metadata.sorted_tables)
            with next(iter(self.apps.values())).app_context(), db.engine.begin() as connection:
                connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; TRUNCATE {names}")

    def empty(self, staying: Flask, snapshot: Snapshot | None = None) -> None:
        """Back to the schema or a snapshot, fast; connections stay with the application that comes next."""
        outages._in_vain_at = float("-inf")  # nobody hurries for what held the test before up
        store.install(self.folder / "directory")
        shutil.rmtree(store.folder(), ignore_errors=True)
        if self.file is not None:
            self.close()
            for path in self.folder.glob("bascule.db*"):
                path.unlink()
            shutil.copy(self.folder / "empty.db" if snapshot is None else snapshot.file, self.file)
            return
        # A new connection costs 3 ms, and its server reads the catalogue anew for each table that it meets.
        self.close(staying)
        with staying.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(self.sweep)
            if snapshot is not None:
                snapshots.put_back(connection, snapshot)

    def people(self, staying: Flask, names: Iterable[str], secrets: tuple[str, ...]) -> dict[str, int]:
        """A database of these people alone, made by the operations once; by fixture their numbers."""
        wanted = (secrets, *(name for name in snapshots.PEOPLE if name in names))
        known = self.snapshots.get(wanted)
        self.empty(staying, known)
        if known is None and len(wanted) > 1:
            with staying.app_context():
                numbers = {name: snapshots.PEOPLE[name]().id for name in wanted[1:]}
                db.session.remove()
                rows = {} if self.file is not None else snapshots.rows_of(db.engine)
            known = Snapshot(numbers, self.folder / f"people-{len(self.snapshots)}.db", rows)
            if self.file is not None:
                self.close()  # the last one to leave folds the log into the file
                shutil.copy(self.file, known.file)
            self.snapshots[wanted] = known
        return {} if known is None else known.numbers


class Visitor(FlaskClient):
    """A client whose requests share no context with the test: each stands alone, as behind a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("buffered", True)
        if has_app_context():
            db.session.rollback()  # what the test has read before is stale afterwards
        return contextvars.Context().run(super().open, *args, **kwargs)


# -- the application


@pytest.fixture
def app(house: House, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, its context pushed for calls to the models; its database holds who is asked for."""
    app = house.app()
    keys.install(keys.Keys(*KEYS.values()))
    documents.install(FolderStore(house.folder / "documents"))
    files.install(FolderStore(house.folder / "imports", spread=False))
    shaping.install(by_two=False)
    app.extensions["tests.people"] = house.people(app, request.fixturenames, tuple(KEYS.values()))
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def make_app(app: Flask, house: House) -> Callable[..., Flask]:
    """`make_app(doors=("portal",), public_url="https://…")`: the same database under other settings."""
    return house.app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def bascule(app: Flask, house: House) -> Callable[..., Result]:
    """`bascule("audit", "verify", input="…", env="demo")`: a command on the test's database."""
    environ = {**KEYS, "BASCULE_INSTANCE": str(house.folder), "BASCULE_DATABASE_URL": house.url}

    def run(*words: Any, input: str | None = None, **settings: str) -> Result:
        from console.commands import main

        db.session.rollback()
        names = {f"BASCULE_{name.upper()}": value for name, value in settings.items()}
        result = CliRunner().invoke(
            main, [str(word) for word in words], input=input, env={**environ, **names}
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def person(app: Flask, kind: type[Any], name: str) -> Any:
    """Who is there from the start; or is made now, for a test that asks by name (`getfixturevalue`)."""
    number = app.extensions.get("tests.people", {}).get(name)
    return snapshots.PEOPLE[name]() if number is None else db.session.get_one(kind, number)


@pytest.fixture
def agent(app: Flask) -> Agent:
    """A member of staff with the role `agent`."""
    return person(app, Agent, "agent")


@pytest.fixture
def supervisor(app: Flask) -> Agent:
    """A supervisor."""
    return person(app, Agent, "supervisor")


@pytest.fixture
def admin(app: Flask) -> Agent:
    """An administrator."""
    return person(app, Agent, "admin")


@pytest.fixture
def account(app: Flask) -> ProAccount:
    """A company's person, whose account is active."""
    return person(app, ProAccount, "account")


@pytest.fixture
def browser(app: Flask) -> Callable[..., FlaskClient]:
    """`browser(person)`: a browser in which this person is signed in; `browser()`: a visitor's."""

    def of(person: Agent | ProAccount | None = None, **options: Any) -> FlaskClient:
        return people.browser(app, person, **options)

    return of


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that the test moves: `clock.shift(seconds)`."""
    import time_machine

    with time_machine.travel(times.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def noon() -> Iterator[Any]:
    """A clock that starts at noon in Le Havre: three hours ago was today, whenever tests run."""
    import time_machine

    with time_machine.travel(datetime.combine(days.today(), time(12), days.PARIS), tick=True) as traveller:
        yield traveller
