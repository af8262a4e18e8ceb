"""A copy of a database rewritten in each way: the command and the console's page name the first bad event."""

from __future__ import annotations

import contextlib
import json
import shutil
import urllib.parse

import psycopg
import pytest
from sqlalchemy import create_engine, text

from console.jobs.worker import Worker
from models import accounts, audit
from models.audit.chain import GENESIS, detail_digest, event_digest
from models.audit.writing import CHAINED, SALTED
from models.kernel import keys
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.permissions import Role
from models.staff.queries import list_supervisors
from tests.conftest import KEYS
from tests.support import people
from tests.support.engines import postgresql
from tests.support.records import by, of
from tests.views.backoffice.conftest import Desk

HERE = "/console/journal/verification/"


@pytest.fixture
def audit_log(app, agent):
    """A dozen events, with people, values and reasons in them."""
    account = people.active()
    accounts.suspend(account, reason="Doute sur l’appelante", actor=by(agent, ip="192.0.2.4"))
    accounts.restore(account, reason="Levé", actor=by(agent))
    accounts.correct(account, version=account.version, last_name="Autre", actor=by(agent))
    people.staff(Role.SUPERVISOR)
    for _ in range(4):
        with transaction():
            audit.record("signed-out", account, actor=of(account))
    return audit.verify()


@pytest.fixture
def copy(house, audit_log):
    """Makes the copy, rewrites it as its owner could, and gives its address."""
    with contextlib.ExitStack() as stack:

        def rewrite(statements):
            db.session.rollback()
            db.engine.dispose()  # nobody may hold what is copied
            url = stack.enter_context(copied(house))
            with standing(url) as engine, engine.begin() as connection:
                for statement in freed(connection):
                    connection.exec_driver_sql(statement)
                for each in statements:
                    each(connection) if callable(each) else connection.execute(text(each))
            return url

        yield rewrite


