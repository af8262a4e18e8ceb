"""Every page that the address map offers, every way to ask a list, and the work of the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from console.jobs import periodic
from console.jobs.worker import Worker
from models.accounts import ProAccount
from models.attachments import AttachmentReferent
from models.kernel.base import db
from models.permissions import Role, allows
from models.road_openings import RoadOpeningRequest
from models.staff import Agent
from models.values.days import today
from tests.support import people
from tests.support.statements.plans import Plans
from views import access
from views.backoffice import SCREENS
from views.backoffice.kit.columns import Filter
from views.backoffice.kit.listing import Listing
from views.backoffice.kit.screen import Screen
from views.backoffice.shaping.fields import columns as added_columns

LISTS = [screen for screen in SCREENS if issubclass(screen, Screen)]
ROWS = 2
"""On a page: so that a short list has a next one."""

MACHINES = {"static", "bootstrap", "labels", "health", "metrics", "api.description"}
NOT_READ = {"portal.sign_out", "backoffice.sign_out"}


@contextmanager
def undrawn() -> Iterator[list[Listing]]:
    """Lists of two rows a page, which are kept and not drawn: what is drawn asks for nothing more."""
    shown: list[Listing] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screen, "page_size", ROWS)
        patch.setattr(Screen, "render", lambda *_, listing=None, **__: shown.append(listing) or "")
        yield shown


@dataclass(frozen=True)
class People:
    """Browsers of one member of staff of each role, and of the company's person who holds the most."""

    staff: dict[Role, Any]
    company: Any
    siret: str
    attachment: int
    request: int


def signed_in(app: Flask) -> People:
    """Those of the demonstration, signed in."""
    staff = {Role(agent.role): people.browser(app, agent) for agent in db.session.scalars(select(Agent))}
    referents = select(AttachmentReferent.account_id).group_by(AttachmentReferent.account_id)
    account_id = db.session.scalar(referents.order_by(func.count().desc()).limit(1))
    account = db.session.get_one(ProAccount, account_id)
    held = select(func.min(AttachmentReferent.attachment_id)).where(
        AttachmentReferent.account_id == account_id
    )
    requests = select(func.min(RoadOpeningRequest.id)).where(RoadOpeningRequest.account_id == account_id)
    numbers = [db.session.scalar(query) or 1 for query in (held, requests)]
    found = People(staff, people.browser(app, account), account.company.siret, *numbers)
    db.session.rollback()
    return found


