"""Each trap of Flask-Admin, closed: a throw-away fleet of boats behind a `Screen`, on both engines."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from flask import Flask, abort
from flask_admin import Admin
from flask_babel import Babel
from flask_wtf import CSRFProtect
from lxml import html
from sqlalchemy import ForeignKey, Index, String, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from models.kernel import transactions
from models.kernel.base import db
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime, key_column
from models.lists import facets as counted
from models.lists import search
from models.permissions import Permission, Role
from models.values.text import fold
from tests.support.engines import temporary_database
from views import access, fields, templating
from views.access import gate
from views.backoffice.kit import facets, labels
from views.backoffice.kit import screen as screens
from views.backoffice.kit.columns import Column, Empty, Filter, Moment, Section, Way
from views.backoffice.kit.guarded import THEME, Home
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.backoffice.kit.screen import Screen
from views.messages import REFUSALS, Tag

SPRING = datetime(2026, 3, 1, tzinfo=UTC)
BIG = "99999999999999999999"


class Scrap(DeclarativeBase):
    """Tables of this test alone."""


class Port(Scrap):
    __tablename__ = "ports"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


class Boat(Scrap):
    __tablename__ = "boats"
    __table_args__ = (Index("ix_boats_name", "name_key", "id"), Index("ix_boats_at", "built_at", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    name_key: Mapped[str] = mapped_column(key_column(80))
    kind: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(20), default="")
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden: Mapped[bool] = mapped_column(default=False)
    port_id: Mapped[int] = mapped_column(ForeignKey("ports.id"))
    search: Mapped[str] = mapped_column(Text, default="")
    port: Mapped[Port] = relationship()


class Sunk(DomainError):
    field = "name"


class BoatForm(fields.Form):
    name = fields.Text("Nom", needed="Indiquez le nom.")


class ReasonForm(fields.Form):
    reason = fields.Text("Motif", needed="Indiquez le motif.")


SHAPES = [("voile", "À voile"), ("moteur", "À moteur")]


def refuse_nothing(boat, actor):
    pass


def sink(boat, *, reason, actor):
    pass


def fail(boat, *, actor):
    raise TypeError("ours")


class Approval(RowAction):
    methods = ("POST",)


SINK = RowAction(
    verb="sink",
    name="couler",
    label="Couler",
    tone="stop",
    permission=Permission.SUSPEND,
    operation=sink,
    check=refuse_nothing,
    form=ReasonForm,
    question=Question("Couler {row.name} ?", "Couler", "Le garder", danger=True),
    done=Done("{row.name} est coulé."),
)
APPROVE = Approval(
    verb="approve",
    name="approuver",
    label="Approuver",
    permission=Permission.REVIEW,
    fresh=True,
    operation=fail,
    check=refuse_nothing,
    form=fields.Form,
)


class Boats(Screen):
    model, endpoint, address = Boat, "boats", "bateaux"
    title, lead = "Bateaux", "La flotte."
    nouns, none = ("bateau", "bateaux"), "Aucun bateau"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.CREATE_ACCOUNT,
        "edit_view": Permission.CREATE_ACCOUNT,
        "export": Permission.EXPORT,
    }
    page_size = 5
    columns = (
        Column("Nom", "name", sort="name_key", under="phone"),
        Column("État", lambda boat: Tag("ok", "check-circle-fill", "À flot"), show="tag"),
        Column("Port", "port.name"),
        Column("Lancé", "built_at", show="stamp", sort="built_at"),
    )
    filters = (
        Filter("genre", "Genre", lambda v: Boat.kind == v, [("voile", "Voile"), ("moteur", "Moteur")]),
        Filter("depuis", "Depuis", lambda v: Boat.id > 0, control="date"),
        Filter("port", "Port", lambda v: Boat.port_id == v, control="hidden", words=lambda v: f"n° {v}"),
        Filter("forme", "Forme", lambda v: Boat.kind == v, SHAPES, facet=True, indexed=("voile",)),
        Filter(
            "nom", "Nom", lambda v: Boat.name_key == fold(v), [("Abeille", "")], control="text", more=True
        ),
    )
    empty = Empty(
        "La flotte se remplit ici.",
        (Way("Lancer un bateau", "boats.create_view", Permission.CREATE_ACCOUNT), Way("Ailleurs", "nowhere")),
    )
    facts = (Section("Le bateau", (Column("Nom", "name"), Column("Téléphone", "phone", show="phone"))),)
    default_sort = ("name_key", False)
    load = ("port",)
    actions = (SINK, APPROVE)

    @classmethod
    def scope(cls):
        return [Boat.hidden.is_(False)]

    def create_form(self, obj=None):
        return BoatForm()

    def edit_form(self, obj=None):
        return BoatForm(obj=obj)

    def create_model(self, form):
        if form.name.data == "Titanic":
            raise Sunk
        with transaction() as session:
            boat = make(form.name.data)
            session.add(boat)
        return boat

    def update_model(self, form, model):
        with transaction():
            model.name = form.name.data

    def history(self, row):
        return [Moment("Lancé", row.built_at, who="Nadia Lemoine", why="Il flotte.")]

    def row_tone(self, row):
        return "wait" if row.kind == "moteur" else ""


class Sheds(Screen):
    """Nothing declared: nothing open."""

    model, endpoint, address, title = Port, "sheds", "hangars", "Hangars"
    columns = (Column("Nom", "name"),)
    default_sort = ("name", False)
    permissions = {"index_view": Permission.MANAGE_STAFF}


def make(name: str, **facts: Any) -> Boat:
    told = {"kind": "voile", "built_at": SPRING, "port_id": 1, **facts}
    return Boat(name=name, name_key=fold(name), search=fold(f"{name} {told.get('phone', '')}"), **told)


@pytest.fixture(scope="module")
def address(engine: str, tmp_path_factory) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('boats')}/boats.db"
    else:
        with temporary_database() as url:
            yield url


@pytest.fixture(scope="module")
def house(address: str) -> Iterator[Flask]:
    app = Flask("boats", template_folder=str(templating.TEMPLATES), static_folder=str(templating.STATIC))
    app.config.update(SECRET_KEY="s", TESTING=True, WTF_CSRF_ENABLED=False, SQLALCHEMY_DATABASE_URI=address)
    db.init_app(app)
    Babel(app, default_locale="fr")
    CSRFProtect(app)
    templating.install(app, templating.Brand(test_banner=True))
    admin = Admin(app, url="/console", theme=THEME, index_view=Home(endpoint="console", url="/console"))
    views = [Boats(), Sheds()]
    for view in views:
        admin.add_view(view)
    labels.install(app, views)
    with app.app_context():
        transactions.prepare(db.engine)
        Scrap.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            sqlite = connection.dialect.name == "sqlite"
            for statement in (
                search._sqlite("boats", "id")
                if sqlite
                else [
                    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                    "CREATE INDEX ix_boats_search ON boats USING gin (search gin_trgm_ops)",
                ]
            ):
                connection.exec_driver_sql(statement)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def person() -> SimpleNamespace:
    return SimpleNamespace(role=Role.AGENT, name="Nadia Lemoine", fresh=True)


@pytest.fixture
def app(house: Flask, person, monkeypatch) -> Flask:
    """The fleet, empty, with a visitor of whom nothing but the role is known."""
    session = SimpleNamespace(record=SimpleNamespace(is_fresh=person.fresh))
    monkeypatch.setitem(search.SEARCHED, "boats", ("id", "name_key"))
    monkeypatch.setattr(access, "current_agent", lambda: person)
    for place in (access, gate):
        monkeypatch.setattr(place, "current_actor", lambda: SimpleNamespace(role=str(person.role)))
        monkeypatch.setattr(place, "ask_code", lambda: ("code", 303))
    monkeypatch.setattr(gate, "current_session", lambda: session)
    monkeypatch.setattr(gate, "_refuse", lambda permission: abort(403))
    monkeypatch.setattr(screens.audit, "record", lambda *a, **k: exported.append(k["after"]))
    exported.clear()
    with house.app_context(), transaction() as session_:
        session_.query(Boat).delete()
        session_.query(Port).delete()
        session_.add(Port(id=1, name="Le Havre"))
    return house


exported: list[dict[str, Any]] = []


@pytest.fixture
def fleet(app: Flask):
    """Adds boats; gives their ids."""

    def add(*boats: Boat) -> list[int]:
        with app.app_context():
            with transaction() as session:
                session.add_all(boats)
            return [boat.id for boat in boats]

    return add


@pytest.fixture
def get(app: Flask):
    def ask(url: str, status: int = 200) -> Any:
        answer = app.test_client().get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return html.document_fromstring(answer.data) if answer.mimetype == "text/html" else answer

    return ask


def names(page: Any) -> list[str]:
    return [
        link.text_content().strip() for link in page.xpath("//tr[@data-id]//a[contains(@class, 'b-link')]")
    ]


def follow(page: Any, words: str) -> str | None:
    links = [a for a in page.xpath("//nav[@aria-label='Pages']/a") if words in a.text_content()]
    return links[0].get("href") if links else None


# -- closed until opened


def test_a_method_that_declares_no_permission_has_no_address(app):
    rules = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {r for r in rules if r.startswith("sheds.")} == {"sheds.index_view"}


def test_nothing_of_flask_admins_ajax_actions_or_deletion_is_left(app):
    ends = {rule.endpoint.partition(".")[2] for rule in app.url_map.iter_rules()}
    assert ends.isdisjoint({"ajax_update", "ajax_lookup", "action_view", "delete_view"})


def test_flask_admins_static_files_are_not_served(app):
    rules = [str(rule) for rule in app.url_map.iter_rules() if "static" in str(rule)]
    assert sorted(rules) == ["/static/<path:filename>", "/static/bootstrap.css", "/static/labels.css"]


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        (Role.ADMIN, "/console/bateaux/", 200),
        (Role.ADMIN, "/console/bateaux/new/", 403),
        (Role.AGENT, "/console/bateaux/export/csv/", 403),
        (Role.AGENT, "/console/hangars/", 403),
    ],
)
def test_each_method_asks_for_its_own_permission(get, person, role, url, status):
    person.role = role
    get(url, status)


def test_a_view_refuses_even_when_nobody_guarded_the_door(app, get, monkeypatch):
    monkeypatch.setattr(access, "current_agent", lambda: None)
    get("/console/bateaux/", 403)


def test_a_grave_action_asks_the_second_factor_again(app, fleet, person, monkeypatch):
    person.role = Role.SUPERVISOR
    old = SimpleNamespace(record=SimpleNamespace(is_fresh=False))
    monkeypatch.setattr(gate, "current_session", lambda: old)
    (boat,) = fleet(make("Abeille"))
    assert app.test_client().post(f"/console/bateaux/{boat}/approuver").status_code == 303


def test_no_stock_template_can_be_found(app):
    import flask_admin

    stock = Path(flask_admin.__file__).parent / "templates"
    for path in stock.rglob("*.html"):
        name = str(path.relative_to(stock / "bootstrap4"))
        if name in app.jinja_env.list_templates():
            assert str(stock) not in (app.jinja_env.get_template(name).filename or "")


def test_every_template_that_a_screen_names_is_ours(app):
    named = [getattr(Boats, name) for name in dir(Boats) if name.endswith("_template")]
    for name in named:
        assert str(templating.TEMPLATES) in (app.jinja_env.get_template(name).filename or "")


def test_a_type_error_of_ours_is_not_hidden_by_a_second_call(app, fleet, person):
    person.role = Role.SUPERVISOR
    (boat,) = fleet(make("Abeille"))
    with pytest.raises(TypeError, match="ours"):
        app.test_client().post(f"/console/bateaux/{boat}/approuver")


# -- one row


@pytest.mark.parametrize("bad", ["abc", "1,2", BIG, "-1", "", "0", "1.0", "١", "%00", "1&id=2"])
def test_a_malformed_id_is_a_page_that_does_not_exist(get, bad):
    get(f"/console/bateaux/details/?id={bad}", 404)
    get(f"/console/bateaux/edit/?id={bad}", 404)


def test_a_detail_without_an_id_does_not_exist(get):
    get("/console/bateaux/details/", 404)


@pytest.mark.parametrize("bad", ["abc", "1,2", BIG, "-1", "0", "%00"])
def test_a_malformed_id_of_an_action_does_not_exist(get, bad):
    get(f"/console/bateaux/{bad}/couler", 404)


def test_a_row_that_the_list_hides_has_no_detail_either(get, fleet):
    (hidden,) = fleet(make("Fantôme", hidden=True))
    assert names(get("/console/bateaux/")) == []
    get(f"/console/bateaux/details/?id={hidden}", 404)
    get(f"/console/bateaux/{hidden}/couler", 404)


def test_a_detail_shows_facts_history_and_only_the_actions_of_the_role(get, fleet):
    (boat,) = fleet(make("Abeille <b>", phone="+33235222525"))
    page = get(f"/console/bateaux/details/?id={boat}")
    assert page.xpath("//h1")[0].text == "Abeille <b>"
    told = page.text_content()
    assert "0235222525" in told  # the gaps are drawn
    assert "Nadia Lemoine" in told and "Il flotte." in told
    assert "Couler" in told and "Approuver" not in told


# -- forms


def test_a_refused_form_answers_422_and_keeps_what_was_typed(app):
    answer = app.test_client().post("/console/bateaux/new/", data={"name": "   "})
    assert answer.status_code == 422
    assert "Indiquez le nom." in answer.text


def test_a_refusal_of_the_models_stands_beside_its_field(app, monkeypatch):
    monkeypatch.setitem(REFUSALS, "Sunk", "Ce nom porte malheur.")
    answer = app.test_client().post("/console/bateaux/new/", data={"name": "Titanic"})
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 422
    field = page.get_element_by_id("name")
    assert field.get("value") == "Titanic"
    assert "malheur" in page.get_element_by_id(field.get("aria-describedby")).text_content()


def test_a_creation_leads_to_the_detail(app):
    answer = app.test_client().post("/console/bateaux/new/", data={"name": "Abeille"})
    assert answer.status_code == 303
    assert answer.location.startswith("/console/bateaux/details/?id=")


def test_a_change_leads_to_the_detail(app, fleet):
    (boat,) = fleet(make("Abeille"))
    answer = app.test_client().post(f"/console/bateaux/edit/?id={boat}", data={"name": "Bourdon"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get(Boat, boat).name == "Bourdon"


def test_a_screen_commits_nothing_itself(app, monkeypatch):
    def counted(session):
        commits.append(bool(session.info.get("ours")))

    commits: list[bool] = []
    event.listen(db.session.session_factory.class_, "before_commit", counted)
    try:
        app.test_client().post("/console/bateaux/new/", data={"name": "Abeille"})
    finally:
        event.remove(db.session.session_factory.class_, "before_commit", counted)
    assert commits == [True]


def test_a_failed_constraint_tells_no_sql(app, fleet, monkeypatch):
    fleet(make("Abeille"))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client = app.test_client()
    answer = client.post("/console/bateaux/new/", data={"name": "Abeille"})
    assert answer.status_code == 500 and "boats" not in answer.text and "Abeille" not in answer.text
    with client.session_transaction() as session:
        assert "_flashes" not in session


def test_an_action_asks_without_a_script_and_acts_on_the_post_alone(app, get, fleet):
    (boat,) = fleet(make("Abeille"))
    page = get(f"/console/bateaux/{boat}/couler")
    form = page.xpath("//form[contains(@class, 'b-confirm')]")[0]
    assert form.get("method") == "post" and form.xpath(".//input[@name='csrf_token']")
    assert "Couler Abeille" in form.text_content() and "Le garder" in form.text_content()
    assert not [name for node in page.iter() for name in node.attrib if name.startswith("on")]
    client = app.test_client()
    assert client.post(f"/console/bateaux/{boat}/couler", data={"reason": ""}).status_code == 422
    assert client.post(f"/console/bateaux/{boat}/couler", data={"reason": "Usé"}).status_code == 303


# -- the list: places, orders, searches


def walk(get: Any, url: str, words: str) -> list[str]:
    found: list[str] = []
    while url:
        page = get(url)
        found += names(page) if words == "Suivante" else names(page)[::-1]
        url = follow(page, words)
    return found


@pytest.mark.parametrize("sort", ["sort=0&desc=0", "sort=0&desc=1", "sort=3&desc=0", "sort=3&desc=1"])
def test_every_row_is_met_once_both_ways_even_among_equals(get, fleet, sort):
    fleet(*(make(f"Boat {n:02d}", built_at=SPRING + timedelta(days=n // 6)) for n in range(17)))
    forth = walk(get, f"/console/bateaux/?{sort}", "Suivante")
    back = walk(get, f"/console/bateaux/?{sort}&fin=1", "Précédente")
    assert len(forth) == 17 and sorted(forth) == [f"Boat {n:02d}" for n in range(17)]
    assert back == forth[::-1]


def test_first_and_last_page_are_one_step_away(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    page = get("/console/bateaux/")
    assert follow(page, "Précédente") is None and follow(page, "Première") is None
    last = get(follow(page, "Dernière"))
    assert names(last)[-1] == "Boat 11" and follow(last, "Suivante") is None
    assert names(get(follow(last, "Première")))[0] == "Boat 00"


def test_a_place_in_the_list_rides_into_no_other_link(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    page = get(follow(get("/console/bateaux/?search=boat"), "Suivante"))
    others = page.xpath("//thead//a | //*[contains(@class, 'b-chip')] | //*[@id='exp']//a")
    assert others or not page.xpath("//*[@id='exp']")
    assert not [a for a in others if "apres=" in a.get("href") or "avant=" in a.get("href")]
    assert not page.xpath("//form[contains(@class, 'b-tools')]//input[@name='apres']")


@pytest.mark.parametrize(
    "query",
    [
        "apres=",
        "apres=abc",
        "apres=%F0%9F%92%A5",
        "apres=WyJhIiwgMV0&avant=WyJhIiwgMV0",
        "apres=WzEsMV0",  # a number where a text stands
        "apres=WyJhIiwtMV0",  # a negative id
        "apres=WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
        "apres=WyJcdTAwMDAiLDFd",  # NUL
        "apres=WyJcdWQ4MDAiLDFd",  # half a character
        "apres=" + "W" * 3000,
        "fin=2",
        "page=-1",
        f"page={BIG}",
        "page=abc",
        "sort=abc",
        "sort=-1",
        "sort=1",  # not a sortable column
        "sort=99",
        f"sort={BIG}",
        "sort=0&desc=x",
        "flt0_0=BAD",
        "flt=1",
        "genre=BAD",
        "genre=%00",
        "depuis=BAD",
        "depuis=2026-13-45",
        "depuis=0001-01-01",  # no midnight of that day can be told in UTC
        "depuis=9999-12-31",
        "nom=%00",
        "port=abc",
        f"port={BIG}",
        "port=-1",
    ],
)
def test_a_malformed_parameter_is_a_page_that_does_not_exist(get, fleet, query):
    fleet(make("Abeille"))
    get(f"/console/bateaux/?{query}", 404)


@pytest.mark.parametrize(
    "query",
    [
        "search=%00",
        "search=" + "a" * 5000,
        "search=%F0%9F%92%A5",
        "search='\"*:()",
        "search=AND OR NOT",
        "search=%ED%A0%80",
        "search=^a NEAR(b)",
        "desc=",
        "x=1",
        "page=0",
        "page=1",
    ],
)
def test_an_odd_search_is_no_failure(get, query):
    get(f"/console/bateaux/?{query}")


@pytest.mark.parametrize("sign", list(string.punctuation.replace("#", "").replace("&", "")))
def test_signs_in_a_search_are_literal(get, fleet, sign):
    fleet(make("Abeille"), make("Bourdon"))
    assert names(get(f"/console/bateaux/?search={'%25' if sign == '%' else sign.replace('+', '%2B')}")) == []


def test_a_search_is_blind_to_case_and_accents_and_finds_any_fragment(get, fleet):
    fleet(make("Écume d’Œuvré"), make("Abeille", phone="0235222525"))
    assert names(get("/console/bateaux/?search=cume+OEUV")) == ["Écume d’Œuvré"]
    assert names(get("/console/bateaux/?search=352225")) == ["Abeille"]


def test_two_letters_search_the_beginning(get, fleet):
    fleet(make("Abeille"), make("Tabarly"))
    assert names(get("/console/bateaux/?search=ab")) == ["Abeille"]


def test_a_changed_row_is_found_by_its_new_words_only(app, get, fleet):
    (boat,) = fleet(make("Abeille"))
    with app.app_context(), transaction() as session:
        session.get(Boat, boat).search = "bourdon"
    assert names(get("/console/bateaux/?search=bourdon")) == ["Abeille"]
    assert names(get("/console/bateaux/?search=abeille")) == []


def test_a_search_pages_like_a_list(get, fleet):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)), make("Abeille"))
    assert len(walk(get, "/console/bateaux/?search=boat", "Suivante")) == 12


def test_a_hidden_row_is_not_found(get, fleet):
    fleet(make("Fantôme", hidden=True))
    page = get("/console/bateaux/?search=fantome")
    assert names(page) == [] and "0\u00a0bateau" in page.text_content()


def test_filters_stay_visible_and_come_off_one_by_one(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"))
    page = get("/console/bateaux/?genre=moteur&search=abeille")
    chips = page.xpath("//a[contains(@class, 'b-chip')]")
    assert [c.get("href") for c in chips] == [
        "/console/bateaux/?genre=moteur",
        "/console/bateaux/?search=abeille",
    ]
    assert "1\u00a0bateau" in page.xpath("//*[@role='status']")[-1].text_content()
    assert "sur 2" in page.xpath("//*[@role='status']")[-1].text_content()


def test_a_count_stops_at_its_cap(get, fleet, monkeypatch):
    monkeypatch.setattr(screens.Screen, "total_cap", 3)
    fleet(*(make(f"Boat {n:02d}") for n in range(6)))
    assert "plus de 3\u00a0bateaux" in get("/console/bateaux/").text_content()


@pytest.mark.parametrize(
    "query",
    ["", "?search=boat", "?genre=voile", "?search=boat&genre=voile&sort=3&desc=1", "?fin=1", "?search=bo"],
)
def test_a_list_page_needs_three_statements_beside_the_visitors_own(app, get, fleet, query):
    fleet(*(make(f"Boat {n:02d}") for n in range(12)))
    with app.app_context():
        statements: list[str] = []
        engine = db.engine

    def told(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", told)
    try:
        assert len(names(get(f"/console/bateaux/{query}"))) == (2 if "fin" in query else 5) or "fin" in query
        get(follow(get(f"/console/bateaux/{query}"), "Suivante") or f"/console/bateaux/{query}")
    finally:
        event.remove(engine, "before_cursor_execute", told)
    assert len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]) == 9


def test_a_row_carries_its_id_and_its_name_is_the_link(get, fleet):
    (boat,) = fleet(make("Abeille", kind="moteur"))
    row = get("/console/bateaux/").xpath("//tr[@data-id]")[0]
    assert row.get("data-id") == str(boat) and row.get("class") == "is-wait"
    assert row[0].tag == "th" and row[0].get("scope") == "row"
    assert row[0].xpath(".//a")[0].get("href") == f"/console/bateaux/details/?id={boat}"


def test_the_order_is_told_to_readers(get, fleet):
    fleet(make("Abeille"))
    page = get("/console/bateaux/?sort=3&desc=1")
    assert [th.get("aria-sort") for th in page.xpath("//thead//th")] == [None, None, None, "descending"]
    assert len(page.xpath("//thead//a")) == 2


# -- choices with their counts


def offered(page: Any) -> list[str]:
    """The choices of the select, as they are read."""
    return [option.text for option in page.xpath("//select[@name='genre']/option")[1:]]


def facets_of(page: Any) -> dict[str, tuple[str, str | None]]:
    """The choices above the list: where each leads, and whether it is here."""
    links = page.xpath("//nav[@class='b-facets']/a")
    return {
        " ".join(a.text_content().split()): (a.get("href").partition("?")[2], a.get("aria-current"))
        for a in links
    }


def test_each_choice_tells_what_it_would_leave_of_the_rest(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Barque"))
    assert offered(get("/console/bateaux/")) == ["Voile (2)", "Moteur (1)"]
    page = get("/console/bateaux/?genre=moteur")
    assert offered(page) == ["Voile (2)", "Moteur (1)"]  # a choice replaces its own filter alone
    assert facets_of(page) == {
        "Tous 1": ("genre=moteur", "true"),
        "À moteur 1": ("genre=moteur&forme=moteur", None),
    }
    assert offered(get("/console/bateaux/?search=bourdon")) == ["Voile (1)", "Moteur (0)"]


def test_a_choice_above_the_list_is_one_step_away_and_says_where_one_is(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Fantôme", hidden=True))
    page = get("/console/bateaux/?forme=voile&sort=3&desc=1")
    assert facets_of(page) == {
        "Tous 2": ("sort=3&desc=1", None),
        "À voile 1": ("sort=3&desc=1&forme=voile", "true"),
        "À moteur 1": ("sort=3&desc=1&forme=moteur", None),
    }
    assert not page.xpath("//select[@name='forme']")
    carried = page.xpath("//form[contains(@class, 'b-tools')]//input[@type='hidden']")
    assert {i.get("name"): i.get("value") for i in carried} == {"sort": "3", "desc": "1", "forme": "voile"}


def test_in_a_long_list_only_what_is_known_is_told(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "SAMPLE", 4)
    monkeypatch.setattr(facets, "FOUND_CAP", 3)
    fleet(
        *(make(f"Boat {n}") for n in range(8)), make("Abeille", kind="moteur"), make("Frelon", kind="moteur")
    )
    page = get("/console/bateaux/")
    assert offered(page) == ["Voile (3+)", "Moteur"]
    assert list(facets_of(page)) == ["Tous 3+", "À voile 3+", "À moteur"]


def test_an_index_counts_its_choice_in_a_long_list_too(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "SAMPLE", 2)
    monkeypatch.setattr(facets, "FOUND_CAP", 3)
    fleet(*(make(f"Moteur {n}", kind="moteur") for n in range(8)), make("Abeille"), make("Bourdon"))
    assert list(facets_of(get("/console/bateaux/"))) == ["Tous", "À voile 2", "À moteur"]
    assert list(facets_of(get("/console/bateaux/?genre=moteur"))) == ["Tous", "À voile", "À moteur"]


def test_a_search_of_too_many_finds_is_cut_before_it_is_counted(get, fleet, monkeypatch):
    monkeypatch.setattr(counted, "HITS", 3)
    fleet(*(make(f"Boat {n}") for n in range(6)), make("Abeille"))
    assert offered(get("/console/bateaux/?search=boat")) == ["Voile", "Moteur"]
    assert offered(get("/console/bateaux/?search=abeille")) == ["Voile (1)", "Moteur (0)"]


def test_a_typed_filter_takes_what_is_typed_and_suggests(get, fleet):
    fleet(make("Abeille"), make("Bourdon"))
    page = get("/console/bateaux/?nom=ABEILLE")
    assert names(page) == ["Abeille"]
    (field,) = page.xpath("//input[@name='nom']")
    assert field.get("value") == "ABEILLE"
    assert page.xpath(f"//datalist[@id='{field.get('list')}']/option")[0].text == "Abeille"
    assert page.xpath("//details[@open]") and not get("/console/bateaux/").xpath("//details[@open]")


# -- empty lists


def test_an_empty_list_says_what_was_sought_and_the_way_back(get):
    page = get("/console/bateaux/?search=abeille")
    assert "Aucun bateau «\u00a0abeille\u00a0»" in page.text_content()
    assert page.xpath("//a[text()='Effacer les filtres']")[0].get("href") == "/console/bateaux/"


def test_an_empty_list_offers_each_step_back_that_shows_something(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Barque"))
    page = get("/console/bateaux/?genre=moteur&nom=bourdon&search=bour")
    steps = page.xpath("//div[@class='b-empty']//li")
    told = [(" ".join(li.text_content().split()), li[0].get("href")) for li in steps]
    assert told == [("Sans « Genre : Moteur » 1 bateau", "/console/bateaux/?search=bour&nom=bourdon")]
    page = get("/console/bateaux/?genre=moteur&search=bour")
    steps = [" ".join(li.text_content().split()) for li in page.xpath("//div[@class='b-empty']//li")]
    assert sorted(steps) == ["Sans « Genre : Moteur » 1 bateau", "Sans « bour » 1 bateau"]


def test_a_list_without_rows_says_what_it_is_for_and_the_way_to_fill_it(get, person):
    page = get("/console/bateaux/")
    (empty,) = page.xpath("//div[@class='b-empty']")
    assert "Aucun bateau pour l’instant" in empty.text_content()
    assert "La flotte se remplit ici." in empty.text_content()
    assert [(a.text_content(), a.get("href")) for a in empty.xpath(".//a")] == [
        ("Lancer un bateau", "/console/bateaux/new/")
    ]
    person.role = Role.ADMIN
    (empty,) = get("/console/bateaux/").xpath("//div[@class='b-empty']")
    assert "La flotte se remplit ici." in empty.text_content() and not empty.xpath(".//a")


# -- files


@pytest.fixture
def supervisor(person):
    person.role = Role.SUPERVISOR


def test_an_export_runs_no_formula(app, fleet, supervisor):
    fleet(make("=HYPERLINK(1)"), make("+1"), make("-1"), make("@a"), make("Abeille"))
    answer = app.test_client().get("/console/bateaux/export/csv/")
    cells = [row[0] for row in csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")]
    assert set(cells) == {"Nom", "'=HYPERLINK(1)", "'+1", "'-1", "'@a", "Abeille"}


def test_a_workbook_holds_text_alone(app, fleet, supervisor):
    fleet(make("=HYPERLINK(1)"), make("Abeille\x07"))
    answer = app.test_client().get("/console/bateaux/export/xlsx/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["A2"].value == "=HYPERLINK(1)" or sheet["A3"].value == "=HYPERLINK(1)"


def test_an_export_holds_what_the_list_shows_and_leaves_an_event(app, fleet, supervisor):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Fantôme", hidden=True, kind="moteur"))
    answer = app.test_client().get("/console/bateaux/export/csv/?genre=moteur&search=abe")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Nom", "Abeille"]
    assert rows[1][2:4] == ["À flot", "Le Havre"]
    assert exported == [{"screen": "boats", "format": "csv", "rows": 1, "genre": "moteur", "search": "abe"}]


def exporting(page):
    [button] = page.xpath("//button[contains(., 'Exporter')]")
    why = page.xpath(f"//*[@id='{button.get('aria-describedby')}']/text()")
    return button.get("disabled") is None, "".join(why).replace("\xa0", " ")


def test_the_export_is_offered_or_says_why_it_is_not(get, fleet, person):
    fleet(make("Abeille"))
    assert exporting(get("/console/bateaux/")) == (
        False,
        "Seuls les superviseurs et les administrateurs exportent.",
    )
    assert not get("/console/bateaux/").xpath("//*[@id='exp']")
    person.role = Role.SUPERVISOR
    page = get("/console/bateaux/")
    assert exporting(page) == (True, "") and len(page.xpath("//*[@id='exp']//a")) == 3
    page = get("/console/bateaux/?search=nulle")
    assert exporting(page) == (False, "Il n’y a aucune ligne à exporter.")
    assert not page.xpath("//*[@id='exp']")


@pytest.mark.parametrize(
    "asked", ["", "?genre=moteur", "?search=boat", "?genre=moteur&search=boat&sort=0&desc=1"]
)
def test_both_files_hold_exactly_what_the_list_shows_page_after_page(app, fleet, get, supervisor, asked):
    fleet(*(make(f"Boat {n:02d}", kind="moteur" if n % 2 else "voile") for n in range(13)))
    fleet(make("Abeille", kind="moteur"), make("Boat caché", hidden=True, kind="moteur"))
    page = get(f"/console/bateaux/{asked}")
    shown = names(page)
    while following := follow(page, "Suivante"):
        page = get(following)
        shown += names(page)
    client = app.test_client()
    told = client.get(f"/console/bateaux/export/csv/{asked}").get_data().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(told), delimiter=";")][1:] == shown
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/console/bateaux/export/xlsx/{asked}").get_data()))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == shown
    assert [one["rows"] for one in exported] == [len(shown)] * 2


def test_the_page_to_print_says_what_was_asked_who_printed_it_and_holds_the_rows(app, fleet, get, supervisor):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"), make("Amarre", kind="moteur"))
    page = get("/console/bateaux/export/impression/?genre=moteur")
    text = " ".join(page.text_content().split())
    assert "2 bateaux" in text.replace("\xa0", " ") and "Genre : Moteur" in text.replace("\xa0", " ")
    assert "par Nadia Lemoine" in text and "À flot" in text
    assert [th.text_content().split()[0] for th in page.xpath("//tbody/tr/th")] == ["Abeille", "Amarre"]
    assert exported == [{"screen": "boats", "format": "impression", "rows": 2, "genre": "moteur"}]


def test_a_page_to_print_that_would_be_a_book_says_what_it_leaves_out(
    app, fleet, get, supervisor, monkeypatch
):
    monkeypatch.setattr(screens, "LONGEST_PRINT", 2)
    fleet(*(make(f"Boat {n}") for n in range(3)))
    page = get("/console/bateaux/export/impression/")
    assert len(page.xpath("//tbody/tr")) == 2 and "l’export CSV les donne toutes" in page.text_content()
    assert exported[0]["rows"] == 3


def test_an_unknown_kind_of_file_does_not_exist(get, supervisor):
    get("/console/bateaux/export/exe/", 404)


def test_an_export_is_not_gathered_in_memory(app, fleet, supervisor):
    fleet(*(make(f"Boat {n:04d}") for n in range(1200)))
    answer = app.test_client().get("/console/bateaux/export/csv/", buffered=False)
    pieces = iter(answer.response)
    assert answer.is_streamed and next(pieces)
    assert sum(piece.count(b"\n") for piece in pieces) <= 1201
    answer.close()


# -- the console's first page


def test_the_first_page_is_ours(get):
    assert get("/console/").xpath("//h1")[0].text == "Tableau de bord"
