"""Nobody learns what exists: one status, one page, and one amount of work, which a clock would tell.

`bench/secrecy.py` measures the same with a clock, on a served site.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from models import accounts, attachments
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.concessions.access_codes import TitleLock
from models.concessions.tries import PAUSE
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, WRONG, concession, of
from tests.support.statements.work import Work, watched

pytestmark = pytest.mark.both_engines("what is asked must be the same whatever is there")

Case = tuple[Work, int, str]
ATTACH = "/rattachements/voirie/nouveau"


def ask(client: FlaskClient, address: str, **typed: str) -> Case:
    """Sends a form; what it cost, its status, and its page without what differs by itself."""
    token = people.csrf(client, "/aide")
    with watched(db.engine) as work:
        answer = client.post(address, data={"csrf_token": token, **typed})
    text = answer.text
    for value in typed.values():
        text = text.replace(str(escape(value)), "…")
    text = re.sub(r'name="(csrf_token|submission)"([^>]*) value="[^"]*"', r'name="\1"\2', text)
    return work, answer.status_code, text


def same(cases: dict[str, Case]) -> None:
    """All of them answer alike, and ask the database for as much."""
    (_, _, page), *_ = cases.values()
    assert {status for _, status, _ in cases.values()} == {next(iter(cases.values()))[1]}
    for name, (_, _, text) in cases.items():
        assert text == page, name
    for what in ("commits", "writes", "reads"):
        counted = {name: getattr(work, what) for name, (work, _, _) in cases.items()}
        slack = {"commits": 0, "writes": 2, "reads": 2}[what]
        assert max(counted.values()) - min(counted.values()) <= slack, (what, counted)


def locked(**facts: Any) -> Any:
    """A record whose title failures have locked."""
    record = concession()
    with transaction() as session:
        session.add(TitleLock(title_digest=record.title_digest, **{"failures": 8, "closures": 0, **facts}))
    return record


@pytest.fixture
def served(app: object) -> Any:
    """A free record whose code has served another company."""
    record, other = concession(), people.active()
    bound = attachments.claim(other, kind="voirie", title=record.title, access_code=CODE, actor=of(other))
    attachments.detach(bound, reason="à la demande du référent", actor=of(other))
    return record


def test_whatever_is_wrong_with_a_title_or_a_code_is_one_answer(app: Any, served: Any) -> None:
    wrong = {
        "unknown title": ("Un titre que personne ne porte", WRONG),
        "wrong code": (concession().title, WRONG),
        "paused": (locked(paused_until=now() + PAUSE).title, CODE),
        "blocked": (locked(failures=16, closed_at=now(), closures=1).title, CODE),
        "weak code": (concession(code="1234").title, "1234"),
        "closed record": (concession(closed=True).title, CODE),
        "another company's code": (served.title, CODE),
    }
    client = people.browser(app, people.active())
    for _ in range(2):
        same({name: ask(client, ATTACH, title=t, access_code=c) for name, (t, c) in wrong.items()})
    title, code = wrong["wrong code"]
    for _ in range(4):
        case = ask(client, ATTACH, title=title, access_code=code)
    same({"the sixth": case, "unknown": ask(client, ATTACH, title="Encore un autre", access_code=WRONG)})


@pytest.fixture
def names(app: object, account: ProAccount) -> dict[str, str]:
    """Identifiers of every sort."""
    suspended, erased = people.active(), people.active()
    accounts.suspend(suspended, reason="Doute", actor=people.SYSTEM)
    known = {
        "nobody": "pro.person.unknown",
        "active": account.identifier,
        "pending": people.pending().identifier,
        "suspended": suspended.identifier,
        "erased": erased.identifier,
    }
    accounts.erase(erased, reason="Demande", actor=people.SYSTEM)
    return known


def test_no_sign_in_tells_who_has_an_account(app: Any, names: dict[str, str]) -> None:
    client = people.browser(app)
    for _ in range(7):  # the first and the fifth leave an event, the fifth a mail, the others wait
        same(
            {
                name: ask(client, "/connexion", identifier=identifier, password="Ce-n’est-pas-lui-12")
                for name, identifier in names.items()
            }
        )


def test_staffs_sign_in_tells_nothing_either(app: Any, agent: Any) -> None:
    client = people.browser(app)
    for _ in range(6):
        cases = {}
        for name in (agent.email, "personne@example.org"):
            token = people.csrf(client, "/console/connexion")
            with watched(db.engine) as work:
                typed = {"csrf_token": token, "email": name, "password": "Ce-n’est-pas-lui-12"}
                answer = client.post("/console/connexion", data=typed)
            cases[name] = (work, answer.status_code, "")
        same(cases)


@pytest.mark.parametrize("what", ["identifier", "email"])
def test_what_was_forgotten_tells_nothing(app: Any, names: dict[str, str], what: str) -> None:
    addresses: dict[str, Callable[[str], str]] = {
        "identifier": lambda identifier: identifier,
        "email": lambda identifier: getattr(find_by_identifier(identifier), "email", "x@example.org"),
    }
    typed = {name: addresses[what](identifier) for name, identifier in names.items()}
    client = people.browser(app)
    address = "/mot-de-passe-oublie" if what == "identifier" else "/identifiant-oublie"
    for _ in range(4):
        same({name: ask(client, address, **{what: value}) for name, value in typed.items()})