class Tour:
    """Who walks where; `plans` hears what is asked, `answers` is what came of each address."""

    def __init__(self, app: Flask, people: People, plans: Plans) -> None:
        self.app, self.people, self.plans = app, people, plans
        self.answers: dict[str, int] = {}
        self.program: Any = None
        """Who reads with a key."""

    def look_again(self, screen: type[Screen]) -> Plans:
        """What the first page of a list asks now."""
        alone = Tour(self.app, self.people, Plans(self.plans.engine, self.plans.stats))
        with alone.plans.listening(), undrawn() as shown:
            alone._ask(screen, shown, {})
        return alone.plans

    def client(self, endpoint: str) -> Any:
        """The browser of somebody who may go there."""
        rule, roles = access.rules(self.app)[endpoint], (Role.SUPERVISOR, Role.ADMIN, Role.AGENT)
        wanted = rule.permission if rule is not None else None
        return next(self.people.staff[role] for role in roles if wanted is None or allows(role, wanted))

    # -- lists

    def lists(self) -> None:
        """Every list: each filter, each sort both ways, searches; the first page, the next, the last."""
        with undrawn() as shown:
            for screen in LISTS:
                if screen.index_view is not Screen.index_view:
                    continue  # a page of its own, which is read with the pages
                orders = self._orders(screen)
                for order in orders:
                    self._ask(screen, shown, order, ("next", "last", "previous"))
                for narrowed in self._narrowed(screen):
                    self._ask(screen, shown, narrowed, ("next",))
                    for order in orders[1::2]:
                        self._ask(screen, shown, {**narrowed, **order})

    def _ask(
        self, screen: type[Screen], shown: list[Listing], args: dict[str, str], ways: Sequence[str] = ()
    ) -> None:
        """The first page of a list, then where the links of each page lead."""
        endpoint = f"{screen.endpoint}.index_view"
        client, address = self.client(endpoint), f"/console/{screen.address}/?{urlencode(args)}"
        self.plans.at(" ".join([screen.endpoint, *(f"{name}={value}" for name, value in args.items())]))
        for way in ("", *ways):
            if way and not (address := getattr(shown[-1], way)):
                break
            assert client.get(address).status_code == 200, address
        shown.clear()

    def _orders(self, screen: type[Screen]) -> list[dict[str, str]]:
        sorts = [index for index, column in enumerate(screen.columns) if column.sort]
        return [{}, *({"sort": str(index), "desc": desc} for index in sorts for desc in "01")]

    def _narrowed(self, screen: type[Screen]) -> Iterator[dict[str, str]]:
        with self.app.test_request_context():
            added = added_columns.filters_of(screen.model, Role.SUPERVISOR)
        for wanted in (*screen.filters, *added):
            for value in self._different(screen, wanted):
                yield {wanted.name: value}
        if screen.is_searchable:
            for text in self._texts(screen):
                yield {"search": text}

    def _different(self, screen: type[Screen], wanted: Filter) -> Iterator[str]:
        """A value for each clause that the filter may become: the same clause plans alike."""
        known = set()
        for value in self._values(wanted):
            with self.app.test_request_context():
                clause = str(wanted.clause(screen.model, wanted.read(value)))
                db.session.rollback()
            if clause not in known:
                known.add(clause)
                yield value

    def _values(self, wanted: Filter) -> list[str]:
        if wanted.control == "date":
            return [today().isoformat()]
        if wanted.reads is not None:
            return [
                next(
                    text
                    for text in ("concession-1", "1", "a" * 32, "2026-11-23", "code")
                    if _reads(wanted, text)
                )
            ]
        if wanted.control == "hidden":
            return ["1"]
        with self.app.test_request_context():
            values = [value for value, _ in wanted.listed()]
            db.session.rollback()
        return values if wanted.control == "select" else [*values, "a"][:1]

    def _texts(self, screen: type[Screen]) -> list[str]:
        """One word, two, the beginning of one, a company's number."""
        model = screen.searched or screen.model
        # By its number: which row an engine gives first tells what ran before, not what is searched.
        first = select(model.search).order_by(*inspect(model).primary_key).limit(1)
        with self.app.app_context():
            words = sorted((db.session.scalar(first) or "").split(), key=len)
            db.session.rollback()
        return [words[-1], f"{words[-1]} {words[-2]}", words[-1][:2], self.people.siret]

    # -- pages

    def pages(self) -> None:
        """Every address that is read, and what a caller may say."""
        for rule in self.app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in MACHINES | NOT_READ:
                continue
            client = self._who_reads(rule)
            self.plans.at(rule.endpoint)
            with self.app.app_context():
                address = self._address(rule)
            self.answers[rule.endpoint] = client.get(address).status_code
        for text in (self.people.siret, self.people.siret[:9], "le havre", "lo"):
            for endpoint, name in (("assistance.index", "q"), ("palette.index", "q")):
                rule = next(self.app.url_map.iter_rules(endpoint))
                self.plans.at(f"{endpoint} {name}={text}")
                self.people.staff[Role.AGENT].get(rule.rule, query_string={name: text})

    def _who_reads(self, rule: Rule) -> Any:
        if access.is_api(rule.rule):
            return self.program
        return self.client(rule.endpoint) if access.is_console(rule.rule) else self.people.company

    def _address(self, rule: Rule) -> str:
        number = self._id(rule.endpoint)
        values = {name: _plausible(name, rule._converters[name], number) for name in rule.arguments}
        address = self.app.url_map.bind("localhost").build(rule.endpoint, values)
        return (
            f"{address}?id={number}" if rule.endpoint.endswith((".details_view", ".edit_view")) else address
        )

    def _id(self, endpoint: str) -> int:
        """A row that the page may show: the first of the screen, or one that the company holds."""
        screen = next((screen for screen in LISTS if endpoint.startswith(f"{screen.endpoint}.")), None)
        if screen is not None:
            key = screen.model.__table__.primary_key.columns[0]
            return int(db.session.scalar(select(func.min(key)).where(*screen.scope())) or 1)
        return self.people.request if endpoint.startswith("portal.request") else self.people.attachment

    # -- the worker

    def work(self) -> None:
        """What is done again and again, and what is owed."""
        with self.app.app_context():
            for task in periodic.TASKS:
                self.plans.at(f"task {task.name}")
                task.do(Path(self.app.instance_path))
                db.session.remove()
        self.plans.at("worker")
        Worker(self.app).run_once()


def _reads(wanted: Filter, text: str) -> bool:
    try:
        wanted.read(text)
    except ValueError:
        return False
    return True


def _plausible(name: str, converter: Any, number: int) -> Any:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    known = {"export_type": "csv", "kind": "voirie"}
    return known.get(name) or (number if isinstance(converter, IntegerConverter) else str(number))
