"""The schema that migrations make is the one that the models say, on both engines; upgrades are safe."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from models.concessions import access_codes, importing
from models.storage import ddl, registry, revisions, schema
from tests.support.engines import temporary_database

SPRING = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def url(engine, tmp_path):
    """An empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
    else:
        with temporary_database() as url:
            yield url


def spelt(options):
    return sorted((name, str(value)) for name, value in options.items() if value is not None)


def described(connection):
    """Everything that the database says of its tables, and its triggers."""
    seen = inspect(connection)
    tables = {}
    for name in seen.get_table_names():
        tables[name] = {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in seen.get_columns(name)},
            "key": sorted(seen.get_pk_constraint(name)["constrained_columns"]),
            "indexes": sorted(
                (i["name"], tuple(i["column_names"]), i["unique"], spelt(i.get("dialect_options", {})))
                for i in seen.get_indexes(name)
            ),
            "unique": sorted(
                (u["name"], tuple(u["column_names"])) for u in seen.get_unique_constraints(name)
            ),
            "checks": sorted((c["name"], c["sqltext"]) for c in seen.get_check_constraints(name)),
            "references": sorted(
                (f["name"], tuple(f["constrained_columns"]), f["referred_table"])
                for f in seen.get_foreign_keys(name)
            ),
        }
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return tables, sorted(row[0] for row in connection.exec_driver_sql(query))


def reading(url):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def describe(url):
    for connection in reading(url):
        return described(connection)


def test_migrations_make_the_schema_of_the_models(url, engine, tmp_path):
    assert schema.upgrade(url)
    migrated = describe(url)
    if engine == "sqlite":
        schema.make_fresh(f"sqlite:///{tmp_path}/fresh.db")
        fresh = describe(f"sqlite:///{tmp_path}/fresh.db")
    else:
        with temporary_database() as other:
            schema.make_fresh(other)
            fresh = describe(other)
    assert sorted(migrated[0]) == sorted(fresh[0])
    for name in fresh[0]:
        assert migrated[0][name] == fresh[0][name], name
    assert migrated[1] == fresh[1]


def test_nothing_is_left_to_migrate(url):
    schema.upgrade(url)
    for connection in reading(url):
        context = MigrationContext.configure(
            connection, opts={"include_name": schema.is_ours, "compare_type": True}
        )
        assert compare_metadata(context, registry.load().metadata) == []
        assert revisions.current(connection) == revisions.head()
        assert ddl.missing_triggers(connection) == []


def test_a_second_upgrade_changes_nothing(url):
    assert schema.upgrade(url)
    before = describe(url)
    assert not schema.upgrade(url)
    assert describe(url) == before


