"""A server's start and the memory of its workers: at the first answer, and after two hundred varied pages."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import select

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import config
from bench import house
from bench.peers.pages import Visitor
from bench.peers.servers import memory, ours
from bench.timing import table
from console import create_app, demo
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.base import db
from models.permissions import Role
from models.staff import Agent
from models.storage import schema
from tests.support import people

RECORDS = 2_000
PAGES = 200
LISTS = (
    "concessions", "rattachements", "rattachements/controle", "structures", "comptes", "courriels",
    "demandes", "dossiers", "journal",
)  # fmt: skip
STAFF = (
    "", *(f"{name}/" for name in LISTS), "concessions/?etat=free", "concessions/?search=lot",
    "concessions/details/?id={id}", "structures/details/?id={id}", "rattachements/details/?id={id}",
    "comptes/details/?id={id}", "concessions/{id}/rattacher", "comptes/new/", "structures/new/",
    "migration/?q={siret}", "aller/?q={siret}", "pilotage/", "roles/", "mon-compte", "journal/verification/",
    "concessions/export/csv/",
)  # fmt: skip
COMPANY = (
    "tableau-de-bord", "mon-compte", "rattachements/voirie/nouveau", "faq",
    "aide", "cgu", "mon-compte/modifier", "static/bootstrap.css",
)  # fmt: skip


def run(records: int = RECORDS) -> None:
    """Serves a demonstration with two workers, and asks for pages of both sites in turns."""
    env = house.environment()
    settings = config.read(env)
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        demo.make(records, with_staff=True)
        samples = {"id": range(2, 40), "siret": _sirets()}
        cookies = [_cookie(app, person) for person in _readers()]
        db.engine.dispose()
    with ours(env) as server:
        begun = memory(server.pid)
        _walk([Visitor(server, samples, cookie) for cookie in cookies])
        rows = [
            [number, *before, *after]
            for number, (before, after) in enumerate(zip(begun, memory(server.pid), strict=True), 1)
        ]
        heads = ["worker", "RSS, MB", "PSS, MB", f"RSS after {PAGES} pages", "PSS after them"]
        table(f"Web workers (first answer after {server.start:.2f} s)", heads, rows)


def _walk(visitors: list[Visitor]) -> None:
    places = [(visitors[0], f"/console/{page}") for page in STAFF]
    places += [(visitors[1], f"/{page}") for page in COMPANY]
    for visitor, address in itertools.islice(itertools.cycle(places), PAGES):
        status, _ = visitor.get(visitor.address_of(address))
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")


def _readers() -> list[Agent | ProAccount]:
    """A supervisor, and a person of a company."""
    supervisor = select(Agent).where(Agent.role == Role.SUPERVISOR.value)
    return [db.session.scalars(supervisor).one(), db.session.get_one(ProAccount, 1)]


def _sirets() -> list[str]:
    return list(db.session.scalars(select(Concession.siret).where(Concession.siret != "").limit(20)))


def _cookie(app: Flask, person: Agent | ProAccount) -> str:
    cookies = people.browser(app, person)._cookies.values()
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies)


if __name__ == "__main__":
    run()