@contextlib.contextmanager
def copied(house):
    """A copy of the house's database, gone at the end."""
    if house.file is not None:
        for path in house.folder.glob("copy.db*"):
            path.unlink()
        shutil.copy(house.file, house.folder / "copy.db")
        yield f"sqlite:///{house.folder}/copy.db"
        return
    parts = urllib.parse.urlsplit(house.url)
    name = parts.path[1:]
    with psycopg.connect(postgresql(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
        yield parts._replace(path=f"/{name}_copy").geturl()
        server.execute(f'DROP DATABASE "{name}_copy" WITH (FORCE)')


@contextlib.contextmanager
def standing(url):
    """An engine of our own, let go of at the end."""
    engine = create_engine(url)
    yield engine
    engine.dispose()


def freed(connection):
    """What takes the triggers out of the way."""
    if connection.dialect.name == "postgresql":
        return ["SET LOCAL session_replication_role = replica"]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
    return [f"DROP TRIGGER {name}" for name in connection.exec_driver_sql(query).scalars()]


def moved(first, by_):
    """Statements that renumber the events from one on."""
    statements = []
    for table in ("audit_events", "audit_details"):
        statements += [
            f"UPDATE {table} SET sequence = sequence + 1000 WHERE sequence >= {first}",
            f"UPDATE {table} SET sequence = sequence - {1000 - by_} WHERE sequence > 1000",
        ]
    return statements


def gone(where):
    return [f"DELETE FROM {table} WHERE sequence {where}" for table in ("audit_details", "audit_events")]


def swapped(*tables):
    return [
        f"UPDATE {table} SET sequence = {new} WHERE sequence = {old}"
        for table in tables
        for old, new in ((5, 1000), (6, 5), (1000, 6))
    ]


def forged(place, key, **changes):
    """An event like the fifth, at that place, whose digests are right in all but the key."""

    def insert(connection):
        event, side = held(connection, 5)
        event, side = {**event, "sequence": place}, {**side, "sequence": place, **changes}
        previous = connection.execute(
            text(f"SELECT digest FROM audit_events WHERE sequence = {place - 1}")
        ).scalar_one()
        chain(event, side, key, previous)
        for table, row in (("audit_events", event), ("audit_details", side)):
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)

    return insert


def rewritten(key, **changes):
    """The fifth event's detail changed, then everything from there on chained anew under that key."""

    def work(connection):
        last = connection.execute(text("SELECT max(sequence) FROM audit_events")).scalar_one()
        previous = connection.execute(text("SELECT digest FROM audit_events WHERE sequence = 4")).scalar_one()
        for sequence in range(5, last + 1):
            event, side = held(connection, sequence)
            if sequence == 5:
                side |= changes
            previous = chain(event, side, key, previous)
            for table, row in (("audit_events", event), ("audit_details", side)):
                columns = ", ".join(f"{name} = :{name}" for name in row)
                connection.execute(text(f"UPDATE {table} SET {columns} WHERE sequence = :sequence"), row)

    return work


def held(connection, sequence):
    """The two rows of an event."""
    return [
        dict(connection.execute(text(f"SELECT * FROM {table} WHERE sequence = {sequence}")).mappings().one())
        for table in ("audit_events", "audit_details")
    ]


def chain(event, side, key, previous):
    """Gives both rows the digests that the chain would."""
    event["detail_digest"] = detail_digest(side["salt"], [side[name] for name in SALTED])
    event["digest"] = event_digest(key, previous, event["at"], [event[name] for name in CHAINED])
    return event["digest"]


GUESSED = b"not the key"
OURS = keys.Keys(*KEYS.values()).audit_bytes

TAMPERED = {
    "a byte of an event": (["UPDATE audit_events SET role = 'agenT' WHERE sequence = 5"], 5),
    "a byte of a detail": (
        ["UPDATE audit_details SET reason = 'Doute sur l’appelant!' WHERE sequence = 5"],
        5,
    ),
    "a deleted event": (gone("= 5"), 5),
    "a deleted event, the others moved up": ([*gone("= 5"), *moved(6, -1)], 5),
    "two swapped events": (swapped("audit_events", "audit_details"), 5),
    "two swapped details": (swapped("audit_details"), 5),
    "an inserted event with a plausible digest": ([*moved(6, 1), forged(6, GUESSED, reason="Autre")], 6),
    "an event twice, with a plausible digest": ([*moved(6, 1), forged(6, GUESSED)], 6),
    "an appended event with a plausible digest": ([forged(13, GUESSED, reason="Autre")], 13),
    "everything chained anew under another key": ([rewritten(GUESSED, reason="Autre")], 5),
    "a personal value": (["UPDATE audit_details SET ip = '192.0.2.5' WHERE sequence = 5"], 5),
    "the digest of a personal value": (
        ["UPDATE audit_events SET detail_digest = 'x' || substr(detail_digest, 2) WHERE sequence = 5"],
        5,
    ),
    "a detail torn out": (["DELETE FROM audit_details WHERE sequence = 5"], 5),
    "a personal value emptied without an erasure": (
        ["UPDATE audit_details SET actor_name = NULL WHERE sequence = 5"],
        5,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_the_command_and_the_page_name_the_first_bad_event(copy, audit_log, bascule, make_app, how):
    assert audit_log == 12
    statements, first = TAMPERED[how]
    url = copy(statements)
    found = bascule("audit", "verify", database_url=url)
    assert (found.exit_code, found.stdout) == (1, f"{first}\n")
    with on(url, make_app) as (app, desk):
        assert f"Rompu à l’événement n° {first} " in checked(app, desk).text + " "


@contextlib.contextmanager
def on(url, make_app):
    """The console on the copy, as a supervisor has it."""
    app = make_app(database_url=url)
    with app.app_context():
        [supervisor] = list_supervisors()
        yield app, Desk(people.browser(app, supervisor))
        db.session.remove()
        db.engine.dispose()


def checked(app, desk):
    """The page once a worker has verified."""
    desk.post(HERE, {"csrf_token": desk.open(HERE).token})
    db.session.rollback()
    Worker(app).run_once()
    return desk.open(HERE)


def test_an_erased_personal_value_leaves_the_copy_verifiable(copy, audit_log, bascule, make_app):
    audit.erase([5], reason="Douze mois", actor=people.SYSTEM)
    url = copy([])
    found = bascule("audit", "verify", database_url=url)
    assert (found.exit_code, found.stdout) == (0, "13\n")
    with on(url, make_app) as (app, desk):
        assert "Intact" in checked(app, desk).text


@pytest.mark.parametrize("change", ["detail_digest = 'x' || substr(detail_digest, 2)", "role = 'admin'"])
def test_what_is_left_of_an_erased_event_is_still_held(copy, audit_log, bascule, change):
    audit.erase([5], reason="Douze mois", actor=people.SYSTEM)
    found = bascule(
        "audit", "verify", database_url=copy([f"UPDATE audit_events SET {change} WHERE sequence = 5"])
    )
    assert (found.exit_code, found.stdout) == (1, "5\n")


@pytest.mark.parametrize(
    ("statements", "first"),
    [(gone("> 9"), 10), ([rewritten(OURS, reason="Autre")], 12)],
    ids=["a cut tail", "everything chained anew under the key itself"],
)
def test_what_the_chain_alone_cannot_tell_a_kept_head_betrays(
    copy, audit_log, bascule, make_app, tmp_path, statements, first
):
    head = audit.head()
    assert head["digest"] != GENESIS
    (tmp_path / "head.json").write_text(json.dumps(head))
    url = copy(statements)
    assert bascule("audit", "verify", database_url=url).exit_code == 0
    found = bascule("audit", "verify", "--head", tmp_path / "head.json", database_url=url)
    assert (found.exit_code, found.stdout) == (1, f"{first}\n")
    with on(url, make_app) as (_, desk):
        page = desk.open(HERE)
        answers = {"csrf_token": page.token, "head": (tmp_path / "head.json").read_text()}
        assert desk.post(f"{HERE}tete", answers).status == 303
        assert f"Rompu à l’événement n° {first} " in desk.open(HERE).text + " "