def test_an_upgrade_puts_back_a_trigger_that_was_lost(url):
    schema.upgrade(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        name = ddl.TRIGGERS[engine.dialect.name][0]
        on = "" if engine.dialect.name == "sqlite" else " ON audit_events"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        assert ddl.missing_triggers(connection) == [name]
    schema.upgrade(url)
    with engine.connect() as connection:
        assert ddl.missing_triggers(connection) == []
    engine.dispose()


def test_a_filter_that_was_kept_for_a_list_stays_with_it_under_the_name_of_today(url):
    tables = registry.load().metadata.tables
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0014")
        who = {"email": "a@example.org", "email_key": "a", "name": "A", "role": "agent", "created_at": SPRING}
        connection.execute(tables["agents"].insert().values(id=1, search="", **who))
        for name in ("requests", "cases"):
            kept = {"agent_id": 1, "screen": name, "name": name, "name_key": name, "query": "etat=x"}
            connection.execute(tables["saved_filters"].insert().values(created_at=SPRING, **kept))
    assert schema.upgrade(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, screen FROM saved_filters ORDER BY name").all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("cases", "cases"), ("requests", "road_openings")]


def test_cases_of_earlier_are_found_by_their_number(url):
    cases = registry.load().metadata.tables["cases"]
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0045")
        known = {
            "kind": "help",
            "subject": "Code",
            "search": "code",
            "created_at": SPRING,
            "stirred_at": SPRING,
        }
        connection.execute(cases.insert().values(id=42, version=1, **known))
    assert schema.upgrade(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT search FROM cases").scalar_one() == "dm 2026 0042 code"
    engine.dispose()


def test_titles_of_two_spellings_get_one_key_with_what_wrong_codes_led_to(app, url):
    tables = registry.load().metadata.tables
    titles = {
        1: ("ST ROMAIN", "st romain"),
        2: ("Saint-Romain", "saint romain"),
        3: ("Orange S A", "orange s a"),
        4: ("Station", "station"),
        5: ("Rues à Aimé", "rues a aime"),
    }
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0019")
        for number, (title, key) in titles.items():
            values = importing.blank(SPRING) | {"id": number, "reference": f"ECR-{number}", "title": title}
            values["closed_at"] = values.pop("closed") or None
            importing.derive(values)
            values |= {"title_key": key, "title_digest": access_codes.title_digest("voirie", key)}
            importing.set_code(values, "4827", "0" * 64, "k")
            connection.execute(tables["concessions"].insert().values(**values))
        for key, failures in (("st romain", 5), ("saint romain", 3), ("orange s a", 2)):
            lock = {"title_digest": access_codes.title_digest("voirie", key), "failures": failures}
            connection.execute(tables["title_locks"].insert().values(**lock, closures=0, version=1))
    assert schema.upgrade(url)
    with engine.connect() as connection:
        keys, digests, locks = (
            {row[0]: row[1] for row in connection.exec_driver_sql(f"SELECT {columns}")}
            for columns in (
                "id, title_key FROM concessions",
                "id, title_digest FROM concessions",
                "title_digest, failures FROM title_locks",
            )
        )
    engine.dispose()
    assert keys == {1: "saint romain", 2: "saint romain", 3: "orange sa", 4: "station", 5: "rues a aime"}
    assert digests == {number: access_codes.title_digest("voirie", key) for number, key in keys.items()}
    assert locks == {digests[1]: 5, digests[3]: 2}


def test_a_permit_that_was_closed_after_its_abrogation_keeps_the_number_of_its_last_dates(app, url):
    tables = registry.load().metadata.tables
    # Its number, its moves after the filing, what stands there, what should.
    stories = (
        (1, [("moved", "abrogee", "")], "AR-9", ""),
        (2, [("dates-granted", "accordee", "AR-2"), ("moved", "abrogee", "")], "AR-9", "AR-2"),
        (3, [("dates-granted", "accordee", "AR-3"), ("moved", "travaux-commences", "")], "AR-3", "AR-3"),
        (4, [], "AR-4", "AR-4"),
    )
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0070")
        values = importing.blank(SPRING) | {"id": 1, "reference": "ECR-1", "title": "Quai"}
        values["closed_at"] = values.pop("closed") or None
        importing.derive(values)
        importing.set_code(values, "4827", "0" * 64, "k")
        connection.execute(tables["concessions"].insert().values(**values))
        for number, moves, amending, _ in stories:
            row = {"id": number, "reference": f"R-{number}", "state": "close", "amending_number": amending}
            times = dict.fromkeys(("created_at", "moved_at", "imported_at"), SPRING)
            request = tables["road_opening_requests"].insert()
            connection.execute(
                request.values(concession_id=1, surface=[], search="", version=1, **row, **times)
            )
            for kind, after, order in moves:
                step = {"before": "accordee", "after": after, "kind": kind, "order_number": order}
                move = tables["road_opening_moves"].insert()
                connection.execute(move.values(request_id=number, at=SPRING, **step))
    assert schema.upgrade(url)
    with engine.connect() as connection:
        query = "SELECT id, amending_number FROM road_opening_requests ORDER BY id"
        found = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    assert found == [(number, expected) for number, _, _, expected in stories]


def test_four_upgrades_at_once_are_one(url):
    done, gate = [], threading.Barrier(4)

    def run():
        gate.wait()
        code = "import sys; from models.storage import schema; print(int(schema.upgrade(sys.argv[1])))"
        done.append(
            subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, timeout=100)
        )

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.returncode for process in done] == [0] * 4, [process.stderr[-300:] for process in done]
    assert sorted(process.stdout.strip() for process in done) == ["0", "0", "0", "1"]


def test_broken_references_undo_the_upgrade(engine, tmp_path):
    if engine != "sqlite":
        return  # there the database itself never lets go of foreign keys
    url = f"sqlite:///{tmp_path}/broken.db"
    schema.upgrade(url)
    raw = create_engine(url)
    with raw.begin() as connection:
        connection.exec_driver_sql("INSERT INTO audit_details (sequence, salt, search) VALUES (7, 'x', '')")
    with pytest.raises(schema.BrokenReferences, match="audit_details"):
        schema.upgrade(url)
    raw.dispose()
