"""One process of a race over processes: says `ready`, waits for `go`, prints what became of it as JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask

from config import Settings
from models import accounts, attachments, audit
from models.accounts import merging
from models.attachments import afterwards
from models.kernel import jobs, keys, transactions
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.storage import registry
from models.values import passwords
from models.values.siret import Siret
from tests.support.racing.races import race
from tests.support.thrift import HASHER


def claims(facts: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many threads claim a record, its accounts in turn."""

    def work(number: int) -> Callable[[], Any]:
        account_id = facts["accounts"][number % len(facts["accounts"])]

        def claim() -> int:
            account = db.session.get(accounts.ProAccount, account_id)
            actor = Actor.of_account(account)
            return attachments.claim(
                account, kind="voirie", title=facts["title"], access_code=facts["code"], actor=actor
            ).id

        return claim

    return [work(number) for number in range(facts["threads"])]


def answers(facts: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many threads of a holder answer one claim, yes and no in turn."""

    def work(number: int) -> Callable[[], Any]:
        def answer() -> bool:
            claim = db.session.get_one(afterwards.HeldClaim, facts["claim"])
            holder = db.session.get_one(accounts.ProAccount, facts["holder"])
            accepts = number % 2 == 0
            afterwards.answer_claim(claim, accepts=accepts, actor=Actor.of_account(holder))
            return accepts

        return answer

    return [work(number) for number in range(facts["threads"])]


def merges(facts: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many threads of one person finish two merges, one account into the other and back, in turn."""

    def work(number: int) -> Callable[[], Any]:
        merge_id = facts["merges"][number % 2]

        def finish() -> int:
            merge = db.session.get_one(merging.AccountMerge, merge_id)
            merging.finish(merge, actor=Actor.of_account(merge.kept))
            return merge_id

        return finish

    return [work(number) for number in range(facts["threads"])]


def claimed_jobs(facts: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many workers claim jobs until none is left, and end them."""

    def work(name: str) -> Callable[[], Any]:
        def drain() -> list[int]:
            done = []
            while claimed := jobs.claim(name, 3):
                for job in claimed:
                    done.append(job.id)
                    jobs.done(job)
            return done

        return drain

    return [work(f"{os.getpid()}-{number}") for number in range(facts["threads"])]


def notes(facts: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many writers of events."""

    def note() -> None:
        for number in range(facts["each"]):
            with transaction():
                audit.record("signed-out", ("thing", number), actor=Actor.system("race"))

    return [note] * facts["threads"]


def creations(options: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many people of one name, each for a company of the list."""
    from tests.support import people

    def work(number: int) -> Callable[[], Any]:
        facts = people.facts(siret=people.Siret.parse(options["sirets"][number % len(options["sirets"])]))
        person = accounts.Person("Jean", "Valjean", f"jv{os.getpid()}.{number}@example.org", "Maire")
        return lambda: accounts.create(facts, person, actor=Actor.system("race")).identifier

    return [work(number) for number in range(options["threads"])]


def lookups(options: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many threads ask the service at that address: about the same numbers first, then about their own."""
    from console.directories import build, http
    from setting_services import Service
    from tests.support import people

    http.certificates()  # what a process loads at its first question would take the time of its answer

    settings = SimpleNamespace(directories=[Service(options["service"], options["address"], "a-key")])
    directory = build(cast(Settings, settings))

    people.begin_at(os.getpid() % 50_000 * 1_000)

    def work() -> list[str]:
        sirets = [*options["sirets"], *(people.new_siret() for _ in range(options["each"]))]
        return [directory.find(people.Siret.parse(siret)).state.value for siret in sirets]

    return [work] * options["threads"]


def questions(options: dict[str, Any]) -> list[Callable[[], Any]]:
    """So many threads ask several services the same, one after the other, and take the time.

    `seconds`: for one question and for noting its answer, where it is not the time that a page has.
    """
    from console.directories import http
    from console.directories.chain import SECONDS, Chain
    from console.directories.clients import find_client
    from console.directories.remotes import Guarded
    from models.companies.directory import answers
    from models.companies.directory import services as ledger
    from setting_services import Service

    http.certificates()
    seconds = options.get("seconds", SECONDS)
    if "seconds" in options:
        ledger.HURRY = answers.HURRY = seconds

    def alone(name: str, client: str, url: str) -> Chain:
        return Chain([Guarded(name, find_client(client).of(Service(client, url, "a-key")))], seconds)

    services = [(name, alone(name, client, url), sirets) for name, client, url, sirets in options["services"]]

    def ask(name: str, directory: Chain, siret: str) -> tuple[str, str, str, str, float]:
        began = time.monotonic()
        found = directory.find(Siret(siret))
        return name, siret, found.state.value, found.name, time.monotonic() - began

    def work() -> list[tuple[str, str, str, str, float]]:
        return [ask(name, directory, siret) for name, directory, sirets in services for siret in sirets]

    return [work] * options["threads"]


def main() -> None:
    """Prepares the database of that address as the application does, and races."""
    url, what, facts = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    app = Flask("racer")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {} if "sqlite" in url else {"pool_size": 6, "max_overflow": 4}
    db.init_app(app)
    registry.load()
    keys.install(keys.Keys("a" * 40, "b" * 40, "c" * 40))
    passwords._hasher = HASHER
    with app.app_context():
        transactions.prepare(db.engine)
        works = WORKS[what](facts)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(json.dumps(dataclasses.asdict(race(app, works))))


WORKS: dict[str, Callable[[dict[str, Any]], list[Callable[[], Any]]]] = {
    "claims": claims,
    "answers": answers,
    "merges": merges,
    "jobs": claimed_jobs,
    "notes": notes,
    "creations": creations,
    "lookups": lookups,
    "questions": questions,
}


if __name__ == "__main__":
    main()
