"""What the console's tests share: browsers of staff, records of the old portal, a directory that is told."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.companies.directory import CompanyKind, Establishment, State, naming
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values.siret import Siret
from tests.support import people

LHSM = Siret.parse("20008495200015")
CODE = "4827"
JUSTIFICATION = "Rappel ce matin au numéro du dossier, la personne a donné le nom du gérant."
PDF = b"%PDF-1.4\n%%EOF\n"

_numbers = itertools.count(77_701)
"""Of references; no SIRET of these tests holds one of them, so that a search finds one thing."""


def as_read(text: str | None) -> str:
    """A textarea's text as browsers read it: they drop the line break that follows the tag."""
    return (text or "").removeprefix("\n")


class Page:
    """An answer as a reader without scripts sees it."""

    def __init__(self, client: FlaskClient, answer: Any) -> None:
        self.client, self.status, self.location = client, answer.status_code, answer.location
        self.html = answer.get_data(as_text=True)
        self.doc = lxml.html.document_fromstring(self.html) if "<html" in self.html else None

    @property
    def text(self) -> str:
        """What is read, on one line with plain spaces."""
        main = self.doc.xpath("//main")[0]
        return " ".join(main.text_content().split())

    def error(self, name: str) -> str:
        """The text that is tied to a field."""
        about = self.doc.xpath(
            f"//*[@name='{name}']/ancestor-or-self::*[@aria-describedby]/@aria-describedby"
        )
        ids = {i for text in about for i in text.split() if i.endswith("-err")}
        return " ".join(self.doc.get_element_by_id(i).text_content().strip() for i in sorted(ids))

    @property
    def token(self) -> str:
        """The session's CSRF token, as any form of the page carries it."""
        return str(self.doc.xpath("//input[@name='csrf_token']/@value")[0])

    @property
    def ids(self) -> list[str]:
        """The rows of a list."""
        return self.doc.xpath("//*[@data-id]/@data-id")

    @property
    def chosen(self) -> list[str]:
        """The rows that a page which asks for several would send."""
        return self.doc.xpath("//main//form[@method='post']//input[@name='id']/@value")

    def value(self, name: str) -> str:
        """What a field holds."""
        field = self.doc.xpath(f"//*[@name='{name}'][not(@type='hidden')]")[0]
        if field.tag == "select":
            return "".join(field.xpath("option[@selected]/@value"))
        return as_read(field.text) if field.tag == "textarea" else field.get("value", "")

    def form(self, name: str = "csrf_token") -> dict[str, str]:
        """What the form of the page that holds a field would send untouched."""
        form = self.doc.xpath(f"//main//form[.//*[@name='{name}']][@method='post']")[-1]
        found = {}
        for field in form.xpath(".//input|.//textarea|.//select"):
            kind = field.get("type")
            if kind in ("radio", "checkbox") and field.get("checked") is None:
                continue
            if field.tag == "select":
                found[field.get("name")] = "".join(field.xpath("option[@selected]/@value"))
            elif kind != "file":
                found[field.get("name")] = (
                    as_read(field.text) if field.tag == "textarea" else field.get("value")
                ) or ""
        return found

    def follow(self) -> Page:
        """Where it leads."""
        return Page(self.client, self.client.get(self.location))


class Desk:
    """A browser of the console."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str) -> Page:
        """A page."""
        return Page(self.client, self.client.get(address))

    def send(self, address: str, /, **answers: Any) -> Page:
        """Opens a page, types into its form, sends it."""
        page = self.open(address)
        assert page.status == 200, (address, page.status)
        return self.post(address, {**page.form(), **answers})

    def take(self, address: str, /, **answers: Any) -> Page:
        """Opens a page that asks for several rows, and says yes for those that it names."""
        page = self.open(address)
        assert page.status == 200 and page.chosen, (address, page.status)
        return self.post(address, {**page.form("id"), **answers, "id": page.chosen})

    def post(self, address: str, answers: dict[str, Any]) -> Page:
        """Sends a form, as a browser does from a page of ours."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        return Page(self.client, self.client.post(address, data=answers, headers=headers))


def lot(screen: str, step: str, *rows: Any, **more: Any) -> str:
    """The address where a step for several rows is asked: `lot("comptes", "suspendre", one, other)`."""
    named = [f"id={getattr(row, 'id', row)}" for row in rows]
    return f"/console/{screen}/lot/{step}?" + "&".join([*named, *(f"{k}={v}" for k, v in more.items())])


@pytest.fixture
def desk(browser: Callable[..., FlaskClient]) -> Callable[..., Desk]:
    """`desk(agent)`: the console as this member of staff has it; `desk()`: a visitor's."""
    return lambda person=None, **options: Desk(browser(person, **options))


class FakeDirectory:
    """A directory that answers what the test made known."""

    def __init__(self) -> None:
        self.known: dict[str, Establishment] = {}
        self.default = State.UNKNOWN
        self.seen_at: datetime | None = None

    def find(self, siret: Siret, *, again: bool = False) -> Establishment:
        """What the test made known, and kept since `seen_at`; asked again, it tells it now."""
        found = self.known.get(str(siret)) or Establishment(siret, self.default)
        return replace(found, seen_at=None if again else self.seen_at)

    def search(self, text: str, limit: int) -> list[Establishment]:
        """Those of these names and town that the test made known."""
        return naming.search_among(self.known.values(), text, limit)

    def list_open_sites(self, siren: str, limit: int) -> list[Establishment]:
        """Those of a legal unit that the test made known as open."""
        return [
            site for site in self.known.values() if site.state is State.OPEN and site.siret.siren == siren
        ][:limit]

    def list_successors(self, siret: Siret) -> list[Establishment]:
        """Nobody follows anybody here."""
        return []

    def holding(self) -> None:
        """It is no local one."""

    def add(self, siret: Siret, state: State = State.OPEN, **facts: Any) -> Establishment:
        """Makes an establishment known."""
        known = {
            "name": "LE HAVRE SEINE METROPOLE",
            "address": "HOTEL DE LA COMMUNAUTE\n19 RUE GEORGES BRAQUE",
            "postcode": "76085",
            "city": "LE HAVRE CEDEX",
            "kind": CompanyKind.LOCAL_AUTHORITY,
            "legal_category": "7343",
        }
        self.known[str(siret)] = Establishment(siret, state, **{**known, **facts})
        return self.known[str(siret)]


@pytest.fixture
def directory(app: Flask) -> Any:
    """The directory of this application, for the time of a test."""
    kept = app.extensions["bascule.directory"]
    app.extensions["bascule.directory"] = known = FakeDirectory()
    yield known
    app.extensions["bascule.directory"] = kept


@pytest.fixture
def record(app: Flask) -> Callable[..., Concession]:
    """`record(title=…, siret=…)`: a record of the old portal, whose code is CODE."""

    def make(title: str = "", code: str | None = CODE, **facts: Any) -> Concession:
        number = next(_numbers)
        known = {
            "siret": str(people.new_siret()),
            "phone": "+33235223344",
            "email": f"ancien{number}@example.org",
        }
        with transaction() as session:
            made = Concession(
                reference=f"ECR-{number:05d}", kind="voirie", imported_at=now(), **{**known, **facts}
            )
            made.name(title or f"Réseaux d’Été – Lot {number}")
            if code:
                made.set_code(code)
            made.refresh_search()
            session.add(made)
        return made

    return make


def again(row: Any) -> Any:
    """The row as the database holds it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row
