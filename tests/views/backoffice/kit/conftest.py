"""The fleet of boats behind its screens, on both engines."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, abort
from flask_admin import Admin
from flask_babel import Babel
from flask_wtf import CSRFProtect
from lxml import html

from models.kernel import transactions
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists import search_index
from models.permissions import Role
from models.reports.pending_counts import Around
from tests.support.engines import temporary_database
from tests.support.fleet import Boat, Boats, Port, Scrap, Sheds, exported
from views import access, nav, templating
from views.access import gate
from views.backoffice.kit import exports, labels
from views.backoffice.kit.filtering import facets
from views.backoffice.kit.guarded import THEME, Home


@pytest.fixture(scope="session")
def launch(tmp_path_factory) -> Iterator[Callable[[str], Flask]]:
    """`launch("sqlite")`: the fleet of that engine. They outlive `engine`, which changes in every file."""
    with contextlib.ExitStack() as lasting:
        folder = tmp_path_factory.mktemp("boats")
        yield cache(lambda engine: lasting.enter_context(_afloat(engine, folder)))


@pytest.fixture(scope="session")
def dock(engine: str, launch: Callable[[str], Flask]) -> Flask:
    return launch(engine)


@contextlib.contextmanager
def _afloat(engine: str, folder: Path) -> Iterator[Flask]:
    here = contextlib.nullcontext(f"sqlite:///{folder}/boats.db")
    with here if engine == "sqlite" else temporary_database(durable=False) as url:
        yield from _fitted_out(url)


def _fitted_out(berth: str) -> Iterator[Flask]:
    harbour = Flask("boats", template_folder=str(templating.TEMPLATES), static_folder=str(templating.STATIC))
    harbour.config.update(SECRET_KEY="s", TESTING=True, WTF_CSRF_ENABLED=False, SQLALCHEMY_DATABASE_URI=berth)
    db.init_app(harbour)
    Babel(harbour, default_locale="fr")
    CSRFProtect(harbour)
    templating.install(harbour, templating.Brand(test_banner=True))
    harbour.extensions["bascule.boats"] = views = [Boats(), Sheds()]
    admin = Admin(harbour, url="/console", theme=THEME, index_view=Home(endpoint="console", url="/console"))
    for view in views:
        admin.add_view(view)
    labels.install(harbour, views)
    with harbour.app_context():
        transactions.prepare(db.engine)
        Scrap.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            sqlite = connection.dialect.name == "sqlite"
            for statement in (
                search_index._sqlite("boats", "id")
                if sqlite
                else [
                    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                    "CREATE INDEX ix_boats_search ON boats USING gin (search gin_trgm_ops)",
                ]
            ):
                connection.exec_driver_sql(statement)
    yield harbour
    with harbour.app_context():
        db.engine.dispose()


@pytest.fixture
def person() -> SimpleNamespace:
    return SimpleNamespace(role=Role.AGENT, name="Nadia Lemoine", fresh=True, list_columns=None)


@pytest.fixture
def harbour(dock: Flask, person, monkeypatch) -> Flask:
    """The fleet, empty, with a visitor of whom nothing but the role is known."""
    session = SimpleNamespace(record=SimpleNamespace(is_fresh=person.fresh))
    monkeypatch.setitem(search_index.SEARCHED, "boats", ("id", "name_key"))
    monkeypatch.setattr(access, "current_agent", lambda: person)
    for place in (access, gate):
        monkeypatch.setattr(place, "current_actor", lambda: SimpleNamespace(role=str(person.role)))
        monkeypatch.setattr(place, "ask_code", lambda: ("code", 303))
    monkeypatch.setattr(gate, "current_session", lambda: session)
    monkeypatch.setattr(nav, "around", lambda *_: Around({}, {}, None))  # the fleet has no texts
    monkeypatch.setattr(gate, "_refuse", lambda permission: abort(403))
    monkeypatch.setattr(exports.audit, "record", lambda *a, **k: exported.append(k["after"]))
    exported.clear()
    for screen in dock.extensions["bascule.boats"]:
        screen.plans = facets.Plans()  # made with the caps of another test
    with dock.app_context(), transaction() as session_:
        session_.query(Boat).delete()
        session_.query(Port).delete()
        session_.add(Port(id=1, name="Le Havre"))
    return dock


@pytest.fixture
def fleet(harbour: Flask):
    """Adds boats; gives their ids."""

    def add(*boats: Boat) -> list[int]:
        with harbour.app_context():
            with transaction() as session:
                session.add_all(boats)
            return [boat.id for boat in boats]

    return add


@pytest.fixture
def get(harbour: Flask):
    def ask(url: str, status: int = 200) -> Any:
        answer = harbour.test_client().get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return html.document_fromstring(answer.data) if answer.mimetype == "text/html" else answer

    return ask
