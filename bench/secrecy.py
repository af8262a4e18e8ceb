"""What a clock could tell: answers that must not differ, measured on a served site, case by case.

`python -m bench.secrecy [ROUNDS]`; status and page are compared too, and a difference of medians over five
milliseconds ends it with 1.
"""

from __future__ import annotations

import http.client
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import config
from bench.timing import table
from console import create_app
from models import accounts
from models.accounts import ProAccount
from models.concessions.access_codes import TitleLock
from models.concessions.tries import PAUSE
from models.kernel.access.sessions import open_
from models.kernel.actors import Site as Door
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values import passwords
from tests.support import people
from tests.support.records import concession
from tests.support.servers.site import Site

ROUNDS = 200
MOST_MS = 5.0
TRIES_EACH = 4
"""Of one name in a row: below the fifth failure, which makes it wait."""

ATTACH, SIGN_IN = "/rattachements/voirie/nouveau", "/connexion"
WRONG_PASSWORD = "Ce-n’est-pas-lui-12"


@dataclass
class Case:
    """One way of being wrong: what is sent, by whom, and what came back."""

    name: str
    sent: list[tuple[Browser, str, dict[str, str]]]
    taken: list[float] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)


class Browser:
    """Somebody at an address of their own, behind the one proxy that the site trusts."""

    count = 0

    def __init__(self, site: Site, cookie: str = "") -> None:
        Browser.count += 1
        self.port, self.cookie = site.port, cookie
        self.address = f"198.18.{Browser.count // 250}.{Browser.count % 250}"
        self.token = ""

    def ask(
        self, line: http.client.HTTPConnection, method: str, address: str, body: str = ""
    ) -> tuple[int, str]:
        """One request on an open connection."""
        heads = {"X-Forwarded-For": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, address, body, heads | ({"Cookie": self.cookie} if self.cookie else {}))
        answer = line.getresponse()
        text = answer.read().decode()
        if (new := answer.getheader("Set-Cookie")) and not self.cookie:
            self.cookie = new.partition(";")[0]
        return answer.status, text

    def prepare(self, line: http.client.HTTPConnection) -> None:
        """Takes a form's token, as a browser does by opening the page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(line, "GET", "/aide")[1])
        assert found is not None
        self.token = found.group(1)

    def send(self, line: http.client.HTTPConnection, address: str, typed: dict[str, str]) -> tuple[int, str]:
        """Sends a form; the page without what differs by itself."""
        body = urlencode({"csrf_token": self.token, **typed})
        status, text = self.ask(line, "POST", address, body)
        for value in typed.values():
            text = text.replace(escape(value), "…").replace(escape(value).replace("&#x27;", "&#39;"), "…")
        return status, re.sub(r'name="(csrf_token|submission)"([^>]*) value="[^"]*"', r'name="\1"\2', text)


def measure(site: Site, title: str, cases: list[Case]) -> bool:
    """Sends the cases in turn, so that whatever slows the machine slows them all; prints their table."""
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    for browser in {id(entry): entry for case in cases for entry, _, _ in case.sent}.values():
        browser.prepare(line)
    for number, turn in enumerate(zip(*(case.sent for case in cases), strict=True)):
        order = list(zip(cases, turn, strict=True))
        for case, (browser, address, typed) in order[number % len(order) :] + order[: number % len(order)]:
            began = time.perf_counter()
            answer = browser.send(line, address, typed)
            case.taken.append((time.perf_counter() - began) * 1_000)
            case.answers.append(answer)
    line.close()
    medians = [statistics.median(case.taken) for case in cases]
    rows: list[list[object]] = []
    for case, middle in zip(cases, medians, strict=True):
        statuses = "/".join(str(status) for status in sorted({status for status, _ in case.answers}))
        worst = statistics.quantiles(case.taken, n=20)[-1]
        rows.append([case.name, len(case.taken), statuses, middle, middle - medians[0], worst])
    table(title, ["case", "requests", "status", "median, ms", "beside the first, ms", "95 %, ms"], rows)
    # Each turn is one person's, whose name stands on the page.
    same = all(len(set(turn)) == 1 for turn in zip(*(case.answers for case in cases), strict=True))
    apart = max(medians) - min(medians)
    print(f"\nOne status, one page: {'yes' if same else 'NO'}. Medians within {apart:.2f} ms.")
    return same and apart <= MOST_MS


# -- who and what


def active(how_many: int, hashed: str, prefix: str) -> list[ProAccount]:
    """Active accounts that share one password."""
    made = []
    for number in range(how_many):
        account = people.pending(email=f"{prefix}.{number}@example.org")
        with transaction():
            moment = now()
            account.password_hash, account.terms_version = hashed, "1"
            account.activated_at = account.data_accepted_at = account.terms_accepted_at = moment
        made.append(account)
    return made


def signed_in(app: Flask, site: Site, account: ProAccount) -> Browser:
    """A browser in which this person is signed in."""
    sessions = app.session_interface
    value = sessions.signer(Door.PORTAL).dumps({"secret": open_(Door.PORTAL, account=account)})  # type: ignore[attr-defined]
    return Browser(site, f"{sessions.name[Door.PORTAL]}={value}")  # type: ignore[attr-defined]


def titles(how_many: int, *, code: str = "7351", closed: bool = False, **lock: object) -> list[str]:
    """Titles of free records, under a lock or not."""
    made = []
    for _ in range(how_many):
        record = concession(code=code, closed=closed)
        made.append(record.title)
        if lock:
            with transaction() as session:
                facts = {"failures": 8, "closures": 0, **lock}
                session.add(TitleLock(title_digest=record.title_digest, **facts))
    return made


def claims(app: Flask, site: Site, hashed: str, rounds: int, hammered: bool) -> list[Case]:
    """The ways in which a title or a code is wrong; `hammered`: by one account that never stops."""
    many = 1 if hammered else rounds
    wrong = {
        "unknown title": ([f"Un titre que personne ne porte, {n}" for n in range(many)], "9134"),
        "unknown title, again": ([f"Un autre que personne ne porte, {n}" for n in range(many)], "9134"),
        "wrong code": (titles(many), "9134"),
        "paused, right code": (titles(many, paused_until=now() + PAUSE), "7351"),
        "blocked, right code": (titles(many, failures=16, closed_at=now(), closures=1), "7351"),
        "weak, right code": (titles(many, code="4747"), "4747"),
        "closed record, right code": (titles(many, closed=True), "7351"),
    }
    prefix = "hammering" if hammered else "fresh"
    persons = [signed_in(app, site, account) for account in active(many, hashed, prefix)]
    return [
        Case(
            name,
            [
                (persons[n % many], ATTACH, {"title": given[n % many], "access_code": code})
                for n in range(rounds)
            ],
        )
        for name, (given, code) in wrong.items()
    ]


def names(hashed: str, how_many: int) -> dict[str, list[ProAccount | None]]:
    """People of every sort, and nobody."""
    suspended = active(how_many, hashed, "suspended")
    for account in suspended:
        accounts.suspend(account, reason="Mesure", actor=people.SYSTEM)
    return {
        "unknown": [None] * how_many,
        "unknown, again": [None] * how_many,
        "active, wrong password": list(active(how_many, hashed, "active")),
        "not active": [people.pending() for _ in range(how_many)],
        "suspended, right password": list(suspended),
    }


def sign_ins(site: Site, known: dict[str, list[ProAccount | None]], rounds: int) -> list[Case]:
    """Each name a few times, each time from another address."""
    cases = []
    for case, (name, of_the_case) in enumerate(known.items()):
        sent = []
        for number in range(rounds):
            account = of_the_case[number // TRIES_EACH]
            identifier = account.identifier if account else f"pro.nobody.n{case}x{number // TRIES_EACH}"
            password = people.PRO_PASSWORD if "right" in name else WRONG_PASSWORD
            sent.append((Browser(site), SIGN_IN, {"identifier": identifier, "password": password}))
        cases.append(Case(name, sent))
    return cases


def forgotten(
    site: Site, known: dict[str, list[ProAccount | None]], rounds: int, field_name: str, address: str
) -> list[Case]:
    """What was forgotten, asked for by people of every sort."""
    cases = []
    for name, of_the_case in known.items():
        sent = []
        for number in range(rounds):
            account = of_the_case[number % len(of_the_case)]
            value = getattr(account, field_name) if account else f"pro.nobody.n{number}"
            value += "" if account or field_name == "identifier" else "@example.org"
            sent.append((Browser(site), address, {field_name: value}))
        cases.append(Case(name.replace(", wrong password", "").replace(", right password", ""), sent))
    return cases


def served(folder: Path) -> Iterator[tuple[Flask, Site]]:
    """A site with a trusted proxy before it and no worker, and the application that fills it."""
    site = Site(folder, BASCULE_TRUSTED_PROXIES="1")
    site.command("init")
    app = create_app(config.read(site.env))
    with app.app_context():
        yield app, site


def run(rounds: int = ROUNDS) -> bool:
    """Measures all of it; whether nothing was told."""
    with tempfile.TemporaryDirectory(prefix="bascule-secrecy-") as folder:
        for app, site in served(Path(folder)):
            hashed = passwords.hash_(people.PRO_PASSWORD)
            known = names(hashed, -(-rounds // TRIES_EACH))
            measured = {
                "Title and code, each try by somebody fresh": claims(app, site, hashed, rounds, False),
                "Title and code, by one who never stops": claims(app, site, hashed, rounds, True),
                "Sign-in": sign_ins(site, known, rounds),
                "Forgotten password": forgotten(site, known, rounds, "identifier", "/mot-de-passe-oublie"),
                "Forgotten identifier": forgotten(site, known, rounds, "email", "/identifiant-oublie"),
            }
            site.start(worker=False)
            try:
                rows = [measure(site, title, cases) for title, cases in measured.items()]
                return all(rows)
            finally:
                site.stop()
    raise AssertionError


if __name__ == "__main__":
    sys.exit(0 if run(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS) else 1)


if __name__ == "__main__":
    run()
